"""What a page that nobody has requested costs: in calls of functions, the same on every machine."""

import cProfile
import pstats

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "query", "calls"),
    [
        ("/tendances", "q=ge", 145_000),
        ("/tendances", "ministere=justice", 135_000),
        ("/", "q=ge", 180_000),
        ("/", "ministere=justice", 155_000),
    ],
)
def test_a_new_selection_takes_few_calls(client: FlaskClient, path: str, query: str, calls: int) -> None:
    client.get(f"{path}?ministere=sante&q=e&page=6")  # what no selection changes
    with cProfile.Profile() as profile:
        answer = client.get(f"{path}?{query}&page=7")  # which no other test requests
    assert answer.status_code == 200
    total = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    assert 50_000 < total < calls
