"""What a view opens with: every claim of the verdict is recomputed from the rows, for any selection."""

import random
import re

import pandas as pd
import pytest
from flask.testing import FlaskClient

from components.views import VIEWS
from components.views.opening import verdict_in_words
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.questions.key_figures import verdict

MOST_WORDS = 35


def selections(dataset: Dataset) -> list[Selection]:
    """All, each ministry, each phase, ranges of editions, and 100 drawn at random."""
    ministries, phases = dataset.vocabulary.ministries.names, dataset.vocabulary.phases.names
    chance, last = random.Random(15), int(dataset.editions["edition"].max())
    drawn = []
    for _ in range(100):
        since, until = sorted(chance.choices(range(1, last + 1), k=2))
        drawn.append(
            Selection(
                ministries=tuple(chance.sample(list(ministries), chance.randint(0, 2))),
                phases=tuple(chance.sample(list(phases), chance.randint(0, 2))),
                is_interministerial=chance.choice([None, None, True, False]),
                since=chance.choice([None, since]),
                until=chance.choice([None, until]),
                text=chance.choice(["", "", "", "si", "zzz"]),
            )
        )
    return [
        Selection(),
        *(Selection(until=edition) for edition in range(1, last + 1)),
        *(Selection(ministries=(name,)) for name in ministries),
        *(Selection(phases=(name,)) for name in phases),
        *drawn,
    ]


def means(dataset: Dataset, selection: Selection, edition: int) -> tuple[float, float, float] | None:
    """Mean, median and weighted change of cost at an edition, from the costs alone; None under five projects."""
    rows = dataset.projects[selection.mask(dataset)]
    rows = rows[(rows["edition"] == edition) & rows["cost_meur"].notna()]
    first = [first_cost(dataset, str(slug)) for slug in rows["project"]]
    if len(first) < 5:
        return None
    changes = pd.Series([(cost / start - 1) * 100 for cost, start in zip(rows["cost_meur"], first, strict=True)])
    return changes.mean(), changes.median(), (rows["cost_meur"].sum() / sum(first) - 1) * 100


def first_cost(dataset: Dataset, slug: str) -> float:
    history = dataset.projects[(dataset.projects["project"] == slug) & dataset.projects["cost_meur"].notna()]
    return float(history.sort_values("edition")["cost_meur"].iloc[0])


def test_the_claims_of_the_verdict_hold_by_the_rows(dataset: Dataset) -> None:
    for selection in selections(dataset):
        claims, tables = verdict(dataset, selection), editions_with_table(dataset, selection)
        assert claims.edition == (tables[-1] if tables else None)
        if claims.edition is None:
            assert (claims.projects, claims.known, claims.mean, claims.total) == (0, 0, None, None)
            continue
        rows = dataset.projects[selection.mask(dataset)]
        rows = rows[rows["edition"] == claims.edition]
        costs = rows["cost_meur"].dropna()
        assert (claims.projects, claims.known) == (len(rows), len(costs))
        seen = dataset.projects["edition"][selection.mask(dataset)]
        assert claims.last_seen == (None if seen.empty else seen.max())
        if costs.empty:
            assert claims.total is None
            assert claims.first_total is None
        else:
            assert claims.total == pytest.approx(costs.sum())
            firsts = [first_cost(dataset, str(slug)) for slug in rows.loc[costs.index, "project"]]
            assert claims.first_total == pytest.approx(sum(firsts))
        expected = means(dataset, selection, claims.edition)
        assert ((claims.mean, claims.median, claims.weighted) == (None,) * 3) == (expected is None)
        if expected:
            assert (claims.mean, claims.median, claims.weighted) == pytest.approx(expected, abs=1e-6)
        if claims.mean_before:
            before = means(dataset, selection, claims.mean_before[0])
            assert before
            assert claims.mean_before[1] == pytest.approx(before[0])


def test_a_record_is_told_only_between_two_breaks(dataset: Dataset) -> None:
    printed = dataset.editions.set_index("edition")["budget_drift_pct"].dropna()
    breaks = dataset.breaks.loc[dataset.breaks["series"] == "budget_drift_pct", "edition"]
    for selection in selections(dataset):
        claims = verdict(dataset, selection)
        if selection.filters_projects or not claims.published:
            assert claims.lowest_since is None
            assert claims.highest_since is None
            continue
        edition, value = claims.published
        covered = printed[[selection.covers(number) for number in printed.index]]
        assert (edition, value) == (covered.index[-1], covered.iloc[-1])
        for since, is_record in ((claims.lowest_since, covered.lt(value)), (claims.highest_since, covered.gt(value))):
            if since is not None:
                assert not is_record.loc[since:].any()
                assert not breaks.between(since + 1, edition).any()
                assert len(covered.loc[since:]) >= 3


def test_every_sentence_of_verdict_is_short_dated_and_well_written(dataset: Dataset) -> None:
    for selection in selections(dataset):
        claims = verdict(dataset, selection)
        text = verdict_in_words(claims, dataset)
        assert len(text.split()) <= MOST_WORDS, text
        assert "'" not in text
        assert not re.search(r"[+\u2212]|\bnan\b|None|(?<!\d)0\sM€|\b1 projets|\b(\w+) \1\b", text), text
        if claims.edition is not None:
            assert french.month(dataset.reference_date(claims.edition)) in text


