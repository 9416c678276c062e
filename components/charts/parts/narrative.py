"""The words of a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from components.charts.parts.series_breaks import Break
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered


@dataclass(frozen=True)
class Narrative:
    """The words of a chart, all generated from the data shown.

    The heading is the message, the subtitle says measure, unit and editions, the notes what must be known to read it.
    """

    heading: str
    subtitle: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Set every text with the spaces of French typography."""
        for name, texts in vars(self).items():
            set_texts = french.typeset(texts) if isinstance(texts, str) else tuple(map(french.typeset, texts))
            object.__setattr__(self, name, set_texts)


EMPTY = "Aucun projet ne répond à cette sélection : élargissez-la ou réinitialisez les filtres."
ONE_EDITION = "Dernière édition dont le tableau de projets est détenu, dans la période choisie."
FIRST_EDITION = "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016."
NO_TABLE = "n. d. : tableau non détenu."
ONE_MINISTRY = "Un libellé qui couvre deux ministères est compté une fois, sous le premier imprimé."


def no_project(
    measure: str,
    dataset: Dataset,
    selection: Selection,
    notes: tuple[str, ...] = (),
    unknown: str = "Coût non publié pour cette sélection",
) -> Narrative:
    """The words of a chart without a mark: no table, no project, or else what is `unknown`."""
    edition, rows = latest_edition_covered(dataset, selection), selection.apply(dataset)
    if edition is None:
        text = "Aucune édition de la période choisie n'a de tableau de projets disponible."
        return Narrative("Tableau de projets non disponible pour ces éditions", measure, (text,), notes)
    if rows.empty:
        return Narrative("Aucun projet dans cette sélection", measure, (EMPTY,), notes)
    at, projects = f"à l'{edition_named(dataset, edition)}", int((rows["edition"] == edition).sum())
    heading = unknown if projects else f"Aucun projet de la sélection {at}"
    text = f"{french.capitalised(at)}, la sélection compte {french.count(projects, 'projet')}."
    return Narrative(heading, measure, (text if projects else "La sélection en compte à d'autres éditions.",), notes)


def published_costs(selection: Selection) -> str:
    """What a share of the costs is a share of."""
    return f"des coûts publiés {'de la sélection' if selection.filters_projects else 'au tableau'}"


def latest_published(
    frame: pd.DataFrame, value: str, written: Callable[[float], str], breaks: Sequence[Break] = ()
) -> str:
    """« 4,5 Md€ à l'édition 20 (décembre 2024), contre 4,3 Md€ à l'édition 19 », empty where no value is known.

    No comparison is made across a break.
    """
    known = frame[frame[value].notna()]
    if known.empty:
        return ""
    text = f"{written(known.iloc[-1][value])} {at_edition(known.iloc[-1])}"
    if len(known) < 2 or _crossed(breaks, known["edition"].tolist()[-2:]):
        return text
    return f"{text}, contre {written(known.iloc[-2][value])} à l'édition {known.iloc[-2]['edition']}"


def _crossed(breaks: Sequence[Break], editions: Sequence[int]) -> bool:
    return any(min(editions) < edition <= max(editions) for mark in breaks for edition in mark.editions)


def highest_and_lowest(
    frame: pd.DataFrame, value: str, written: Callable[[float], str], breaks: Sequence[Break] = ()
) -> str:
    """« au plus haut 36,6 % (juin 2020), au plus bas 6,5 % (décembre 2024) », with each month that shares a value.

    It says where a break lies between the two.
    """
    known = frame[frame[value].notna()]
    texts, ends, editions = known[value].map(written), [], []
    for extreme in (known[value].max(), known[value].min()):
        lines = known[texts == written(extreme)]
        dates = [french.month(date) if date else f"édition {edition}"
                 for edition, date in zip(lines["edition"], lines["reference_date"], strict=True)]  # fmt: skip
        ends.append(f"{written(extreme)} ({french.listing(dates)})")
        editions += lines["edition"].tolist()
    if ends[0] == ends[1]:
        return ends[0]
    text = f"au plus haut {ends[0]}, au plus bas {ends[1]}"
    return f"{text}, avec une rupture de série entre les deux" if _crossed(breaks, editions) else text


