"""What the trajectory of one project says."""

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import Narrative, edition_named, moved_by
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from data.model import french

_VALUES = (
    EDITION,
    DATE,
    TableColumn("phase_name", "Phase", "text", "phase"),
    TableColumn("published_ministry", "Ministère publié", "text", "ministere_publie"),
    TableColumn("start", "Début", "month", "debut"),
    TableColumn("planned_duration_years", "Durée (ans)", "years", "duree_annees"),
    TableColumn("end", "Fin prévue", "month", "fin"),
    TableColumn("cost_meur", "Coût estimé (M€)", "meur", "cout_meur"),
    TableColumn("cost_change_pct", "Coût depuis la première édition (%)", "pct", "evolution_cout_pct"),
    TableColumn("slip_months", "Fin depuis la première édition (mois)", "months", "decalage_fin_mois"),
    TableColumn("start_change_months", "Début déplacé (mois)", "months", "debut_deplace_mois"),
)


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every value drawn."""
    return (TableColumn("name", "Projet", "text", "projet"), *_VALUES)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per edition held in which the project stands."""
    return (Table("Coût et fin prévue à chaque édition", _VALUES, rows=frame[frame["is_present"]]),)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `trajectoire`."""
    subtitle = (
        "Coût complet estimé, en M€, et fin prévue, à chaque édition ; l'ancienne valeur court jusqu'à la suivante"
    )
    present = frame[frame["is_present"]]
    if present.empty:
        return Narrative("Projet inconnu du panorama", subtitle, ("Aucune édition détenue n'a ce projet.",))
    name = present["name"].iloc[-1]
    costs, ends = present[present["cost_meur"].notna()], present[present["end"].notna()]
    sentences = [*_cost_sentence(costs, context), *_end_sentence(ends, context), *_start_sentence(present)]
    heading = f"{name} : coût non publié"
    if len(costs) == 1:
        heading = f"{name} : {french.meur(costs['cost_meur'].iloc[0])}, connu à une seule édition"
    elif len(costs):
        first, last = costs.iloc[0], costs.iloc[-1]
        heading = f"{name} : {_moved(first['cost_meur'], last['cost_meur'])} depuis l'édition {first['edition']}"
    notes = ["n. p. : non publié dans l'édition ; abs. : absent du tableau ; n. d. : tableau non détenu."]
    notes += ["Première édition connue n'est pas estimation initiale. Aucune cause n'est publiée."]
    if (frame["is_new_phase"] | frame["is_new_ministry"]).any():
        notes.insert(0, f"Traits verticaux : {' ; '.join(_events(frame))}.")
    return Narrative(heading, subtitle, tuple(sentences) or ("Ni coût ni fin prévue n'ont été publiés.",), tuple(notes))


def _moved(first: float, last: float) -> str:
    if abs(last - first) <= 0.05:
        return f"coût inchangé ({french.meur(last)})"
    return f"coût réévalué de {french.meur(last - first, signed=True)}"


def _cost_sentence(costs: pd.DataFrame, context: Context) -> list[str]:
    if len(costs) < 2:
        return []
    first, last = costs.iloc[0], costs.iloc[-1]
    return [
        f"Coût : {french.meur(first['cost_meur'])} à l'{edition_named(context.dataset, first['edition'])}, "
        f"{french.meur(last['cost_meur'])} à l'{edition_named(context.dataset, last['edition'])} "
        f"({french.pct(last['cost_change_pct'])})."
    ]


def _end_sentence(ends: pd.DataFrame, context: Context) -> list[str]:
    if len(ends) < 2:
        return []
    first, last = ends.iloc[0], ends.iloc[-1]
    return [
        f"Fin prévue : {french.month(first['end'])}, puis {french.month(last['end'])} ; "
        f"fin {moved_by(last['slip_months'])}."
    ]


def _start_sentence(present: pd.DataFrame) -> list[str]:
    moved = present[present["start_change_months"].fillna(0) != 0]
    if moved.empty:
        return []
    listed = [f"{french.months(line['start_change_months'])} à l'édition {line['edition']}"
              for line in moved.to_dict("records")]  # fmt: skip
    sentence = f"Début déplacé de {french.listing(listed)}, à lire à part : il déplace aussi la fin"
    duration = present["slip_months"].dropna().tail(1).sum() - moved["start_change_months"].sum()
    return [f"{sentence} ; la durée prévue, elle, change de {french.months(duration)}."]


def _events(frame: pd.DataFrame) -> list[str]:
    events = []
    for line in frame.to_dict("records"):
        if line["is_new_phase"]:
            events.append(f"P, édition {line['edition']}, phase « {line['phase_name']} »")
        if line["is_new_ministry"]:
            events.append(f"M, édition {line['edition']}, ministère « {line['ministry_name']} »")
    return events
