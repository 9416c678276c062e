"""What a browser claims about a page is checked before Dash reads it."""

import copy
import json
import os
import time
from collections import Counter
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callbacks import request_guard, request_shapes
from tests.callbacks import page_requests
from tests.fuzz import TIMES

EXAMPLES = 3000 * TIMES
MARK = "zqxj<script>"


@pytest.fixture(scope="module")
def requests() -> list[dict[str, Any]]:
    from app import app

    with app.server.test_request_context("/"):
        return page_requests.every_request(app)


@pytest.fixture(scope="module")
def filtering(requests: list[dict[str, Any]]) -> dict[str, Any]:
    """The longest request: a filter of the page with most charts."""
    return max(requests, key=lambda body: len(json.dumps(body)))


def post(client: FlaskClient, body: Any) -> int:
    answer = client.post(request_guard.PATH, data=orjson.dumps(body), content_type="application/json")
    assert MARK not in answer.text or answer.status_code == 200
    return answer.status_code


def test_every_request_of_every_page_is_answered(client: FlaskClient, requests: list[dict[str, Any]]) -> None:
    from app import app

    sent = {body["output"] for body in requests}
    assert sent == set(request_shapes.request_shapes(app.callback_map)), "a callback that no page of the tests calls"
    for body in requests:
        assert post(client, body) in (200, 204), body


def test_every_component_of_every_page_is_known_to_the_guard() -> None:
    from app import app

    with app.server.test_request_context("/"):
        for path in page_requests.EXAMPLES:
            for node in page_requests.opened(path):
                if isinstance(node.id, dict):
                    assert tuple(sorted(node.id.items())) in request_shapes.KNOWN_IDS, (
                        f"{path}: callbacks/request_shapes.py does not know the id {node.id}; add it to _known_ids"
                    )


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
    assert post(client, altered(filtering, output="query.value")) == 400
    assert post(client, altered(filtering, more=1)) == 400
    assert post(client, altered(filtering, inputs=filtering["inputs"] * 2)) == 400
    assert post(client, altered(filtering, outputs=[filtering["outputs"]])) == 400
    assert post(client, altered(filtering, changedPropIds=["query.value"])) == 400
    assert post(client, altered(filtering, changedPropIds=[])) == 400
    assert post(client, altered(filtering, state=filtering["state"][1:])) == 400
    assert post(client, altered(filtering, parsedChangedPropsIds=[{"name": MARK}])) == 400
    for key in filtering.keys() - {"parsedChangedPropsIds"}:
        assert post(client, {name: value for name, value in filtering.items() if name != key}) == 400


@pytest.mark.parametrize(
    "value", [MARK * 40, 1, True, {}, {"a": 1}, [["x"]], ["x"] * 51, [None], 1.5], ids=lambda value: str(value)[:12]
)
def test_a_value_that_no_control_can_hold_is_refused(
    client: FlaskClient, filtering: dict[str, Any], value: object
) -> None:
    body = copy.deepcopy(filtering)
    body["inputs"][0][0]["value"] = value
    assert post(client, body) == 400


def test_a_value_that_a_control_no_longer_offers_is_ignored(client: FlaskClient, filtering: dict[str, Any]) -> None:
    body = copy.deepcopy(filtering)
    body["inputs"][0][0]["value"] = ["ministere-disparu"]
    assert post(client, body) == 200


@pytest.mark.parametrize(
    ("component", "value"),
    [
        *(("page", value) for value in ("/nope", "//evil.example", MARK, "", "/tendances" + "?" * 5000, ["/"], None)),
        *(("shown", value) for value in (MARK, "nope", "cout-total cout-total", "cout-total  carte", ["cout-total"])),
        *(("opened", value) for value in ("nope", " cout-total", 1)),
    ],
)
def test_a_state_that_no_page_has_is_refused(
    client: FlaskClient, filtering: dict[str, Any], component: str, value: object
) -> None:
    body = copy.deepcopy(filtering)
    next(item for item in body["state"] if item["id"] == component)["value"] = value
    assert post(client, body) == 400


@pytest.mark.parametrize("value", ["", "carte", "carte nope", "nope cout-total", f"carte {MARK}", "tableaux  carte", 1])
def test_only_the_cards_and_tables_of_the_catalogue_can_be_called_for(
    client: FlaskClient, requests: list[dict[str, Any]], value: object
) -> None:
    call = copy.deepcopy(next(body for body in requests if not page_requests.is_filter(body)))
    assert post(client, call) == 200
    call["inputs"][0]["value"] = value
    assert post(client, call) == 400


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