def cost_coverage(known: float, projects: float) -> str:
    """« 38 projets sur 41 ont un coût publié »."""
    if not known:
        return f"aucun coût publié pour {french.count(int(projects), 'projet')}"
    noun, verb = ("projet", "a") if known < 2 else ("projets", "ont")
    return f"{french.number(known)} {noun} sur {french.number(projects)} {verb} un coût publié"


def editions_in_words(frame: pd.DataFrame) -> str:
    """« éditions 1 à 20 (novembre 2016 – décembre 2024) »."""
    if frame.empty:
        return "aucune édition"
    first, last = frame.iloc[0], frame.iloc[-1]
    dates = [french.month(line["reference_date"]) for line in (first, last) if line["reference_date"]]
    editions = f"éditions {first['edition']} à {last['edition']}" if len(frame) > 1 else f"édition {first['edition']}"
    return f"{editions} ({' – '.join(dict.fromkeys(dates))})" if dates else editions


def edition_label(edition: int, reference_date: str) -> str:
    """« édition 14 (novembre 2021) », or « édition 10 » where the reference month is unknown."""
    return f"édition {edition} ({french.month(reference_date)})" if reference_date else f"édition {edition}"


def edition_named(dataset: Dataset, edition: int) -> str:
    """`edition_label` of an edition."""
    return edition_label(edition, dataset.reference_date(edition))


def at_edition(line: pd.Series) -> str:
    """« à l'édition 14 (novembre 2021) »."""
    return f"à l'{edition_label(line['edition'], line['reference_date'])}"


def when(frame: pd.DataFrame) -> str:
    """`at_edition` of the first row of a frame about one edition."""
    return at_edition(frame.iloc[0])


def break_notes(breaks: tuple[Break, ...]) -> tuple[str, ...]:
    """The name and explanation of each break."""
    return tuple(f"{mark.name} : {mark.explanation}" for mark in breaks)


def provenance_note(frame: pd.DataFrame) -> tuple[str, ...]:
    """The note that explains hollow marks, where there are some."""
    words = (("secondary", "repris d'une source secondaire"), ("derived", "obtenu par déduction"))
    printed = ((text, frame.loc[frame["provenance"] == kind, "edition"].astype(str).tolist()) for kind, text in words)
    parts = [f"{text} ({numbered(editions)})" for text, editions in printed if editions]
    return (f"Marque creuse : chiffre {' ou '.join(parts)}.",) if parts else ()


def numbered(editions: list[str]) -> str:
    """« édition 3 », « éditions 3, 5 et 6 »."""
    return f"{'édition' if len(editions) == 1 else 'éditions'} {french.listing(editions)}"


def named_some(projects: Sequence[tuple[str, str]], most: int = 8) -> str:
    """The names of projects in a sentence, the first few where there are many."""
    names = [name for _, name in projects]
    return french.listing(names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} autres"])


_REESTIMATED = (
    ("est réévalué à la hausse", "sont réévalués à la hausse"),
    ("est réévalué à la baisse", "sont réévalués à la baisse"),
    ("est inchangé", "sont inchangés"),
)


def by_direction(changes: pd.Series, words: Sequence[tuple[str, str]] = _REESTIMATED) -> str:
    """« 27 sont réévalués à la hausse, 9 sont réévalués à la baisse et 13 sont inchangés », without what none is."""
    counts = map(int, ((changes > 0).sum(), (changes < 0).sum(), (changes == 0).sum()))
    parts = [french.count(count, *pair) for count, pair in zip(counts, words, strict=True) if count]
    return french.listing(parts) or "aucun"


def moved_by(months: float) -> str:
    """« décalée de +9 mois », or « inchangée »."""
    return f"décalée de {french.months(months)}" if months else "inchangée"
