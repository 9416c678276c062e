"""ViewState ↔ address: the parameters are public, readable and stable; what is unknown is dropped and said."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from components.addresses.listing import ASCENDING, COLUMNS, DESCENDING, LAST_PAGE, Listing
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection

EMBED = "integration"
SLIDES = "diapos"
MOST_PROJECTS = 12
"""Projects in the annex of a deck."""
NOTHING_CHOSEN = "tous"
"""Value of a select in which nothing is chosen: it shows blank for an empty one."""
COMMON_ONLY = "oui"
_LONGEST_LIST, _LONGEST_TEXT = 50, 200


@dataclass(frozen=True)
class ViewState:
    """All that an address says beyond its path.

    Attributes:
        selection: Filters, editions compared (`de`, `a`, `communs=oui`) and project (`projet`).
        chart: One chart alone (`graphique`), empty for all.
        is_embedded: No surround (`cadre=integration`).
        listing: How the table of the view is shown (`tri`, `ordre`, `colonnes`, `page`).
        projects: Slugs of the projects of a deck's annex (`projet`, repeated), the first being the selection's.
        slides: Names of the slides of a deck, in order (`diapos`), empty for the usual ones.
        framed: Path of the view whose iframe is built (`vue`, on `/integration` only).
        ignored: Parameters of which a value was unknown, by name, without the value.
    """

    selection: Selection = field(default_factory=Selection)
    chart: str = ""
    is_embedded: bool = False
    listing: Listing = field(default_factory=Listing)
    projects: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    framed: str = ""
    ignored: tuple[str, ...] = ()


def parse_query(
    parameters: Mapping[str, Sequence[str]], dataset: Dataset, charts: Sequence[str], slides: Container[str]
) -> ViewState:
    """The state that an address asks for.

    Args:
        parameters: Name → values, as they stand in the address; unknown names are left alone.
        dataset: Tells which values exist.
        charts: Names of the charts that can stand alone.
        slides: Names of the slides.
    """
    ignored: list[str] = []
    values: dict[str, object] = {}
    for name, a_filter in FILTERS.items():
        given = list(dict.fromkeys(parameters.get(a_filter.parameter, [])))[:_LONGEST_LIST]
        given = [value for value in given if value != NOTHING_CHOSEN] if a_filter.form == "one" else given
        known = [value for value in given if len(value) <= _LONGEST_TEXT and a_filter.accepts(value, dataset)]
        if len(known) < len([value for value in given if value]):
            ignored.append(a_filter.parameter)
        values[name] = a_filter.parse(known, dataset)

    def one_of(name: str, allowed: Sequence[str]) -> str:
        value = next(iter(parameters.get(name, [])), "")
        if value and value not in allowed:
            ignored.append(name)
        return value if value in allowed else ""

    editions = [str(edition) for edition in dataset.held_editions]
    before, after = one_of("de", editions), one_of("a", editions)
    chosen_slides = _slides(parameters, slides, ignored)
    named = dataset.vocabulary.projects.names
    projects = tuple(dict.fromkeys(slug for slug in parameters.get("projet", []) if slug in named))[:MOST_PROJECTS]
    return ViewState(
        selection=Selection(
            **values,  # type: ignore[arg-type]
            before=int(before) if before else None,
            after=int(after) if after else None,
            common_only=one_of("communs", [COMMON_ONLY]) == COMMON_ONLY,
            project=one_of("projet", list(named)),
        ),
        chart=one_of("graphique", charts),
        is_embedded=one_of("cadre", [EMBED]) == EMBED,
        listing=Listing(
            sort=one_of("tri", COLUMNS),
            is_descending=one_of("ordre", [ASCENDING, DESCENDING]) == DESCENDING,
            page=_page(parameters, ignored),
            columns=_columns(parameters, ignored),
        ),
        framed=next(iter(parameters.get("vue", [])), "")[:_LONGEST_TEXT],
        projects=projects,
        slides=chosen_slides,
        ignored=tuple(ignored),
    )


def to_query(state: ViewState) -> str:
    """The address of a state, from its question mark; empty where nothing is asked.

    The order of parameters is fixed, so that one state has one address.
    """
    selection = state.selection
    pairs = [pair for name in FILTERS for pair in filter_pairs(selection, name)]
    pairs += [(name, str(edition)) for name, edition in (("de", selection.before), ("a", selection.after)) if edition]
    pairs += [("communs", COMMON_ONLY)] if selection.common_only else []
    pairs += state.listing.pairs()
    pairs += [("projet", slug) for slug in dict.fromkeys((selection.project, *state.projects)) if slug]
    pairs += [(SLIDES, ",".join(state.slides))] if state.slides else []
    pairs += [("graphique", state.chart)] if state.chart else []
    pairs += [("cadre", EMBED)] if state.is_embedded else []
    return f"?{urlencode(pairs, safe=',')}" if pairs else ""


def shared_query(state: ViewState) -> str:
    """What one view hands to another, and to the files of its charts: the selection and the two editions compared."""
    return to_query(ViewState(state.selection))


def filters_query(selection: Selection) -> str:
    """The filters of a selection as `?…`: what links between views carry; empty where nothing is filtered."""
    return to_query(ViewState(selection.filters_only))


def filter_pairs(selection: Selection, name: str) -> list[tuple[str, str]]:
    """The parameter and values of one filter, by the name of its field; none where it is not active."""
    a_filter = FILTERS[name]
    return [(a_filter.parameter, value) for value in a_filter.address_values(getattr(selection, name))]


def _page(parameters: Mapping[str, Sequence[str]], ignored: list[str]) -> int:
    text = next(iter(parameters.get("page", [])), "")
    if not text or (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LAST_PAGE):
        return int(text or 1)
    ignored.append("page")
    return 1


def _columns(parameters: Mapping[str, Sequence[str]], ignored: list[str]) -> tuple[str, ...]:
    given = {value for value in parameters.get("colonnes", []) if value}
    if not given <= set(COLUMNS):
        ignored.append("colonnes")
    return tuple(column for column in COLUMNS if column in given)


def _slides(parameters: Mapping[str, Sequence[str]], names: Container[str], ignored: list[str]) -> tuple[str, ...]:
    # Commas and repeated parameters both separate names: links have the former, a form sends the latter.
    given = [name for value in parameters.get(SLIDES, [])[:50] for name in value[:400].split(",") if name]
    known = tuple(dict.fromkeys(name for name in given if name in names))
    if len(known) < len(set(given)):
        ignored.append(SLIDES)
    return known
