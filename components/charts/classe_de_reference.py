"""`classe-de-reference`: what past projects in the same situation went through."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.marks import apart, marker, scatter
from components.charts.parts.narrative import (
    Narrative,
    median_in_words,
    moved_months,
    no_project,
    quartiles_in_words,
    when,
)
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from data.model import french
from data.questions.classe_de_reference import MINIMUM_OF_A_CLASS, reference_class

_PANELS: tuple[tuple[str, str, Callable[..., str], str], ...] = (
    ("cost", "Réévaluation ultérieure du coût, en %", french.pct, "\u00a0%"),
    ("slip", "Décalage ultérieur de la fin, en mois", french.months, ""),
)
_MOST_COMPACT = 3
"""Situations drawn in the frame of one chart, those of most projects; the tables have all of them."""
_AGES = {"entree": "entrée", "1-3": "1–3 éd.", "4-plus": "≥ 4 éd."}


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """The middle half (line) and the median (mark) of later changes, one row per situation and measure."""
    shown = frame[frame["cost_median"].notna() | frame["slip_median"].notna()]
    if shown.empty:
        return rows.nothing("Moins de dix projets passés dans chaque situation")
    left_out: list[str] = []
    if context.is_compact:
        left_out = rows.others(len(shown) - _MOST_COMPACT, "autre situation", "autres situations")
        shown = shown.nlargest(_MOST_COMPACT, "projects").sort_index()
    axes = [rows.amount_axis(ticksuffix=suffix, tickformat=",.0f", rangemode="normal") for *_, suffix in _PANELS]
    names = [name for _, name, *_ in _PANELS]
    layout = rows.two_panels((len(shown), len(shown) + len(left_out)), names, axes, is_compact=context.is_compact)
    traces: list[theme.Trace] = []
    for (measure, _, written, _), axis in zip(_PANELS, ("", "2"), strict=True):
        titles = [_title(line, measure, written) for line in shown.to_dict("records")]
        intervals = _intervals(shown, measure, titles, written, context)
        traces += [trace | {"showlegend": not axis, "xaxis": f"x{axis}", "yaxis": f"y{axis}"} for trace in intervals]
        layout["annotations"] += rows.names_above([*titles, *left_out] if axis else titles, f"y{axis}")
    return theme.figure(traces, **layout)


def _title(line: dict[Any, Any], measure: str, written: Callable[..., str]) -> str:
    situation = f"{line['phase_name'].split(' /')[0]}, {_AGES[line['age']]}"
    past, median = line[f"{measure}_n"], line[f"{measure}_median"]
    if pd.isna(median):
        return f"{situation} : {french.count(past, 'projet passé', 'projets passés')}, trop peu"
    return f"{situation} : <b>{written(median)}</b> · N = {french.number(past)}"


def _intervals(
    frame: pd.DataFrame, measure: str, titles: list[str], written: Callable[..., str], context: Context
) -> list[theme.Trace]:
    y = rows.bar_positions(len(frame))
    low, median, high = (frame[f"{measure}_{name}"].tolist() for name in ("p25", "median", "p75"))
    ends = list(zip(low, high, strict=True))
    hover = [f"{title}<br>Moitié centrale : {written(p25)} à {written(p75)}"
             for title, (p25, p75) in zip(titles, ends, strict=True)]  # fmt: skip
    links = [context.links.projects(phases=(phase,)) for phase in frame["phase"]]
    style, diamond = {"color": theme.BAND_SOLID, "width": 8}, marker("diamond", theme.MEDIAN, 12)
    return [
        scatter("lines", apart(ends), apart(zip(y, y, strict=True)), line=style, name="Moitié centrale (P25–P75)"),
        scatter("markers", median, y, name="Médiane", marker=diamond, hover=hover, customdata=links),
    ]


_NOTES = (
    "À titre indicatif : ce n'est pas une prévision. Le passé est lu dans tout le panorama, de la première édition "
    "où un projet était dans la situation jusqu'à sa dernière valeur connue.",
    f"Sous {MINIMUM_OF_A_CLASS} projets passés, aucun chiffre n'est donné.",
    "Âge : nombre d'éditions depuis l'entrée, celles dont le tableau manque comprises. Un projet de la sélection "
    "peut être parmi les projets passés.",
)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """What came after the most frequent situation of the selection."""
    subtitle = "Réévaluations et décalages ultérieurs de projets passés de même phase et de même âge, à titre indicatif"
    if frame.empty:
        unknown = "phase non publiée"
        return no_project(subtitle, context.dataset, context.selection, unknown=unknown)
    subtitle = f"{subtitle}, {when(frame)}"
    shown = frame[frame["cost_median"].notna()]
    if shown.empty:
        text = (
            f"{french.capitalised(when(frame))}, moins de {MINIMUM_OF_A_CLASS} projets passés dans chaque situation de "
            "la sélection : aucun chiffre."
        )
        return Narrative("Trop peu de projets passés pour une comparaison", subtitle, (text,), _NOTES)
    first = shown.sort_values("projects", ascending=False, kind="stable").iloc[0]
    among = frame if first["projects"] == frame["projects"].max() else shown
    lead = "la situation la plus fréquente"
    if (among["projects"] == first["projects"]).sum() > 1:
        lead = "l'une des situations les plus fréquentes"
    # A more frequent situation may have no figure.
    scope = "" if among is frame else f" parmi celles que {MINIMUM_OF_A_CLASS} projets passés ont connues"
    sentences = [
        f"{french.capitalised(when(frame))}, {lead}{scope} est « {first['phase_name'].lower()}, {first['age_name']} » "
        f"({french.count(int(first['projects']), 'projet')}). "
        f"Sur {french.number(first['cost_n'])} projets passés dans cette situation, le coût a ensuite connu une "
        f"{median_in_words(first['cost_median'])}.",
        quartiles_in_words(first["cost_median"], first["cost_p75"]),
    ]
    if pd.notna(first["slip_median"]):
        sentences.append(
            f"La fin prévue a ensuite été {moved_months(first['slip_median'])} en médiane "
            f"({french.number(first['slip_n'])} projets passés)."
        )
    few = int(frame.loc[frame["cost_median"].isna(), "projects"].sum())
    if few:
        verb = "est dans une situation" if few < 2 else "sont dans des situations"
        sentences.append(
            f"{french.count(few, 'projet')} {verb} que moins de {MINIMUM_OF_A_CLASS} projets passés ont connue"
            f"{'' if few < 2 else 's'} : aucun chiffre."
        )
    return Narrative(_heading(first["cost_median"]), subtitle, tuple(sentences), _NOTES)


def _heading(median_pct: float) -> str:
    median = median_in_words(median_pct, "médiane du coût")
    return f"Projets passés semblables : ensuite, {median}"


_SITUATION = (
    TableColumn("phase_name", "Phase", "phase", "phase"),
    TableColumn("age_name", "Âge au panorama", "text", "age"),
    TableColumn("projects", "Projets de la sélection", "count", "projets"),
)
_NAMED = TableColumn("named", "Lesquels", "projects", "projets_noms")
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

_COLUMNS = (EDITION, DATE, *_SITUATION, _NAMED, *_COST, *_SLIP)
_TABLES = (
    Table("Réévaluation ultérieure du coût de projets passés, à titre indicatif", (*_SITUATION, *_COST, _NAMED)),
    Table("Décalage ultérieur de la fin de projets passés, à titre indicatif", (*_SITUATION, *_SLIP)),
)
_SUBJECT = "Ce qu'ont connu des projets passés comparables"

CHART = Chart(
    "classe-de-reference",
    _SUBJECT,
    reference_class,
    figure,
    narrative,
    _COLUMNS,
    _TABLES,
    600,
    lede="Ce que sont devenus les grands projets informatiques de l'État qui étaient dans la même situation",
)
