"""What a view opens with: every claim of the verdict is recomputed from the rows, for any selection."""

import functools
import random
import re
from html import escape
from urllib.parse import parse_qs

import pandas as pd
import pytest
from flask.testing import FlaskClient

from components.addresses.view_state import parse_query
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.views import VIEWS
from components.views.opening import lede, verdict_in_words
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


COLUMNS = {"budget": "cost_meur", "schedule": "planned_duration_years"}
SERIES = {"budget": "budget_drift_pct", "schedule": "schedule_drift_pct"}


@functools.cache
def first_values(dataset: Dataset, column: str) -> dict[str, float]:
    """Project → its first known value."""
    known = dataset.projects[dataset.projects[column].notna()].sort_values("edition")
    return {str(line["project"]): float(line[column]) for line in known[::-1].to_dict("records")}


def changes_at(dataset: Dataset, selection: Selection, edition: int, column: str) -> list[tuple[float, float]]:
    """First and current value of each project of a selection with a value at an edition."""
    rows = dataset.projects[selection.mask(dataset)]
    rows = rows[(rows["edition"] == edition) & rows[column].notna()]
    first = first_values(dataset, column)
    return [(first[str(slug)], value) for slug, value in zip(rows["project"], rows[column], strict=True)]


def means(dataset: Dataset, selection: Selection, edition: int, column: str) -> tuple[float, float, float] | None:
    """Mean, median and weighted change at an edition, from the values alone; None under five projects."""
    found = changes_at(dataset, selection, edition, column)
    if len(found) < 5:
        return None
    changes = pd.Series([(value / first - 1) * 100 for first, value in found])
    whole = (sum(value for _, value in found) / sum(first for first, _ in found) - 1) * 100
    return changes.mean(), changes.median(), whole


@pytest.mark.parametrize("drift", COLUMNS)
def test_the_claims_of_the_verdict_hold_by_the_rows(dataset: Dataset, drift: str) -> None:
    column = COLUMNS[drift]
    for selection in selections(dataset):
        claims, tables = verdict(dataset, selection, drift), editions_with_table(dataset, selection)
        assert claims.edition == (tables[-1] if tables else None)
        if claims.edition is None:
            assert (claims.projects, claims.known, claims.mean, claims.total) == (0, 0, None, None)
            continue
        rows = dataset.projects[selection.mask(dataset)]
        found = changes_at(dataset, selection, claims.edition, column)
        assert (claims.projects, claims.known) == (len(rows[rows["edition"] == claims.edition]), len(found))
        assert claims.more == sum(round(value / first * 100 - 100, 1) > 0 for first, value in found)
        seen = rows["edition"]
        assert claims.last_seen == (None if seen.empty else seen.max())
        if not found:
            assert claims.total is None
            assert claims.first_total is None
        else:
            assert claims.total == pytest.approx(sum(value for _, value in found))
            assert claims.first_total == pytest.approx(sum(first for first, _ in found))
        expected = means(dataset, selection, claims.edition, column)
        assert ((claims.mean, claims.median, claims.weighted) == (None,) * 3) == (expected is None)
        if expected:
            assert (claims.mean, claims.median, claims.weighted) == pytest.approx(expected, abs=1e-6)
        if claims.mean_before:
            before = means(dataset, selection, claims.mean_before[0], column)
            assert before
            assert claims.mean_before[1] == pytest.approx(before[0])


@pytest.mark.parametrize("drift", SERIES)
def test_a_record_is_told_only_between_two_breaks(dataset: Dataset, drift: str) -> None:
    printed = dataset.editions.set_index("edition")[SERIES[drift]].dropna()
    breaks = dataset.breaks.loc[dataset.breaks["series"] == SERIES[drift], "edition"]
    for selection in selections(dataset):
        claims = verdict(dataset, selection, drift)
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


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-ZÀÉ])", text)


@pytest.mark.parametrize("drift", SERIES)
def test_every_sentence_of_verdict_is_short_dated_and_well_written(dataset: Dataset, drift: str) -> None:
    for selection in selections(dataset):
        claims = verdict(dataset, selection, drift)
        text = verdict_in_words(claims, dataset)
        assert len(sentences(text)) <= 2
        assert all(len(sentence.split()) <= MOST_WORDS for sentence in sentences(text)), text
        assert "'" not in text
        assert not re.search(r"[+\u2212]|\bnan\b|None|(?<!\d)0\sM€|\b1 projets|\b(\w+) \1\b", text), text
        if claims.edition is not None:
            assert french.month(dataset.reference_date(claims.edition)) in text


def test_the_contradiction_of_the_whole_panorama_is_told(dataset: Dataset) -> None:
    text = verdict_in_words(verdict(dataset, Selection()), dataset).replace("\u00a0", " ")
    assert text == (
        "En décembre 2024, l’écart budgétaire publié, 6,5 %, est le plus bas des chiffres comparables depuis mars "
        "2019. Pourtant, en novembre 2021, un projet coûtait en moyenne 25,1 % de plus qu’à sa première publication, "
        "contre 20,1 % en juillet."
    )
    # Both schedule drifts fell in 2021: the published one rose later.
    text = verdict_in_words(verdict(dataset, Selection(), "schedule"), dataset).replace("\u00a0", " ")
    assert text == (
        "En décembre 2023, l’écart calendaire publié est de 19,1 %, contre 15,4 % en novembre 2021. En novembre 2021, "
        "un projet devait durer en moyenne 11,5 % de plus qu’à sa première publication, contre 15,9 % en juillet."
    )


