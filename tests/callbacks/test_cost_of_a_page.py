"""What a page that nobody has requested costs: in calls of functions, the same on every machine."""

import cProfile
import pstats

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "query", "calls"),
    [
        ("/tendances", "q=ge", 122_000),
        ("/tendances", "ministere=justice", 109_000),
        ("/tendances/projets", "q=ge", 250_000),
        ("/tendances/projets", "ministere=justice", 143_000),
        ("/tendances/ministeres", "q=ge", 220_000),
        ("/tendances/trajectoires", "q=ge", 94_000),
        ("/comparer", "q=ge", 120_000),
        ("/", "q=ge", 146_000),
        ("/", "ministere=justice", 128_000),
    ],
)
def test_a_new_selection_takes_few_calls(client: FlaskClient, path: str, query: str, calls: int) -> None:
    client.get(f"{path}?ministere=sante&q=e&page=6")  # what no selection changes
    with cProfile.Profile() as profile:
        answer = client.get(f"{path}?{query}&page=7")  # which no other test requests
    assert answer.status_code == 200
    total = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]
    assert 50_000 < total < calls
