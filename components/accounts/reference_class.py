"""What the reference class says."""

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import Narrative, moved_by, no_project, when
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from data.model import french
from data.questions.reference_class import MINIMUM_OF_A_CLASS

_SITUATION = (
    TableColumn("phase_name", "Phase", "phase", "phase"),
    TableColumn("age_name", "Âge au panorama", "text", "age"),
    TableColumn("projects", "Projets de la sélection", "count", "projets"),
)
_COST = (
    TableColumn("cost_n", "N : projets passés", "count", "cout_n"),
    TableColumn("cost_p25", "P25 (%)", "pct", "cout_p25_pct"),
    TableColumn("cost_median", "Médiane (%)", "pct", "cout_mediane_pct"),
    TableColumn("cost_p75", "P75 (%)", "pct", "cout_p75_pct"),
)
_SLIP = (
    TableColumn("slip_n", "N : projets passés", "count", "fin_n"),
    TableColumn("slip_p25", "P25 (mois)", "months", "fin_p25_mois"),
    TableColumn("slip_median", "Médiane (mois)", "months", "fin_mediane_mois"),
    TableColumn("slip_p75", "P75 (mois)", "months", "fin_p75_mois"),
)
_NAMED = TableColumn("named", "Lesquels", "projects", "projets_noms")


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn."""
    return (EDITION, DATE, *_SITUATION, _NAMED, *_COST, *_SLIP)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One table of later re-estimates, one of later slips; below ten past projects only their number."""
    return (
        Table("Réévaluation ultérieure du coût de projets passés, à titre indicatif", (*_SITUATION, *_COST, _NAMED)),
        Table("Décalage ultérieur de la fin de projets passés, à titre indicatif", (*_SITUATION, *_SLIP)),
    )


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `classe-de-reference`."""
    subtitle = "Réévaluations et décalages ultérieurs de projets passés de même phase et de même âge, à titre indicatif"
    if frame.empty:
        return no_project(subtitle)
    notes = (
        "À titre indicatif : ce n'est pas une prévision. Le passé est lu dans tout le panorama, de la première édition "
        "où un projet était dans la situation jusqu'à sa dernière valeur connue.",
        f"Sous {MINIMUM_OF_A_CLASS} projets passés, rien n'est donné.",
        "Âge : nombre d'éditions depuis l'entrée, celles dont le tableau manque comprises. Un projet de la sélection "
        "peut être parmi les projets passés.",
    )
    shown = frame[frame["cost_median"].notna()]
    if shown.empty:
        text = f"Moins de {MINIMUM_OF_A_CLASS} projets passés dans chaque situation de la sélection : rien n'est donné."
        return Narrative(
            "Trop peu de projets passés pour une comparaison", f"{subtitle}, {when(frame)}", (text,), notes
        )
    first = shown.sort_values("projects", ascending=False, kind="stable").iloc[0]
    situation = f"{first['phase_name'].lower()}, {first['age_name']}"
    sentences = [
        f"Situation la plus fréquente de la sélection : {situation} "
        f"({french.count(int(first['projects']), 'projet')}). Sur {french.number(first['cost_n'])} projets passés, "
        f"le coût a ensuite été réévalué de {french.pct(first['cost_median'])} en médiane, la moitié centrale allant "
        f"de {french.pct(first['cost_p25'])} à {french.pct(first['cost_p75'])}."
    ]
    if pd.notna(first["slip_median"]):
        sentences.append(
            f"La fin prévue a ensuite été {moved_by(first['slip_median'])} en médiane, "
            f"la moitié centrale allant de {french.months(first['slip_p25'])} à {french.months(first['slip_p75'])} "
            f"(N = {french.number(first['slip_n'])})."
        )
    few = int(frame.loc[frame["cost_median"].isna(), "projects"].sum())
    if few:
        sentences.append(
            f"Rien n'est dit de {french.count(few, 'projet')} dont la situation compte moins de {MINIMUM_OF_A_CLASS} "
            "projets passés."
        )
    return Narrative(
        f"À titre indicatif : après « {situation} », coût réévalué de {french.pct(first['cost_median'])} en médiane",
        f"{subtitle}, {when(frame)}",
        tuple(sentences),
        notes,
    )