def test_projects_without_a_value_are_counted_beside_those_of_the_mean(dataset: Dataset) -> None:
    selection = Selection(ministries=("justice",))
    claims = verdict(dataset, selection)
    assert claims.known < claims.projects
    text = verdict_in_words(claims, dataset).replace("\u00a0", " ")
    assert f"{claims.known} projets sur {claims.projects} coûtent en moyenne" in text


OF_A_CHART = {"ministeres": "couts-par-ministere", "projets": "contributions", "portefeuille": "concentration",
              "trajectoires": "passage"}  # fmt: skip
"""Group of Tendances → the chart whose first sentence is its verdict."""


@pytest.mark.parametrize("query", ["", "?ministere=interieur&par=phase", "?phase=cadrage"])
def test_the_verdict_of_a_view_is_about_the_view(client: FlaskClient, dataset: Dataset, query: str) -> None:
    selection = parse_query(parse_qs(query[1:]), dataset, (), ()).selection
    for path, view in VIEWS.items():
        is_group = path.removeprefix("/tendances/") in OF_A_CHART
        if not (view.is_single_chart or is_group) or path.endswith("trajectoire"):
            continue
        name = OF_A_CHART[path.removeprefix("/tendances/")] if is_group else view.charts[0]
        expected = compute(CHARTS[name], dataset, selection).narrative.sentences[0]
        if name.startswith("ecart-"):
            expected = verdict_in_words(verdict(dataset, selection, DRIFTS[name]), dataset)
        page = client.get(f"{path}{query}").text
        assert re.search(r"data-verdict[^>]*>([^<]*)<", page)[1] == escape(expected, quote=False), path  # type: ignore[index]


DRIFTS = {"ecart-budgetaire": "budget", "ecart-calendaire": "schedule"}
FIGURES = [
    ("/", "cout-total ecart-budgetaire ecart-calendaire"),
    ("/?ministere=interieur", "projets cout-total duree-moyenne"),
    ("/tendances/portefeuille", "projets entrants sortants"),
    ("/tendances/portefeuille?ministere=interieur", "projets entrants sortants"),
    ("/graphiques/ecart-calendaire", "ecart-calendaire duree-moyenne projets"),
    ("/graphiques/concentration", "projets cout-total duree-moyenne"),
]


@pytest.mark.parametrize(("address", "names"), FIGURES)
def test_the_large_figures_belong_to_the_view(client: FlaskClient, address: str, names: str) -> None:
    assert re.findall(r'data-kpi="([a-z-]+)"', client.get(address).text) == names.split()


def test_without_a_published_series_the_figures_are_those_of_the_table(client: FlaskClient, dataset: Dataset) -> None:
    page = client.get("/graphiques/concentration").text
    assert set(re.findall(r'data-edition="(\d+)" data-kpi', page)) == {str(dataset.latest_table)}
    rows = dataset.projects[dataset.projects["edition"] == dataset.latest_table]
    total = re.search(r'data-kpi="cout-total" data-source="calcul" data-value="([\d.]+)"', page)
    assert float(total[1]) == pytest.approx(rows["cost_meur"].sum())  # type: ignore[index]


LEDES = [
    (Selection(), ", de 2016 à 2024. Chiffres de décembre 2024 ; détail par projet jusqu'en novembre 2021."),
    (Selection(until=8), ", de 2016 à 2019. Chiffres de mars 2019 ; détail par projet jusqu'en mars 2019."),
    (Selection(since=15), ", de 2022 à 2024. Chiffres de décembre 2024 ; aucun détail par projet."),
    (Selection(ministries=("justice",)), ", de 2016 à 2021. Projets de la sélection, jusqu'en novembre 2021."),
    (Selection(ministries=("justice",), since=15), ". Projets de la sélection, sans tableau de projets."),
]


@pytest.mark.parametrize(("selection", "expected"), LEDES)
def test_the_lede_says_the_years_and_the_dates_of_what_is_shown(
    dataset: Dataset, selection: Selection, expected: str
) -> None:
    assert lede("Ce que coûtent les projets", dataset, selection) == f"Ce que coûtent les projets{expected}"
    assert lede("Quels projets changent", dataset, Selection(), has_series=False) == (
        "Quels projets changent. Détail par projet jusqu'en novembre 2021."
    )
    assert all(chart.lede and not chart.lede.endswith(".") for chart in CHARTS.values())


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


@pytest.mark.parametrize("drift", SERIES)
def test_the_sentence_says_the_means_and_admits_a_contradiction_only_where_there_is_one(
    dataset: Dataset, drift: str
) -> None:
    printed = dataset.editions.set_index("edition")[SERIES[drift]]
    breaks = dataset.breaks.loc[dataset.breaks["series"] == SERIES[drift], "edition"]
    for selection in selections(dataset):
        claims = verdict(dataset, selection, drift)
        text = verdict_in_words(claims, dataset)
        admits = "Mais" in text or "Pourtant" in text
        if claims.mean is None or claims.median is None or claims.weighted is None:
            assert not admits, text
            continue
        assert french.pct(abs(claims.mean), signed=False) in text or abs(claims.mean) < 0.05, text
        if not claims.published:
            is_apart = claims.mean * claims.weighted < 0 and drift == "budget"
            assert not admits or is_apart or (claims.mean >= 5 and abs(claims.median) < 1.05), text
            assert admits or not is_apart or min(abs(claims.mean), abs(claims.weighted)) < 0.05, text
        elif claims.before and claims.mean_before and claims.edition:
            before, rises = claims.mean_before[0], claims.mean > claims.mean_before[1]
            same = printed[claims.edition] - printed[before]
            falls = claims.published[1] < claims.before[1]
            is_told = falls == rises and (same < 0) == rises and pd.notna(same)
            assert admits == (is_told and not breaks.between(before + 1, claims.edition).any()), text
        else:
            assert not admits, text
