"""What charts say of known facts, in neutral words, with what is unknown said."""

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from data.model.dataset import Dataset
from data.model.selection import Selection


def said(dataset: Dataset, name: str, selection: Selection) -> str:
    account = compute(CHARTS[name], dataset, selection).narrative
    return " ".join((account.heading, *account.sentences, *account.notes)).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_waterfall_names_entrants_and_leavers(dataset: Dataset) -> None:
    text = said(dataset, "passage", Selection(before=13, after=14))
    assert "passe de 1,88 Md€ à 2,51 Md€" in text
    assert "4 sortants (OSHIMAE, ADAMANT, SCRIBE et FranceConnect phase II) : −71,8 M€" in text
    assert "5 entrants (PPN, SIV, Intelligence emploi, Géoplateforme et France Sésame) : +307,6 M€" in text


def test_the_waterfall_says_which_tables_are_missing_in_between(dataset: Dataset) -> None:
    text = said(dataset, "passage", Selection(before=8, after=13))
    assert "Les tableaux des éditions 9 à 12 ne sont pas détenus" in text


def test_an_entrant_whose_cost_is_withheld_has_no_amount(dataset: Dataset) -> None:
    text = said(dataset, "passage", Selection(text="sirhen", before=7, after=8))
    assert "1 entrant (SIRHEN) : coût non publié" in text
    assert "0 M€" not in text


def test_a_moved_start_is_told_apart_and_a_fall_is_no_success(dataset: Dataset) -> None:
    text = said(dataset, "reevaluations", Selection(text="ned"))
    assert "NED (début +36 mois, fin −21 mois)" in text
    assert "réévalué de −19,4 M€" in text


def test_a_change_of_printed_decimals_counts_as_none(dataset: Dataset) -> None:
    text = said(dataset, "reevaluations", Selection())
    assert "27 sont réévalués à la hausse, 9 sont réévalués à la baisse et 13 sont inchangés" in text


def test_words_stay_neutral(dataset: Dataset) -> None:
    for name in CHARTS:
        text = said(dataset, name, Selection(project="ned")).lower()
        for word in ("dérive", "dérap", "échec", "succès", "surcoût", "retard", "économie réalisée"):
            assert word not in text, (name, word)
