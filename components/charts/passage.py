"""`passage`: the waterfall from the total of one edition to that of another."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import native, rows, scale, theme
from components.charts.parts.direct_labels import WIDE_ONLY, texts_of
from components.charts.parts.marks import apart, scatter
from components.charts.parts.narrative import Narrative, between, more_or_less, named_some, no_project
from components.charts.parts.tables import Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.comparison import ROUNDING_MEUR
from data.questions.parts.editions import breaks_between
from data.questions.passage import GAPS, TOTALS, passage

STEPS: Mapping[str, str] = {
    "published_before": "Total annoncé",
    "gap_before": "Écart avec le total annoncé",
    "total_before": "Somme du tableau",
    "leaver": "Sortants",
    "left_selection": "Sortis de la sélection",
    "entrant": "Entrants",
    "joined_selection": "Entrés dans la sélection",
    "up": "Réévalués à la hausse",
    "down": "Réévalués à la baisse",
    "newly_published": "Coût nouvellement publié",
    "withheld": "Coût qui n'est plus publié",
    "unchanged": "Inchangés, à l’arrondi près",
    "never_published": "Sans coût publié",
    "total_after": "Somme du tableau",
    "gap_after": "Écart avec le total annoncé",
    "published_after": "Total annoncé",
}
"""Step of the waterfall → its name."""
_PUBLISHED = ("published_before", "published_after")

_DETAILS = (
    TableColumn("amount_meur", "Montant (M€)", "meur", "montant_meur"),
    TableColumn("projects", "Projets", "count", "projets"),
    TableColumn("named", "Lesquels", "projects", "projets_noms"),
)
_COLUMNS = (
    TableColumn("before", "De l'édition", "count", "de"),
    TableColumn("after", "À l'édition", "count", "a"),
    TableColumn("step", "Étape", "text", "etape"),
    *_DETAILS,
    TableColumn("known", "Projets avec un coût", "count", "projets_avec_cout"),
    TableColumn("start_meur", "Départ (M€)", "meur", "depart_meur"),
    TableColumn("end_meur", "Arrivée (M€)", "meur", "arrivee_meur"),
)


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """The steps from one total to another, one row each, from left (less) to right (more)."""
    if frame["amount_meur"].isna().all():
        return rows.nothing("Coût non publié aux deux éditions" if len(frame) else rows.NO_PROJECT)
    is_published = frame["step"].isin((*_PUBLISHED, *GAPS))
    left_out = ["Totaux publiés : voir le tableau"] if context.is_compact and is_published.any() else []
    if context.is_compact:
        frame = frame[~is_published]
    lines = frame.to_dict("records")
    positions = rows.bar_positions(len(frame))
    titles = [_title(line) for line in lines]
    hover = [texts_of(title)[-1].removeprefix(WIDE_ONLY).replace(" : <b>", "<br><b>") for title in titles]
    patterns = ["/" if line["step"] in GAPS else "" for line in lines]
    style = {"color": [_colour(line) for line in lines], "pattern": {"shape": patterns}}
    links = [_address(line, context) for line in lines]
    starts, ends = frame["start_meur"].tolist(), frame["end_meur"].tolist()
    bars = rows.bars(frame["amount_meur"].tolist(), positions, hover, base=starts, marker=style, customdata=links,
                     showlegend=False)  # fmt: skip
    x, y = apart((end, end) for end in ends[:-1]), apart(pairwise(positions))
    joints = scatter("lines", x, y, line={"color": theme.MUTED, "width": 1, "dash": "dot"})
    amounts = rows.amount_axis(tickformat=",.0f", ticksuffix="\u00a0M€", nticks=5)
    return rows.figure([joints, bars], [*titles, *left_out], amounts, is_compact=context.is_compact)


def _title(line: Mapping[Any, Any]) -> str:
    name = STEPS[line["step"]]
    if line["step"] in TOTALS:
        if line["known"] == 0:
            return f"Somme, édition {line['edition']:.0f} : <b>coût non publié</b>"
        return f"{name}, édition {line['edition']:.0f} : <b>{french.total_meur(line['amount_meur'])}</b>"
    notes = [] if line["step"] in GAPS else [french.count(int(line["projects"]), "projet")]
    return rows.title(name, _amount(line), *notes)


def _amount(line: Mapping[Any, Any]) -> str:
    return "coût non publié" if line["known"] == 0 else french.meur(line["amount_meur"], signed=True)


def _colour(line: Mapping[Any, Any]) -> str:
    if line["step"] in TOTALS:
        return theme.PUBLISHED if line["step"] in _PUBLISHED else theme.QUANTITY
    if line["step"] in GAPS:
        return theme.UNEXPLAINED
    return theme.PLUS if line["amount_meur"] > 0 else theme.MINUS


def _address(line: Mapping[Any, Any], context: Context) -> str | None:
    links = context.links
    if pd.notna(line["edition"]):
        return links.edition(line["edition"])
    if len(line["named"]) == 1:
        return links.project(line["named"][0][0])
    if not line["named"]:
        return None
    return links.comparison(line["before"], line["after"], line["step"], common_only=context.selection.common_only)


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """The waterfall: what each bar rests on is a series without colour."""
    steps, amounts = frame["step"], frame["amount_meur"]
    is_total, is_gap, is_published = steps.isin(TOTALS), steps.isin(GAPS), steps.isin(_PUBLISHED)
    is_change = ~is_total & ~is_gap
    bars = (
        ("Total annoncé", is_published, theme.PUBLISHED),
        ("Somme du tableau", is_total & ~is_published, theme.QUANTITY),
        ("Ajoute", is_change & (amounts > 0), theme.PLUS),
        ("Retire", is_change & (amounts < 0), theme.MINUS),
        ("Écart, en plus", is_gap & (amounts > 0), theme.UNEXPLAINED),
        ("Écart, en moins", is_gap & (amounts < 0), theme.UNEXPLAINED),
    )
    rests = frame[["start_meur", "end_meur"]].min(axis=1).where(~is_total)
    values = [(name, amounts.abs().where(chosen), projected(colour)) for name, chosen, colour in bars]
    series = tuple(native.Series(name, native.numbers(points), colour)
                   for name, points, colour in (("Appui", rests, ""), *values) if points.notna().any())  # fmt: skip
    names = tuple(_native_name(line) for line in frame.to_dict("records"))
    return (native.NativeChart("bars", names, series, has_legend=False),)


def _native_name(line: Mapping[Any, Any]) -> str:
    name = STEPS[line["step"]]
    if line["step"] in TOTALS:
        return f"{name}, éd. {line['edition']:.0f} : {french.total_meur(line['amount_meur'])}"
    count = "" if line["step"] in GAPS else f" ({french.count(int(line['projects']), 'projet')})"
    return f"{name}{count} : {french.meur(line['amount_meur'], signed=True)}"


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per step, with the projects behind it."""
    if frame.empty:
        return ()
    names = [
        STEPS[step] if pd.isna(edition) else f"{STEPS[step]}, édition {edition:.0f}"
        for step, edition in zip(frame["step"], frame["edition"], strict=True)
    ]
    lines = frame.assign(amount_meur=frame["amount_meur"].where(frame["known"] != 0), step_name=names)
    before, after = frame[["before", "after"]].iloc[0]
    caption = f"Du total de l'édition {before} à celui de l'édition {after}, en M€"
    return (Table(caption, (TableColumn("step_name", "Étape", "text"), *_DETAILS), rows=lines),)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart."""
    if frame.empty:
        return no_project("D'un total à l'autre, en M€", context.dataset, context.selection)
    steps: dict[Any, Any] = frame.set_index("step").to_dict("index")
    before, after = int(frame["before"].iloc[0]), int(frame["after"].iloc[0])
    dataset = context.dataset
    dates = {edition: french.in_month(edition, dataset.reference_date(edition)) for edition in (before, after)}
    totals = {
        edition: steps[step]["amount_meur"] if steps[step]["known"] else float("nan")
        for edition, step in ((before, "total_before"), (after, "total_after"))
    }
    unknown = next((edition for edition, total in totals.items() if french.is_missing(total)), None)
    if unknown is not None:
        is_there = (replace(context.selection, since=None, until=None).apply(dataset)["edition"] == unknown).any()
        what = "Aucun coût publié pour la sélection" if is_there else "Aucun projet de la sélection"
        heading = f"{what} {dates[unknown]}"
    else:
        heading = ", ".join(
            f"{french.total_meur(totals[edition])}{publish} {dates[edition]}"
            for edition, publish in ((before, " publiés"), (after, ""))
        )
    unit = scale.unit_of_amounts(frame["end_meur"])
    subtitle = (
        f"Coût complet estimé, en {unit}, de chaque projet {between(dataset, before, after)}"
        f"{', projets communs' if context.selection.common_only else ''}"
    )
    missing = [edition for edition in range(before + 1, after) if edition not in dataset.editions_with_table]
    return Narrative(
        heading,
        subtitle,
        (
            _difference(totals, dates, between(dataset, before, after)),
            *_outside(before, after, context),
            *_sentences(steps),
        ),
        tuple(_notes(steps, missing, context) + _breaks(steps, before, after, context)),
    )


def _outside(before: int, after: int, context: Context) -> list[str]:
    selection = context.selection
    is_free = selection.before is None or selection.after is None
    if not is_free or (selection.covers(before) and selection.covers(after)):
        return []
    dates = between(context.dataset, before, after)
    return [f"La période choisie n'a pas deux tableaux : la comparaison est faite {dates}."]


def _notes(steps: Mapping[str, Any], missing: list[int], context: Context) -> list[str]:
    notes = [
        "Les étapes s'ajoutent exactement d'une somme à l'autre. Motif des sorties et des réévaluations : non publié.",
        f"Un coût qui bouge de {french.number(ROUNDING_MEUR, 2)} M€ au plus est compté comme inchangé.",
    ]
    if "gap_before" in steps or "gap_after" in steps:
        notes.append("Écart avec le total annoncé : ce total peut comprendre des coûts que le tableau ne donne pas.")
    elif context.selection.filters_projects:
        notes.append("Le total annoncé porte sur l'ensemble du panorama : il n'est pas montré avec une sélection.")
    if missing:
        first, last = missing[0], missing[-1]
        editions = f"de l'édition {first}" if len(missing) == 1 else f"des éditions {first} à {last}"
        notes.insert(0, f"Les tableaux {editions} ne sont pas disponibles : tout s'est passé dans l'intervalle.")
    return notes


def _breaks(steps: Mapping[str, Any], before: int, after: int, context: Context) -> list[str]:
    if not set(_PUBLISHED) <= set(steps):
        return []
    names = breaks_between(context.dataset, "total_cost_meur", before, after)
    return [f"Rupture de série entre les deux totaux annoncés : {french.listing(names).lower()}."] if names else []


_MOVES = {
    "entrant": ("entrant", "entrants"),
    "leaver": ("sortant", "sortants"),
    "joined_selection": ("projet entré dans la sélection", "projets entrés dans la sélection"),
    "left_selection": ("projet sorti de la sélection", "projets sortis de la sélection"),
    "up": ("projet réévalué à la hausse", "projets réévalués à la hausse"),
    "down": ("projet réévalué à la baisse", "projets réévalués à la baisse"),
    "newly_published": ("projet publie un coût qui manquait", "projets publient un coût qui manquait"),
    "withheld": ("projet n'a plus de coût publié", "projets n'ont plus de coût publié"),
}
"""Step of the waterfall → its projects, one and several."""
_NAMED = ("entrant", "leaver")


def _difference(totals: Mapping[int, float], dates: Mapping[int, str], interval: str) -> str:
    subject, known = f"{french.capitalised(interval)}, ", [at for at, total in totals.items() if pd.notna(total)]
    if not known:
        return f"{subject}aucun coût de la sélection n'est publié."
    if len(known) < 2:
        return f"{subject}le total n'est connu qu'{dates[known[0]]}."
    before, after = totals.values()
    size = french.meur(abs(after - before))
    if size == french.meur(0.0):
        return f"{subject}la somme des coûts publiés reste de {french.total_meur(after)}."
    return f"{subject}la somme des coûts publiés {'augmente' if after > before else 'baisse'} de {size}."


def _sentences(steps: Mapping[str, Any]) -> list[str]:
    parts = {step: _move(steps[step], step) for step in _MOVES if step in steps}
    sentences = [f"{french.capitalised(parts.pop(step))}." for step in _NAMED if step in parts]
    others = list(parts.values())
    return sentences + [f"{' ; '.join(others[at : at + 2])}." for at in range(0, len(others), 2)]


def _move(line: Mapping[Any, Any], step: str) -> str:
    projects, known = int(line["projects"]), int(line["known"])
    named = f" ({named_some(line['named'])})" if step in _NAMED else ""
    amount = more_or_less(line["amount_meur"]) if known else "coût non publié"
    without = f" ({projects - known} sans coût publié)" if 0 < known < projects else ""
    return f"{french.count(projects, *_MOVES[step])}{named} : {amount}{without}"


CHART = Chart(
    "passage",
    "D'un total à l'autre",
    passage,
    figure,
    narrative,
    _COLUMNS,
    tables,
    544,
    native=natives,
    lede="Pourquoi le total des grands projets informatiques de l'État change d'une édition à l'autre",
)
