"""What a browser claims about a page is checked before Dash reads it."""

import copy
import os
import time
from collections import Counter
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callbacks import request_guard
from tests.callbacks import page_requests
from tests.fuzz import TIMES

EXAMPLES = 3000 * TIMES
MARK = "zqxj<script>"


@pytest.fixture(scope="module")
def requests() -> list[dict[str, Any]]:
    return page_requests.every_request()


@pytest.fixture
def filtering() -> dict[str, Any]:
    """A filter of the page with most charts."""
    return request_guard.request_of("/tendances", "ministere=justice", "carte cout-total")


def post(client: FlaskClient, body: Any) -> int:
    answer = client.post(request_guard.PATH, data=orjson.dumps(body), content_type="application/json")
    assert MARK not in answer.text or answer.status_code == 200
    return answer.status_code


def test_every_request_of_every_page_is_answered(client: FlaskClient, requests: list[dict[str, Any]]) -> None:
    from app import app

    answered = [output for output, entry in app.callback_map.items() if "callback" in entry]
    assert answered == [requests[0]["output"]], "a callback that the guard does not know"
    for body in requests:
        assert post(client, body) == 200, body


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{}", "application/x-www-form-urlencoded", 415),
        (b"{}", "", 415),
        (b"", "application/json", 400),
        (b"{}", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"NaN", "application/json", 400),
        (b'"\\ud800"', "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b"1" * 5000, "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b'{"output":' * 3_000, "application/json", 400),
        (b'{"output":"' + b"x" * 100_000 + b'"}', "application/json", 413),
    ],
)
def test_what_is_no_request_is_refused(client: FlaskClient, data: bytes, content_type: str, status: int) -> None:
    began = time.thread_time()
    answer = client.post(request_guard.PATH, data=data, content_type=content_type)
    assert answer.status_code == status
    assert answer.mimetype == "text/plain"
    assert len(answer.data) < 60
    assert time.thread_time() - began < 0.05


def altered(body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(body), **changes}


def test_a_request_that_differs_in_one_thing_is_refused(client: FlaskClient, filtering: dict[str, Any]) -> None:
    assert post(client, filtering) == 200
    assert post(client, altered(filtering, output="question.data-question")) == 400
    assert post(client, altered(filtering, more=1)) == 400
    assert post(client, altered(filtering, state=[])) == 400
    assert post(client, altered(filtering, inputs=filtering["inputs"] * 2)) == 400
    assert post(client, altered(filtering, outputs=[filtering["outputs"]])) == 400
    assert post(client, altered(filtering, changedPropIds=["answer.data-answer"])) == 400
    assert post(client, altered(filtering, changedPropIds=[])) == 400
    assert post(client, altered(filtering, parsedChangedPropsIds=[{"name": MARK}])) == 400
    for key in filtering:
        assert post(client, {name: value for name, value in filtering.items() if name != key}) == 400


VALUES = [MARK * 400, 1, True, None, {}, {"a": 1}, [["x"]], [None], 1.5]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("member", ["page", "query", "tables"])
def test_a_member_of_a_question_that_is_no_text_is_refused(
    client: FlaskClient, filtering: dict[str, Any], member: str, value: object
) -> None:
    filtering["inputs"][0]["value"][member] = value
    assert post(client, filtering) == 400


def test_a_question_has_three_members(client: FlaskClient, filtering: dict[str, Any]) -> None:
    question = filtering["inputs"][0]["value"]
    filtering["inputs"][0]["value"] = {**question, "more": ""}
    assert post(client, filtering) == 400
    for value in ([*question.values()], None, "", {"page": "/"}):
        filtering["inputs"][0]["value"] = value
        assert post(client, filtering) == 400


def test_a_value_that_a_control_no_longer_offers_is_ignored(client: FlaskClient) -> None:
    assert post(client, request_guard.request_of("/tendances", "ministere=ministere-disparu&x=" + MARK)) == 200


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *(("page", value) for value in ("/nope", "//evil.example", MARK, "", "/methode", "/projets/ned")),
        *(("query", value) for value in ("x" * 5000, "&" * 300)),
        *(("tables", value) for value in (MARK, "nope", "cout-total cout-total", "cout-total  carte", " cout-total")),
    ],
)
def test_a_question_that_no_page_asks_is_refused(
    client: FlaskClient, filtering: dict[str, Any], member: str, value: str
) -> None:
    filtering["inputs"][0]["value"][member] = value
    assert post(client, filtering) == 400


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [
            *(MARK, "", "/", "//evil.example", "javascript:alert(1)", "__proto__", "\0", "\u202e", "a" * 5000),
            *("page", "query", "children", "value", "..", "..a.b..", '{"name":["ALL"],"type":"filter"}.value'),
            *("ministere=justice&" * 100, "%", "%00=%ff", "=&=;", "q=" + "%F0%9F%92%A9" * 200),
            *("cout-total", "carte carte", "tableaux cout-total", "ministere", "de", "1", "2020", "?page=99999"),
            *([], {}, [[]], [{}], {"id": "page", "property": "value"}, [["a"]], ["a"] * 300, -1, 10**15, 1e308),
        ]
    ),
    st.recursive(st.text(max_size=3), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, itself included."""
    found = [path]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        found += places(value, (*path, key))
    return found


def mutate(body: Any, data: st.DataObject) -> Any:
    """One change, somewhere: a value replaced, taken away, repeated, or moved from elsewhere."""
    all_places = places(body)
    place = data.draw(st.sampled_from(all_places))
    if not place:
        return copy.deepcopy(data.draw(HOSTILE))
    holder = body
    for key in place[:-1]:
        holder = holder[key]
    last = place[-1]
    change = data.draw(st.sampled_from(["replace", "replace", "remove", "repeat", "move", "name"]))
    if change == "remove":
        del holder[last]
    elif change == "repeat" and isinstance(holder, list):
        holder.insert(last, copy.deepcopy(holder[last]))
    elif change == "name" and isinstance(holder, dict):
        holder[data.draw(st.text(max_size=8))] = holder[last]
    elif change == "move":
        source: Any = body
        for key in data.draw(st.sampled_from(all_places)):
            source = source[key]
        holder[last] = copy.deepcopy(source)
    else:
        holder[last] = copy.deepcopy(data.draw(HOSTILE))
    return body


@pytest.mark.hypothesis
def test_mutated_requests_never_fail(client: FlaskClient, requests: list[dict[str, Any]]) -> None:
    statuses: Counter[int] = Counter()
    for body in requests:  # what is right is computed once before time counts
        post(client, body)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize="FUZZ" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def send(data: st.DataObject) -> None:
        body = copy.deepcopy(data.draw(st.sampled_from(requests)))
        for _ in range(data.draw(st.integers(1, 3))):
            body = mutate(body, data)
        began = time.thread_time()
        status = post(client, body)
        statuses[status] += 1
        assert status in (200, 204, 400, 413)
        assert time.thread_time() - began < 1.0

    send()
    assert sum(statuses.values()) >= EXAMPLES
    assert statuses[400] > EXAMPLES / 2
