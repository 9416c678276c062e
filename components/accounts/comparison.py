"""What the waterfall between two totals and the charts of re-estimates say."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import Narrative, edition_named, named_some, no_project, shares
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECT, Table, TableColumn
from data.model import french
from data.questions.comparison import ROUNDING_MEUR, has_moved

STEPS: Mapping[str, str] = {
    "published_before": "Total publié",
    "gap_before": "Écart avec le total publié",
    "total_before": "Somme du tableau",
    "leaver": "Sortants",
    "left_selection": "Sortis de la sélection",
    "entrant": "Entrants",
    "joined_selection": "Entrés dans la sélection",
    "up": "Réévalués à la hausse",
    "down": "Réévalués à la baisse",
    "newly_published": "Coût nouvellement publié",
    "withheld": "Coût qui n'est plus publié",
    "unchanged": "Inchangés, à l'arrondi près",
    "never_published": "Sans coût publié",
    "total_after": "Somme du tableau",
    "gap_after": "Écart avec le total publié",
    "published_after": "Total publié",
}
"""Step of the waterfall → its name."""

_STEP = TableColumn("step_name", "Étape", "text", "etape")
_PASSAGE = (
    _STEP,
    TableColumn("amount_meur", "Montant (M€)", "meur", "montant_meur"),
    TableColumn("projects", "Projets", "count", "projets"),
    TableColumn("named", "Lesquels", "projects", "projets_noms"),
)


def passage_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every step, with the two editions and where its bar goes."""
    return (
        TableColumn("before", "De l'édition", "count", "de"),
        TableColumn("after", "À l'édition", "count", "a"),
        TableColumn("step", "Étape", "text", "etape"),
        *_PASSAGE[1:],
        TableColumn("known", "Projets avec un coût", "count", "projets_avec_cout"),
        TableColumn("start_meur", "Départ (M€)", "meur", "depart_meur"),
        TableColumn("end_meur", "Arrivée (M€)", "meur", "arrivee_meur"),
    )


def passage_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per step, with the projects behind it."""
    if frame.empty:
        return ()
    line = frame.iloc[0]
    names = [_step_name(step, edition) for step, edition in zip(frame["step"], frame["edition"], strict=True)]
    rows = frame.assign(amount_meur=frame["amount_meur"].where(frame["known"] != 0), step_name=names)
    caption = f"Du total de l'édition {line['before']} à celui de l'édition {line['after']}, en M€"
    return (Table(caption, _PASSAGE, rows=rows),)


def _step_name(step: str, edition: float) -> str:
    return STEPS[step] if pd.isna(edition) else f"{STEPS[step]}, édition {edition:.0f}"


def passage_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `passage`."""
    if frame.empty:
        return no_project("D'un total à l'autre, en M€")
    steps: dict[Any, Any] = frame.set_index("step").to_dict("index")
    before, after = int(frame["before"].iloc[0]), int(frame["after"].iloc[0])
    dataset = context.dataset
    missing = [edition for edition in range(before + 1, after) if edition not in dataset.held_editions]
    start, end = (
        steps[total]["amount_meur"] if steps[total]["known"] else float("nan")
        for total in ("total_before", "total_after")
    )
    if french.is_missing(start) or french.is_missing(end):
        heading = f"Aucun coût publié à l'édition {before if french.is_missing(start) else after} pour la sélection"
    else:
        heading = (
            f"De l'édition {before} à l'édition {after}, la somme des coûts du tableau passe de "
            f"{french.total_meur(start)} à {french.total_meur(end)}"
        )
    subtitle = (
        f"Coût complet estimé, en M€, {edition_named(dataset, before)} et {edition_named(dataset, after)}"
        f"{', projets communs' if context.selection.common_only else ''}"
    )
    notes = [
        "Les étapes s'ajoutent exactement d'une somme à l'autre. Motif des sorties et des réévaluations : non publié.",
        f"Un coût qui bouge de {french.number(ROUNDING_MEUR, 2)} M€ au plus est compté comme inchangé.",
    ]
    if "gap_before" in steps or "gap_after" in steps:
        notes.append(
            "Écart avec le total publié : le total imprimé peut comprendre des coûts que le tableau ne donne pas."
        )
    elif context.selection.filters_projects:
        notes.append("Le total publié porte sur l'ensemble du panorama : il n'est pas montré avec une sélection.")
    if missing:
        notes.insert(0, f"Les tableaux {_missing(missing)} ne sont pas détenus : tout s'est passé dans l'intervalle.")
    return Narrative(heading, subtitle, tuple(_passage_sentences(steps, start, end)), tuple(notes))


def _missing(editions: list[int]) -> str:
    if len(editions) == 1:
        return f"de l'édition {editions[0]}"
    return f"des éditions {editions[0]} à {editions[-1]}"


def _passage_sentences(steps: dict[Any, Any], start: float, end: float) -> list[str]:
    moves = []
    for step in ("leaver", "entrant"):
        if step in steps:
            line = steps[step]
            moves.append(f"{_counted(step, int(line['projects']))} ({named_some(line['named'])}) : {_amount(line)}")
    others = [
        f"{STEPS[step].lower()} : {_amount(steps[step])} ({french.count(int(steps[step]['projects']), 'projet')})"
        for step in ("left_selection", "joined_selection", "up", "down", "newly_published", "withheld")
        if step in steps
    ]
    sentences = [] if french.is_missing(end - start) else [f"Différence : {french.meur(end - start, signed=True)}."]
    if moves:
        sentences.append(f"{' ; '.join(moves)}.")
    if others:
        sentences.append(french.capitalised(f"{' ; '.join(others)}."))
    return sentences or ["Aucun coût de la sélection n'est publié à ces deux éditions."]


