"""What is said holds for its selection: nothing unknown is counted, a share names its whole, a range is honoured."""

import io
import re
from itertools import product

import pandas as pd
import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.charts.parts.narrative import highest_and_lowest, latest_published
from components.charts.parts.series_breaks import Break
from components.charts.parts.tables import cell_text
from components.files.exports import chart_csv, editions_file
from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import compare
from data.questions.parts.editions import records
from tests.data.questions.selections import DATASET

MINISTRIES, PHASES = DATASET.vocabulary.ministries.names, DATASET.vocabulary.phases.names
NOUGHT = re.compile(r"(?<![\d,])0\s(M|Md)€")
SCOPING = Selection(phases=("cadrage",))


def said(chart: ComputedChart) -> str:
    narrative = chart.narrative
    return " ".join((narrative.heading, *narrative.sentences)).replace(french.NBSP, " ")


def words(name: str, **fields: object) -> str:
    return said(compute(CHARTS[name], DATASET, Selection(**fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("ministry", "phase"), list(product(("", *MINISTRIES), ("", *PHASES))))
def test_nothing_unknown_is_counted(ministry: str, phase: str) -> None:
    selection = Selection((ministry,) if ministry else (), (phase,) if phase else ())
    rows = selection.apply(DATASET)
    known = rows.groupby("edition")["cost_meur"].count()
    costs = rows.groupby("edition")["cost_meur"].sum(min_count=1)
    for name in ("cout-total", "couts-par-ministere", "tranches-de-cout", "passage", "concentration", "reevaluations"):
        chart = compute(CHARTS[name], DATASET, selection)
        if not known.sum():
            assert not NOUGHT.search(said(chart)), (name, said(chart))
        frame = pd.read_csv(io.StringIO(chart_csv(chart)), sep=";", decimal=",")
        if name == "cout-total":
            totals = frame.set_index("edition")["cout_total_calcule_meur"]
            assert totals.to_numpy() == pytest.approx(costs.reindex(totals.index).to_numpy(), nan_ok=True)
        elif name == "passage" and len(frame):
            assert frame.loc[frame["projets_avec_cout"] == 0, "montant_meur"].isna().all()
        elif "projets_avec_cout" in frame and "cout_meur" in frame:
            assert (frame["cout_meur"].isna() == (frame["projets_avec_cout"] == 0)).all()
    table = editions_file(DATASET, selection)
    position = [column.name for column in table.columns].index("total_cost_meur")
    files = pd.Series({line[0]: line[position] for line in table.lines}, dtype=float)
    assert files.to_numpy() == pytest.approx(costs.reindex(files.index).to_numpy(), nan_ok=True)


def test_the_sum_of_nothing_is_missing() -> None:
    assert pd.isna(measures.total(pd.Series([None, None], dtype=float)))
    assert measures.total(pd.Series([None, 2.5])) == 2.5
    assert pd.isna(compare(DATASET, SCOPING, 13, 14).total_after_meur)


def test_a_phase_without_a_cost_says_so() -> None:
    text = words("cout-total", phases=("cadrage",))
    assert text.startswith("Coût non publié pour la sélection en novembre 2021")
    assert "aucun coût publié pour" in text


def test_a_share_names_its_whole() -> None:
    assert "100 % des coûts publiés de la sélection" in words("couts-par-ministere", ministries=("justice",))
    assert "des coûts publiés par projet" in words("couts-par-ministere")


def test_no_table_no_project_and_no_cost_are_told_apart() -> None:
    name = "couts-par-ministere"
    assert words(name, phases=("cadrage",)).startswith("Coût non publié")
    assert words(name, text="introuvable").startswith("Aucun projet dans cette sélection")
    assert words("passage", ministries=("culture",)).startswith("Aucun projet de la sélection en novembre 2021")
    assert words("cout-total", ministries=("interieur",), since=15).startswith("Tableau de projets non disponible")
    assert words(name, since=15).startswith("Tableau de projets non disponible")
    later = words("ecart-budgetaire", ministries=("interieur",), since=15)
    assert "tableau de projets non disponible" in later
    assert "moins de 5" not in later
    assert "valeur non publiée" in words("ecart-budgetaire", phases=("cadrage",))


def test_no_comparison_is_made_across_a_break_without_a_word() -> None:
    for name in ("ecart-budgetaire", "ecart-calendaire"):
        text = words(name, until=3)
        assert "contre" not in text.split(" ; ")[0]
        assert "avec une rupture de série entre les deux" in text


def test_extremes_are_told_as_such_with_every_month_that_shares_them() -> None:
    dates = ["2020-06", "2021-07", "", "2022-06"]
    frame = records(pd.DataFrame({"edition": [1, 2, 3, 4], "reference_date": dates, "value": [3.0, 1.0, 3.0, None]}))
    text = highest_and_lowest(frame, "value", french.number)
    assert text == "au plus haut 3 (juin 2020 et 3ᵉ édition), au plus bas 1 (juillet 2021)"
    broken = (Break("", "", (3,)),)
    assert highest_and_lowest(frame, "value", french.number, broken).endswith(
        "avec une rupture de série entre les deux"
    )
    assert highest_and_lowest(frame[:1], "value", french.number) == "3 (juin 2020)"
    assert "contre" in latest_published(frame, "value", french.number)
    assert "contre" not in latest_published(frame, "value", french.number, broken)
    for name in CHARTS:
        assert "publié va de" not in words(name)


def test_a_range_without_two_tables_is_said() -> None:
    assert "La période choisie n’a pas deux tableaux" in words("passage", since=9, until=12)
    assert "La période choisie" not in words("passage", until=8)


def test_equal_first_ranks_are_all_named(dataset: Dataset) -> None:
    chart = compute(CHARTS["phases-par-ministere"], dataset, Selection(ministries=("agriculture",), until=14))
    counts = chart.frame.filter(like="part:").sum()
    text = said(chart)
    assert ("phases à égalité" in text) == ((counts == counts.max()).sum() > 1)


def test_the_first_cost_keeps_its_edition() -> None:
    frame = compute(CHARTS["reevaluations"], DATASET, Selection(until=8)).frame
    assert frame["first_cost_meur"].notna().equals(frame["first_cost_edition"].notna())


def test_no_sentence_counts_out_of_nought() -> None:
    for phase, name in product(PHASES, CHARTS):
        assert "Sur 0 " not in words(name, phases=(phase,)), (phase, name)


def test_years_agree_with_the_number_shown() -> None:
    assert french.years(1.96) == f"2{french.NBSP}ans"
    assert french.years(1.94) == f"1,9{french.NBSP}an"


@pytest.mark.parametrize(
    ("name", "value", "flag"),
    [
        ("cout-total", "published_meur", "provenance"),
        ("ecart-budgetaire", "published_pct", "provenance"),
        ("ecart-calendaire", "published_pct", "provenance"),
        ("entrants-sortants", "stock", "stock_source"),
        ("entrants-sortants", "entrants", "moves_source"),
    ],
)
def test_a_figure_stands_beside_its_provenance_in_the_table_and_in_the_file(name: str, value: str, flag: str) -> None:
    chart = compute(CHARTS[name], DATASET, Selection())
    words = {"publié", "source secondaire", "déduit", "calculé"}
    table = next(table for table in chart.tables if value in [column.key for column in table.columns])
    shown = next(column for column in table.columns if column.key == flag)
    known = chart.frame[chart.frame[value].notna()]
    assert {cell_text(cell, shown.kind) for cell in known[flag]} <= words
    file = pd.read_csv(io.StringIO(chart_csv(chart)), sep=";", decimal=",", keep_default_na=False)
    header = next(column.file_header for column in chart.columns if column.key == flag)
    assert set(file[header]) - {""} == {cell_text(cell, shown.kind) for cell in known[flag]}
    assert {"source secondaire", "publié"} & set(file[header])


def test_the_hollow_marks_name_who_states_the_figure() -> None:
    notes = " ".join(compute(CHARTS["ecart-budgetaire"], DATASET, Selection()).narrative.notes)
    assert "source\u00a0: Sénat (édition 11)" in notes
    assert "source\u00a0: presse (éditions 16, 19 et 20)" in notes
    assert "calculé à partir de chiffres publiés (édition 12)" in notes


def test_a_percentage_follows_from_the_costs_beside_it() -> None:
    chart = compute(CHARTS["trajectoire"], DATASET, Selection(project="astrea"))
    costs = {column.key: column for column in chart.tables[0].columns}
    lines = {line["edition"]: line for line in chart.frame.to_dict("records")}
    assert [cell_text(lines[at]["cost_meur"], costs["cost_meur"].kind) for at in (4, 5)] == ["20,5", "20,46"]
    for line in (line for line in lines.values() if pd.notna(line["cost_meur"])):
        shown = float(cell_text(line["cost_meur"], costs["cost_meur"].kind).replace(",", "."))
        assert line["cost_change_pct"] == pytest.approx((shown / 20 - 1) * 100, abs=0.05)


def test_no_mean_duration_is_given_under_five_projects() -> None:
    table = editions_file(DATASET, Selection(ministries=("culture",)))
    names = [column.name for column in table.columns]
    means = [line[names.index("mean_duration_years")] for line in table.lines]
    assert means == [None] * len(means)
    whole = editions_file(DATASET, Selection())
    assert sum(line[names.index("mean_duration_years")] is not None for line in whole.lines) == 10
