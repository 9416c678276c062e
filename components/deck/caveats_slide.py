"""The slide of caveats: coverage, breaks of the series, limits of the figures."""

import pandas as pd

from components.charts.chart import ComputedChart
from components.deck.blocks import CONTENT, MARGIN, Box, Slide, words
from components.deck.contents import span
from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.editions import latest_rows

_LIMITS = (
    "Un coût est une prévision, jamais une dépense.",
    "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016.",
    "Ni la cause des réévaluations ni le motif des sorties ne sont publiés.",
    "Euros courants ou constants : non publié.",
    "Coûts et durées des projets en cadrage ou en révision de trajectoire ne sont pas publiés.",
)
_FILTER_LIMIT = "Les écarts publiés restent ceux de l'ensemble du panorama : aucun filtre ne s'y applique."


def caveats(cost: ComputedChart) -> Slide:
    """What is covered, where series break, what the figures do not say."""
    dataset, selection = cost.context.dataset, cost.context.selection
    rows = latest_rows(dataset, selection)
    covered = [*_coverage(dataset, rows), *_gap(cost.frame)]
    breaks = _breaks(dataset, selection)
    limits = [_FILTER_LIMIT, *_LIMITS] if selection.filters_projects else _LIMITS
    columns = (
        ("Ce qui est couvert", covered),
        ("Où les séries s'interrompent", [f"{span(line)} : {line['name'].lower()}." for line in breaks]),
        ("Ce que les chiffres ne disent pas", limits),
    )
    blocks = tuple(
        words(Box(MARGIN + 403 * position, CONTENT.top, 378, CONTENT.height), texts, heading=heading, is_listed=True)
        for position, (heading, texts) in enumerate(columns)
    )
    notes = [*covered, *(f"{line['name']} : {line['explanation']}" for line in breaks), *limits]
    subtitle = "Points d'attention : couverture, ruptures, limites"
    return Slide("attention", _title(dataset, selection, rows), subtitle, blocks, notes)


def _title(dataset: Dataset, selection: Selection, rows: pd.DataFrame) -> str:
    if latest_edition_covered(dataset, selection) is None:
        return "Aucun tableau de projets n'est détenu pour ces éditions : seuls les chiffres publiés sont connus"
    if rows.empty:
        return "Aucun projet de la sélection au dernier tableau détenu : rien ne peut en être calculé"
    known, total = measures.coverage(rows["cost_meur"])
    edition = int(rows["edition"].iloc[0])
    verb = "a un coût publié" if known < 2 else "ont un coût publié"
    return (
        f"{french.count(known, 'projet')} sur {french.number(total)} {verb} à l'édition {edition} "
        f"({french.month(dataset.reference_date(edition))})"
    )


def _coverage(dataset: Dataset, rows: pd.DataFrame) -> list[str]:
    with_table = dataset.editions_with_table
    missing = [int(edition) for edition in dataset.editions["edition"] if edition not in with_table]
    texts = [f"Tableaux de projets détenus : éditions {french.ranges(with_table)}."]
    if missing:
        texts.append(f"Tableaux non retrouvés : éditions {french.ranges(missing)}.")
    if len(rows):
        for column, name in (
            ("cost_meur", "Coût connu"),
            ("planned_duration_years", "Durée connue"),
            ("slip_months", "Décalage de fin connu"),
        ):
            known, total = measures.coverage(rows[column])
            texts.append(f"{name} pour {french.count(known, 'projet')} sur {french.number(total)}.")
    return texts


def _gap(costs: pd.DataFrame) -> list[str]:
    """The latest published total, the sum of its table and the gap between them."""
    return [
        f"Édition {line['edition']} : total publié {french.total_meur(line['published_meur'])}, somme du tableau "
        f"{french.total_meur(line['total_meur'])}, écart "
        f"{french.meur(line['published_meur'] - line['total_meur'], signed=True)}."
        for line in costs.dropna(subset=["published_meur", "total_meur"]).tail(1).to_dict("records")
    ]


def _breaks(dataset: Dataset, selection: Selection) -> list[dict]:
    rows = dataset.breaks[dataset.breaks["edition"].map(selection.covers)]
    groups = rows.groupby("break", sort=False).agg(
        name=("name", "first"), explanation=("explanation", "first"), first=("edition", "min"), last=("edition", "max")
    )
    return groups.sort_values(["first", "last"], kind="stable").to_dict("records")
