"""What the charts of one edition by project say: concentration, cost and slip."""

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import Narrative, moved_by, no_project, when
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECT, Table, TableColumn
from components.figures.shares import MOST_LABELS, labelled
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.comparison import has_moved
from data.questions.editions import latest_rows

_COST = TableColumn("cost_meur", "Coût estimé (M€)", "meur", "cout_meur")
_CONCENTRATION = (
    PROJECT,
    TableColumn("rank", "Rang", "count", "rang"),
    MINISTRY,
    _COST,
    TableColumn("cumulated_meur", "Cumul (M€)", "meur", "cumul_meur"),
    TableColumn("cumulated_pct", "Cumul (%)", "rate", "cumul_pct"),
)


def concentration_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every project with a cost."""
    return (EDITION, DATE, *_CONCENTRATION)


def concentration_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per project, dearest first."""
    return (Table("Projets du plus cher au moins cher, et part cumulée du total", _CONCENTRATION),)


def concentration_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `concentration`."""
    if frame.empty:
        return no_project("Part cumulée du coût complet estimé, en %")
    half = int((frame["cumulated_pct"] < 50 - 1e-9).sum()) + 1
    most = int((frame["cumulated_pct"] < 80 - 1e-9).sum()) + 1
    total = frame["cumulated_meur"].iloc[-1]
    three = frame.head(3)
    names = french.listing([f"{line['name']} ({french.meur(line['cost_meur'])})" for line in three.to_dict("records")])
    known = french.count(len(frame), "projet")
    selected = french.number(len(latest_rows(context.dataset, context.selection)))
    return Narrative(
        f"{french.count(half, 'projet porte', 'projets portent')} la moitié du coût estimé, {when(frame)}",
        f"Part cumulée du coût complet estimé, en %, projets du plus cher au moins cher, {when(frame)}",
        (
            f"{names} : {french.pct(three['cumulated_pct'].iloc[-1], signed=False, decimals=0)} de "
            f"{french.total_meur(total)}.",
            f"Il faut {french.count(half, 'projet')} pour la moitié du total et {french.number(most)} pour 80 %, sur "
            f"{known} dont le coût est publié ({selected} dans la sélection).",
        ),
        ("Le total est la somme des coûts publiés au tableau, pas le total imprimé.",),
    )


_BOTH = (
    PROJECT,
    MINISTRY,
    TableColumn("cost_change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct"),
    TableColumn("slip_months", "Décalage de la fin (mois)", "months", "decalage_fin_mois"),
    TableColumn("first_cost_meur", "Premier coût connu (M€)", "meur", "premier_cout_meur"),
    _COST,
)


def both_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every dot."""
    return (EDITION, DATE, *_BOTH)


def both_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per project, dearest first."""
    return (Table("Évolution du coût et décalage de la fin depuis la première édition connue", _BOTH),)


_BOTH_UP = ("coûte plus et finit plus tard", "coûtent plus et finissent plus tard")


def medians(frame: pd.DataFrame) -> tuple[float, float] | None:
    """Median slip in months and median change of cost in percent; None below five projects."""
    if len(frame) < MINIMUM_FOR_A_MEAN:
        return None
    return float(frame["slip_months"].median()), float(frame["cost_change_pct"].median())


def both_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `cout-delai`."""
    if frame.empty:
        return no_project("Évolution du coût, en %, et décalage de la fin prévue, en mois")
    total = len(latest_rows(context.dataset, context.selection))
    rise = frame["cost_meur"] - frame["first_cost_meur"]
    cost, slip = rise.where(has_moved(rise), 0.0), frame["slip_months"]
    counts = {
        "both": int(((cost > 0) & (slip > 0)).sum()),
        "cost": int(((cost > 0) & (slip <= 0)).sum()),
        "slip": int(((cost <= 0) & (slip > 0)).sum()),
    }
    middle = medians(frame)
    sentences = [
        f"Sur {french.count(len(frame), 'projet')} dont coût et fin sont connus ({french.number(total)} dans la "
        f"sélection), {french.count(counts['both'], *_BOTH_UP)} que dans la première édition connue ; "
        f"{french.count(counts['cost'], 'coûte plus', 'coûtent plus')} sans finir plus tard ; "
        f"{french.count(counts['slip'], 'finit plus tard', 'finissent plus tard')} sans coûter plus."
    ]
    if middle:
        sentences.append(f"En médiane : coût {french.pct(middle[1])}, fin {moved_by(middle[0])}.")
    named = labelled(frame)
    if len(named):
        listed = [f"{line['name']} ({french.pct(line['cost_change_pct'])}, {french.months(line['slip_months'])})"
                  for line in named.head(3).to_dict("records")]  # fmt: skip
        sentences.append(f"Les plus éloignés : {french.listing(listed)}.")
    return Narrative(
        f"{french.count(counts['both'], f'projet {_BOTH_UP[0]}', f'projets {_BOTH_UP[1]}')} "
        f"que dans la première édition connue, sur {french.number(len(frame))}",
        "Évolution du coût, en %, et décalage de la fin prévue, en mois, depuis la première édition connue, "
        f"{when(frame)}",
        tuple(sentences),
        (
            f"La surface d'un point est le coût actuel. {MOST_LABELS} noms au plus ; chaque point ouvre son projet.",
            "Un début déplacé déplace aussi la fin. Une évolution n'est pas une cause : aucune n'est publiée.",
        ),
    )
