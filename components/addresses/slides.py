"""The names of the slides, as addresses write them (`diapos=titre,passage`); `slides.ENTRIES` says what each shows."""

from collections.abc import Mapping, Sequence

SLIDES = (
    "titre",
    "chiffres",
    "cout-total",
    "ecart-calendaire",
    "ecart-budgetaire",
    "passage",
    "reevaluations",
    "cout-delai",
    "entrants-sortants",
    "attention",
    "projets",
)
"""Every slide, in the order of a whole deck."""
PARAMETER = "diapos"
MOST_PROJECTS = 12
"""Projects that an annex may hold."""


def asked_slides(parameters: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], bool]:
    """The slides that an address asks for, in its order, and whether it names one that does not exist.

    Commas and repeated parameters may both separate names: a link has the former, a form sends the latter.
    """
    given = [name for value in parameters.get(PARAMETER, [])[:50] for name in value[:400].split(",") if name]
    known = tuple(dict.fromkeys(name for name in given if name in SLIDES))
    return known, len(known) < len(set(given))
