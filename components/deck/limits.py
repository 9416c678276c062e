"""The slide of what must be known to read the others: what is covered, where series break, what figures do not say."""

from collections.abc import Iterable

import pandas as pd

from components.charts.chart import ComputedChart
from components.deck.blocks import CONTENT, MARGIN, Box, words
from components.deck.contents import Content, span
from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.editions import latest_rows


def attention(cost_drawn: ComputedChart) -> Content:
    """What is covered, where series break, what the figures do not say."""
    dataset, selection = cost_drawn.context.dataset, cost_drawn.context.selection
    rows = latest_rows(dataset, selection)
    covered = _coverage(dataset, rows)
    reconciled = cost_drawn.frame[cost_drawn.frame["published_meur"].notna() & cost_drawn.frame["total_meur"].notna()]
    if len(reconciled):
        last = reconciled.iloc[-1]
        gap = last["published_meur"] - last["total_meur"]
        covered.append(
            f"Édition {last['edition']} : total publié {french.total_meur(last['published_meur'])}, somme du tableau "
            f"{french.total_meur(last['total_meur'])}, écart {french.meur(gap, signed=True)}."
        )
    breaks = [f"{span(line)} : {line['name'].lower()}." for line in _breaks(dataset, selection)]
    unsaid = [
        "Un coût est une prévision, jamais une dépense.",
        "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016.",
        "Ni la cause des réévaluations ni le motif des sorties ne sont publiés.",
        "Euros courants ou constants : non publié.",
        "Coûts et durées des projets en cadrage ou en révision de trajectoire ne sont pas publiés.",
    ]
    if selection.filters_projects:
        unsaid.insert(0, "Les écarts publiés restent ceux de l'ensemble du panorama : aucun filtre ne s'y applique.")
    width, gap_between = 378, 25
    columns = (
        ("Ce qui est couvert", covered),
        ("Où les séries s'interrompent", breaks),
        ("Ce que les chiffres ne disent pas", unsaid),
    )
    blocks = tuple(
        words(
            Box(MARGIN + (width + gap_between) * position, CONTENT.top, width, CONTENT.height),
            texts,
            heading=heading,
            is_listed=True,
        )
        for position, (heading, texts) in enumerate(columns)
    )
    explained = [f"{line['name']} : {line['explanation']}" for line in _breaks(dataset, selection)]
    return Content(
        _coverage_title(dataset, selection, rows),
        "Points d'attention : couverture, ruptures, limites",
        blocks,
        tuple(map(french.typeset, [*covered, *explained, *unsaid])),
    )


def _coverage_title(dataset: Dataset, selection: Selection, rows: pd.DataFrame) -> str:
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
    held = dataset.held_editions
    missing = [int(edition) for edition in dataset.editions["edition"] if edition not in held]
    texts = [f"Tableaux de projets détenus : éditions {_ranges(held)}."]
    if missing:
        texts.append(f"Tableaux non retrouvés : éditions {_ranges(missing)}.")
    for column, feminine, name in (
        ("cost_meur", "", "coût"),
        ("planned_duration_years", "e", "durée"),
        ("slip_months", "", "décalage de fin"),
    ):
        known, total = measures.coverage(rows[column])
        if total:
            texts.append(
                f"{french.capitalised(name)} connu{feminine} pour {french.count(known, 'projet')} sur "
                f"{french.number(total)}."
            )
    return texts


def _ranges(editions: Iterable[int]) -> str:
    """« 1 à 8, 13 et 14 »."""
    runs: list[list[int]] = []
    for edition in editions:
        if runs and runs[-1][-1] == edition - 1:
            runs[-1].append(edition)
        else:
            runs.append([edition])
    pieces = [
        part for run in runs for part in ([f"{run[0]} à {run[-1]}"] if len(run) > 2 else [str(one) for one in run])
    ]
    return french.listing(pieces)


def _breaks(dataset: Dataset, selection: Selection) -> list[dict]:
    rows = dataset.breaks[dataset.breaks["edition"].map(selection.covers)]
    groups = rows.groupby("break", sort=False).agg(
        name=("name", "first"), explanation=("explanation", "first"), first=("edition", "min"), last=("edition", "max")
    )
    return groups.sort_values(["first", "last"], kind="stable").to_dict("records")
