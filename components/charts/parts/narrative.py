"""The words of a chart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from components.charts.parts.series_breaks import Break
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.parts.editions import Line, secondary_source, with_value


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
ONE_EDITION = "Dernière édition de la période choisie dont le tableau de projets est disponible."
FIRST_EDITION = "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016."
NO_TABLE = "n. d. : tableau non disponible."
ONE_MINISTRY = "Un libellé qui couvre deux ministères est compté une fois, sous le premier imprimé."
_LONGEST_HEADING = 70


def no_project(
    measure: str,
    dataset: Dataset,
    selection: Selection,
    notes: tuple[str, ...] = (),
    unknown: str = "coût non publié",
) -> Narrative:
    """The words of a chart without a mark: no table, no project, or else what is `unknown`."""
    edition, rows = latest_edition_covered(dataset, selection), selection.apply(dataset)
    if edition is None:
        text = "Aucune édition de la période choisie n'a de tableau de projets disponible."
        return Narrative("Tableau de projets non disponible pour ces éditions", measure, (text,), notes)
    if rows.empty:
        return Narrative("Aucun projet dans cette sélection", measure, (EMPTY,), notes)
    date, projects = dataset.reference_date(edition), int((rows["edition"] == edition).sum())
    at = french.in_month(edition, date)
    if not projects:
        text = f"{french.capitalised(at)}, la sélection n'a aucun projet ; elle en compte à d'autres éditions."
        return Narrative(f"Aucun projet de la sélection {at}", measure, (text,), notes)
    text = f"{french.capitalised(at)}, la sélection compte {french.count(projects, 'projet')} : {unknown}."
    return Narrative(f"{french.capitalised(unknown)} pour cette sélection", measure, (text,), notes)


def published_costs(selection: Selection) -> str:
    """What a share of the costs is a share of."""
    return f"des coûts publiés {'de la sélection' if selection.filters_projects else 'par projet'}"


def latest_published(
    editions: Sequence[Line],
    value: str,
    written: Callable[[float], str],
    breaks: Sequence[Break] = (),
    lead: str = "{}",
) -> str:
    """« 6,5 % en décembre 2024, contre 17,5 % en juin 2024 », empty where no value is known.

    No comparison is made across a break. The value stands in `lead`, and months are short where a heading is too long.
    """
    known = with_value(editions, value)[-2:][::-1]
    if not known:
        return ""
    if _crossed(breaks, [line["edition"] for line in known]):
        known = known[:1]
    values = [written(line[value]) for line in known]
    texts = [lead.format(values[0]), *values[1:]]
    for short in (False, True):
        months = [french.in_month(line["edition"], line["reference_date"], is_short=short) for line in known]
        text = ", contre ".join(f"{text} {month}" for text, month in zip(texts, months, strict=True))
        if len(text) <= _LONGEST_HEADING:
            break
    return text


def _crossed(breaks: Sequence[Break], editions: Sequence[int]) -> bool:
    return any(min(editions) < edition <= max(editions) for mark in breaks for edition in mark.editions)


def highest_and_lowest(
    editions: Sequence[Line], value: str, written: Callable[[float], str], breaks: Sequence[Break] = ()
) -> str:
    """« au plus haut 36,6 % (juin 2020), au plus bas 6,5 % (décembre 2024) », with each month that shares a value.

    It says where a break lies between the two.
    """
    known = with_value(editions, value)
    texts, ends, numbers = [written(line[value]) for line in known], [], []
    for extreme in (max, min):
        end = written(extreme(line[value] for line in known))
        lines = [line for line, text in zip(known, texts, strict=True) if text == end]
        dates = [french.month(line["reference_date"]) if line["reference_date"]
                 else f"{french.ordinal(line['edition'])} édition" for line in lines]  # fmt: skip
        ends.append(f"{end} ({french.listing(dates)})")
        numbers += [line["edition"] for line in lines]
    if ends[0] == ends[1]:
        return ends[0]
    text = f"au plus haut {ends[0]}, au plus bas {ends[1]}"
    return f"{text}, avec une rupture de série entre les deux" if _crossed(breaks, numbers) else text


def cost_coverage(known: float, projects: float) -> str:
    """« 38 projets sur 41 ont un coût publié », « les 5 projets ont un coût publié »."""
    if not known:
        return f"aucun coût publié pour {french.count(int(projects), 'projet')}"
    if known == projects:
        return (
            "le seul projet a un coût publié" if known < 2 else f"les {french.number(known)} projets ont un coût publié"
        )
    noun, verb = ("projet", "a") if known < 2 else ("projets", "ont")
    return f"{french.number(known)} {noun} sur {french.number(projects)} {verb} un coût publié"


def editions_in_words(editions: Sequence[Line]) -> str:
    """« de novembre 2016 à décembre 2024 (éditions 1 à 20) »."""
    if not editions:
        return "aucune édition"
    if len(editions) == 1:
        return at_edition(editions[0])
    first, last = (french.month_name(line["edition"], line["reference_date"]) for line in (editions[0], editions[-1]))
    return f"{_of(first)} à {last} (éditions {editions[0]['edition']} à {editions[-1]['edition']})"


def edition_label(edition: int, reference_date: str) -> str:
    """« édition 14 (novembre 2021) », or « édition 10 » where the reference month is unknown."""
    return f"édition {edition} ({french.month(reference_date)})" if reference_date else f"édition {edition}"


def at_edition(line: Line | pd.Series) -> str:
    """`in_edition` of a row."""
    return french.in_edition(line["edition"], line["reference_date"])


def when(frame: pd.DataFrame) -> str:
    """`in_month` of a frame about one edition."""
    return french.in_month(frame["edition"].iloc[0], frame["reference_date"].iloc[0])


def between(dataset: Dataset, before: float, after: float) -> str:
    """« entre juillet 2021 et novembre 2021 »."""
    names = (french.month_name(edition, dataset.reference_date(int(edition))) for edition in (before, after))
    return f"entre {' et '.join(names)}"


def _of(month: str) -> str:
    return f"d'{month}" if month[0] in "ao" else f"de {month}"


def break_notes(breaks: tuple[Break, ...]) -> tuple[str, ...]:
    """The name and explanation of each break."""
    return tuple(f"{mark.name} : {mark.explanation}" for mark in breaks)


def provenance_note(editions: Sequence[Line], dataset: Dataset) -> tuple[str, ...]:
    """The note that explains hollow marks and names who states the figures, where there are some."""
    sources = dict(zip(dataset.editions["edition"].tolist(), dataset.editions["source"].tolist(), strict=True))
    groups: dict[str, list[str]] = {}
    for line in editions:
        if line["provenance"] == "derived":
            groups.setdefault("calculé à partir de chiffres publiés", []).append(str(line["edition"]))
        elif line["provenance"] == "secondary":
            source = f"source : {secondary_source(sources[line['edition']])}"
            groups.setdefault(source, []).append(str(line["edition"]))
    parts = [f"{words} ({numbered(numbers)})" for words, numbers in groups.items()]
    return (f"Marque creuse : chiffre que l'éditeur n'a pas imprimé ; {' ; '.join(parts)}.",) if parts else ()


def numbered(editions: list[str]) -> str:
    """« édition 3 », « éditions 3, 5 et 6 »."""
    return f"{'édition' if len(editions) == 1 else 'éditions'} {french.listing(editions)}"


def named_some(projects: Sequence[tuple[str, str]], most: int = 8) -> str:
    """The names of projects in a sentence, the first few where there are many."""
    names = [name for _, name in projects]
    return french.listing(names if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} autres"])


_REESTIMATED = (
    ("coûte plus", "coûtent plus"), ("coûte moins", "coûtent moins"), ("garde son coût", "gardent leur coût"),
)  # fmt: skip


def named_leaders(names: Sequence[str], values: Sequence[str], most: int = 3) -> tuple[list[str], int]:
    """The first names of a ranking, each with its value, and how many others share the value of the last one named.

    `values` are as written: two that read the same are a tie.
    """
    shown = [f"{name} ({value})" for name, value in zip(names[:most], values, strict=False)]
    return shown, sum(value == values[most - 1] for value in values[most:]) if len(values) > most else 0


def tied(others: int) -> str:
    """« , à égalité avec 3 autres », or nothing."""
    return f", à égalité avec {french.count(others, 'autre')}" if others else ""


def by_direction(changes: pd.Series, words: Sequence[tuple[str, str]] = _REESTIMATED) -> str:
    """« 27 coûtent plus, 9 coûtent moins et 13 gardent leur coût », without what none does."""
    signs = np.sign(changes.to_numpy(dtype=float))
    counts = (int((signs == sign).sum()) for sign in (1, -1, 0))
    parts = [french.count(count, *pair) for count, pair in zip(counts, words, strict=True) if count]
    return french.listing(parts) or "aucun"


def costs_compared(changes: pd.Series, date: str) -> str:
    """« En novembre 2021, 49 projets se comparent à leur première publication : 27 coûtent plus… ».

    `changes` are those of the costs, 0 where printed decimals explain them.
    """
    projects = french.count(len(changes), "projet se compare à sa", "projets se comparent à leur")
    return f"{french.capitalised(date)}, {projects} première publication : {by_direction(changes)}."


IN_CHANGE = ("en hausse de", "en baisse de", "stable")
SLIP = ("décalée de", "avancée de", "inchangée")
"""Words of a planned end that moved, for `moved`."""
START = ("décalé de", "avancé de", "inchangé")
"""The same of a start."""
DURATION = ("allongée de", "réduite de", "inchangée")
"""The same of a planned duration."""
REESTIMATE = ("relevée de", "réduite de", "inchangée")
"""Words of an estimate that moved, for `moved`."""
moved_pct = partial(french.moved, written=partial(french.pct, signed=False))
moved_meur = partial(french.moved, written=french.meur)
moved_months = partial(french.moved, written=partial(french.months, signed=False), words=SLIP)
"""« hausse de 12,5 % », « baisse de 12,5 M€ », « décalée de 6 mois »: a change without a sign."""


def median_in_words(change_pct: float, median: str = "médiane") -> str:
    """« hausse médiane de 12,5 % », « baisse médiane de 2 % », « médiane stable », from a median in percent."""
    moved = moved_pct(change_pct)
    return f"{median} stable" if moved == french.CHANGE[2] else moved.replace(" de ", f" {median} de ", 1)


def quartiles_in_words(median_pct: float, p75_pct: float) -> str:
    """« La moitié des projets ne dépasse pas 0,6 % ; un quart atteint au moins 20,8 %. », from the two quartiles."""
    half, quarter = (french.pct(abs(value), signed=False) for value in (median_pct, p75_pct))
    is_fall, zero = median_pct < 0 and half != _ZERO, quarter == _ZERO
    if p75_pct <= 0 or zero:
        fell = f"ont baissé d'au moins {quarter}" if not zero else f"ne dépassent pas {_ZERO}"
        return f"Les trois quarts des projets {fell}."
    most = f"a baissé d'au moins {half}" if is_fall else f"ne dépasse pas {half}"
    return f"La moitié des projets {most} ; un quart atteint au moins {quarter} de hausse."


_ZERO = french.pct(0.0)


def more_or_less(meur: float) -> str:
    """« 12,5 M€ de plus », « 12,5 M€ de moins », « autant »."""
    size = french.meur(abs(meur))
    return "autant" if size == french.meur(0.0) else f"{size} de {'plus' if meur > 0 else 'moins'}"