def _amount(line: dict[Any, Any]) -> str:
    return "coût non publié" if line["known"] == 0 else french.meur(line["amount_meur"], signed=True)


def _counted(step: str, count: int) -> str:
    return french.count(count, {"leaver": "sortant", "entrant": "entrant"}[step])


MOST_DRAWN = 10
"""Projects drawn in each panel of `reevaluations`; the tables have all of them."""

_COSTS = (
    PROJECT,
    TableColumn("first_cost_meur", "Premier coût connu (M€)", "meur", "premier_cout_meur"),
    TableColumn("first_cost_edition", "À l'édition", "count", "premier_cout_edition"),
    TableColumn("cost_meur", "Coût actuel (M€)", "meur", "cout_meur"),
    TableColumn("change_meur", "Réévaluation (M€)", "change", "reevaluation_meur"),
)
_ENDS = (
    PROJECT,
    TableColumn("first_end", "Première fin connue", "month", "premiere_fin"),
    TableColumn("first_end_edition", "À l'édition", "count", "premiere_fin_edition"),
    TableColumn("end", "Fin actuelle", "month", "fin"),
    TableColumn("slip_months", "Décalage (mois)", "months", "decalage_mois"),
    TableColumn("start_change_months", "dont début déplacé (mois)", "months", "debut_deplace_mois"),
    TableColumn("duration_change_months", "dont durée (mois)", "months", "duree_changee_mois"),
)


def reestimates_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn."""
    return (EDITION, DATE, PROJECT, MINISTRY, *_COSTS[1:], *_ENDS[1:])


def largest(moved: pd.DataFrame, change: str) -> pd.DataFrame:
    """The rows, largest change first."""
    return moved.assign(size=moved[change].abs()).sort_values(["size", "name"], ascending=[False, True])


def cost_moves(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects whose cost moved by more than a rounding, largest first."""
    return largest(frame[has_moved(frame["change_meur"])], "change_meur")


def end_moves(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects whose planned end moved, furthest first."""
    return largest(frame[frame["slip_months"].fillna(0) != 0], "slip_months")


def reestimates_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Every project that moved: one table of costs, one of planned ends."""
    return (
        Table("Coût complet estimé, de la première édition connue à l'actuelle, en M€", _COSTS, rows=cost_moves(frame)),
        Table("Fin prévue, de la première édition connue à l'actuelle", _ENDS, rows=end_moves(frame)),
    )


def reestimates_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `reevaluations`."""
    subtitle = "Première valeur connue et valeur actuelle, en M€ pour le coût, en date pour la fin"
    if frame.empty:
        return no_project(subtitle)
    when = edition_named(context.dataset, int(frame["edition"].iloc[0]))
    costs, ends = cost_moves(frame), end_moves(frame)
    sentences = [_count_sentence(frame, costs, ends)]
    if len(costs):
        sentences.append(
            "Plus fortes réévaluations du coût : "
            + " ; ".join(f"{line['name']}, réévalué de {french.meur(line['change_meur'], signed=True)} "
                         f"({french.number(line['first_cost_meur'], 1)} → {french.meur(line['cost_meur'])})"
                         for line in costs.head(3).to_dict("records")) + "."
        )  # fmt: skip
    moved_start = ends[ends["start_change_months"].fillna(0) != 0]
    if len(moved_start):
        listed = [
            f"{line['name']} (début {french.months(line['start_change_months'])}, "
            f"fin {french.months(line['slip_months'])})"
            for line in moved_start.head(6).to_dict("records")
        ]
        more = f" ; {len(moved_start) - 6} autres au tableau" if len(moved_start) > 6 else ""
        sentences.append(
            f"Début déplacé, à lire à part : un début déplacé change aussi la fin : {' ; '.join(listed)}{more}."
        )  # fmt: skip
    heading = "Aucun coût ni aucune fin n'ont bougé depuis la première édition connue"
    if len(costs):
        top = costs.iloc[0]
        verb = f"réévalué de {french.meur(top['change_meur'], signed=True)}"
        heading = f"Plus forte réévaluation : {top['name']}, {verb} depuis l'édition {top['first_cost_edition']:.0f}"
    elif len(ends):
        heading = f"Fin la plus décalée : {ends.iloc[0]['name']}, {french.months(ends.iloc[0]['slip_months'])}"
    return Narrative(
        heading,
        f"{subtitle}, {when}",
        tuple(sentences),
        (
            f"Les {MOST_DRAWN} plus forts écarts de chaque sorte sont dessinés ; le tableau les donne tous.",
            "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016, ou à "
            "l'entrée du projet.",
            "Aucune cause n'est publiée. Fin prévue = mois de début + durée : un début déplacé est écrit à part.",
        ),
    )


def _count_sentence(frame: pd.DataFrame, costs: pd.DataFrame, ends: pd.DataFrame) -> str:
    known_costs, known_ends = int(frame["change_meur"].notna().sum()), int(frame["slip_months"].notna().sum())
    return (
        f"Sur {french.count(known_costs, 'projet')} dont le coût est connu, "
        + shares(
            (int((costs["change_meur"] > 0).sum()), "est réévalué à la hausse", "sont réévalués à la hausse"),
            (int((costs["change_meur"] < 0).sum()), "est réévalué à la baisse", "sont réévalués à la baisse"),
            (known_costs - len(costs), "est inchangé", "sont inchangés"),
        )
        + f" ; sur {french.number(known_ends)} dont la fin est connue, "
        + shares(
            (int((ends["slip_months"] > 0).sum()), "finit plus tard", "finissent plus tard"),
            (int((ends["slip_months"] < 0).sum()), "finit plus tôt", "finissent plus tôt"),
            (known_ends - len(ends), "est inchangé", "sont inchangés"),
        )
        + "."
    )