def test_the_contradiction_of_the_whole_panorama_is_told(dataset: Dataset) -> None:
    text = verdict_in_words(verdict(dataset, Selection()), dataset).replace("\u00a0", " ")
    assert text == (
        "En décembre 2024, l’écart budgétaire publié, 6,5 %, est au plus bas depuis mars 2019 ; mais l’évolution "
        "moyenne calculée passe de 20,1 % en juillet 2021 à 25,1 % en novembre 2021."
    )


@pytest.mark.parametrize("query", ["", "?ministere=culture", "?phase=cadrage"])
@pytest.mark.parametrize("path", [(view.examples or (path,))[0] for path, view in VIEWS.items() if view.charts])
def test_a_view_with_charts_opens_with_three_dated_figures(client: FlaskClient, path: str, query: str) -> None:
    page = client.get(f"{path}{query}").text
    opening = page.split('data-partie="ouverture"')[1].split("data-chart=")[0]
    assert opening.index("data-lede") < opening.index("data-verdict") < opening.index("data-kpi")
    pattern = r'data-edition="(\d+)" data-kpi="([a-z-]+)" data-source="(\w+)" data-value="(-?[\d.]*)"'
    figures = re.findall(pattern, page)
    assert len(figures) == page.count("data-kpi=") == 3
    assert {source for _, _, source, _ in figures} <= {"editeur", "presse", "calcul"}


EMPTY = [
    ("?ministere=culture&phase=cadrage&q=zzz", "ministere=culture&amp;phase=cadrage"),
    ("?ministere=culture&q=zzz&zone=non-publie", "ministere=culture"),
    ("?q=zzz", ""),
]


@pytest.mark.parametrize(("query", "near"), EMPTY)
@pytest.mark.parametrize(
    "path",
    [
        path
        for path, view in VIEWS.items()
        if "ouverture" in view.parts and view.is_live and "trajectoire" not in view.charts
    ],
)
def test_an_empty_selection_is_one_message_with_the_nearest_selections(
    client: FlaskClient, path: str, query: str, near: str
) -> None:
    page = client.get(f"{path}{query}").text
    body = page.split("<body>")[1].split("<noscript>")[0]
    assert body.count('class="vide"') == body.count("Aucun projet ne répond") == 1
    assert "data-chart=" not in body
    assert "data-kpi=" not in body
    message = body.split('class="vide"')[1].split("</div>")[0]
    links = re.findall(r'href="([^"]*)"[^>]*>([^<]*\d+[^<]*)</a>', message)
    assert links[-1][0] == path
    assert (
        path in ("/comparer", "/graphiques/passage")
        or not near
        or any(address.endswith(f"?{near}") for address, _ in links[:-1])
    ), links
    for address, text in links:
        counted = int(re.search(r"(\d+)[^\d]*\)$", text)[1])  # type: ignore[index]
        assert counted > 0
        assert 'class="vide"' not in client.get(address.replace("&amp;", "&")).text.split("<body>")[1]


def test_a_range_without_a_table_keeps_what_is_published_and_has_no_projects(client: FlaskClient) -> None:
    assert 'data-chart="cout-total"' in client.get("/?depuis=15").text
    for path in ("/projets", "/tendances/projets", "/graphiques/carte"):
        assert 'class="vide"' in client.get(f"{path}?depuis=15").text.split("<body>")[1]


def test_beside_a_selection_what_is_of_the_whole_state_is_marked(client: FlaskClient) -> None:
    page = client.get("/?ministere=interieur").text
    marked = re.findall(r'<span class="ensemble-etat">(.*?)</span>', page)
    assert len(marked) == 2
    assert all(text.startswith("Ensemble de l’État, ") for text in marked)
    assert "écart budgétaire moyen publié" in "".join(marked)
    assert "Ensemble de l’État" not in client.get("/").text.split("<form")[0]


def test_the_sentence_says_the_means_and_admits_a_contradiction_only_where_there_is_one(dataset: Dataset) -> None:
    for selection in selections(dataset):
        claims = verdict(dataset, selection)
        text = verdict_in_words(claims, dataset)
        admits = "mais" in text
        if claims.mean is None or claims.median is None or claims.weighted is None:
            assert not admits, text
            continue
        assert french.pct(abs(claims.mean), signed=False) in text or abs(claims.mean) < 0.05, text
        if not claims.published:
            is_apart = claims.mean * claims.weighted < 0
            assert not admits or is_apart or (claims.mean >= 5 and abs(claims.median) < 1.05), text
            assert admits or not is_apart or min(abs(claims.mean), abs(claims.weighted)) < 0.05, text
        elif claims.before and claims.mean_before:
            falls, rises = claims.published[1] < claims.before[1], claims.mean > claims.mean_before[1]
            assert admits == (falls == rises), text
        else:
            assert not admits, text
