"""ViewState ↔ address: the parameters are public, readable and stable; unknown values are dropped and reported."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from data.model.dataset import Dataset
from data.model.key_figures import FINDINGS, SERIES
from data.model.selection import FILTERS, Selection
from data.questions.claims import Claim
from data.questions.comparison import ORDERS
from data.questions.parts.project_list import COLUMNS

EMBED = "integration"
SLIDES = "diapos"
RANK = "rang-"
"""Before the name of a slide: the position that a form without script gives it."""
MOST_PROJECTS = 12
"""Projects in the annex of a deck."""
NOTHING_CHOSEN = "tous"
"""Value of a select in which nothing is chosen: it shows blank for an empty one."""
COMMON_ONLY = "oui"
ASCENDING, DESCENDING = "croissant", "decroissant"
LAST_PAGE = 9999
_LONGEST_LIST, _LONGEST_TEXT, LONGEST_COMMITTEE = 50, 200, 80


@dataclass(frozen=True)
class Listing:
    """How a table is sorted and cut into pages.

    Attributes:
        sort: Slug of the column sorted by; empty for the name.
        is_descending: Highest first.
        page: Number of the page, from 1.
        columns: Slugs of the columns beside the name; empty for the usual ones.
    """

    sort: str = ""
    is_descending: bool = False
    page: int = 1
    columns: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address, in a fixed order; none for the usual table."""
        pairs = [("tri", self.sort)] if self.sort else []
        pairs += [("ordre", DESCENDING)] if self.is_descending else []
        pairs += [("colonnes", column) for column in self.columns]
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])


@dataclass(frozen=True)
class ViewState:
    """All that an address says beyond its path.

    Attributes:
        selection: Filters, editions compared (`de`, `a`, `communs=oui`) and project (`projet`).
        chart: The chart of an old address (`graphique`), which redirects to the page of that chart.
        is_embedded: No surround (`cadre=integration`).
        listing: How the table of the view is shown (`tri`, `ordre`, `colonnes`, `page`).
        projects: Slugs of the projects of a deck's annex (`projet`, repeated), the first being the selection's.
        slides: Names of the slides of a deck, in order (`diapos`), empty for the usual ones.
        claim: What is to be verified (`serie`, `constat`, `edition`; `depuis` is then its reference).
        committee: Whom the deck is shown to (`comite`), one line, for its cover.
        meeting: The day it is shown (`date`).
        framed: Path of the view whose iframe is built (`vue`, on `/integration` only).
        ignored: Parameters of which a value was unknown, by name, without the value.
    """

    selection: Selection = field(default_factory=Selection)
    chart: str = ""
    is_embedded: bool = False
    listing: Listing = field(default_factory=Listing)
    projects: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    claim: Claim | None = None
    committee: str = ""
    meeting: date | None = None
    framed: str = ""
    ignored: tuple[str, ...] = ()


class _Parameters:
    """The parameters of an address; `ignored` collects those with an unknown value, in the order read."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self.values = values
        self.ignored: list[str] = []

    def first(self, name: str) -> str:
        return next(iter(self.values.get(name, [])), "")

    def checked(self, name: str, *, is_known: bool) -> bool:
        self.ignored += [] if is_known else [name]
        return is_known

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        value = self.first(name)
        return value if self.checked(name, is_known=not value or value in allowed) else ""

    def filters(self, dataset: Dataset) -> dict[str, object]:
        fields: dict[str, object] = {}
        for field_name, a_filter in FILTERS.items():
            values = list(dict.fromkeys(self.values.get(a_filter.parameter, [])))[:_LONGEST_LIST]
            values = [value for value in values if value and (value != NOTHING_CHOSEN or a_filter.form != "one")]
            known = [value for value in values if len(value) <= _LONGEST_TEXT and a_filter.accepts(value, dataset)]
            self.checked(a_filter.parameter, is_known=known == values)
            fields[field_name] = a_filter.parse(known, dataset)
        if fields["since"] and fields["until"]:
            fields["since"], fields["until"] = sorted((fields["since"], fields["until"]))  # type: ignore[type-var]
        return fields

    def claim(self, editions: Collection[str], since: object) -> Claim | None:
        series, finding = self.one_of("serie", SERIES), self.one_of("constat", FINDINGS)
        edition = self.one_of("edition", editions)
        if not series:
            return None
        return Claim(series, finding or FINDINGS[0], int(edition or 0), since if isinstance(since, int) else 0)

    def page(self) -> int:
        text = self.first("page") or "1"
        is_number = text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LAST_PAGE
        return int(text) if self.checked("page", is_known=is_number) else 1

    def columns(self) -> tuple[str, ...]:
        values = {value for value in self.values.get("colonnes", []) if value}
        self.checked("colonnes", is_known=values <= set(COLUMNS))
        return tuple(column for column in COLUMNS if column in values)

    def slides(self, names: Container[str]) -> tuple[str, ...]:
        # Commas and repeated parameters both separate names: links have the former, a form sends the latter.
        given = [name for value in self.values.get(SLIDES, [])[:50] for name in value[:400].split(",") if name]
        known = tuple(dict.fromkeys(name for name in given if name in names))
        self.checked(SLIDES, is_known=len(known) == len(set(given)))
        # A form without script sends the positions of all its slides; one that was changed is put before or after
        # the slide that had its number.
        listed = [name.removeprefix(RANK) for name in self.values if name.startswith(RANK)]
        ranks = {
            name: (wanted := int(text)) + ((wanted > position) - (wanted < position)) / 2
            for position, name in enumerate(listed, start=1)
            if (text := self.first(f"{RANK}{name}")).isascii() and text.isdigit() and len(text) < 3
        }
        return tuple(sorted(known, key=lambda name: ranks.get(name, len(listed))))

    def committee(self) -> str:
        line = " ".join(self.first("comite")[: 2 * _LONGEST_TEXT].split())
        return "".join(filter(str.isprintable, line))[:LONGEST_COMMITTEE].strip()

    def meeting(self) -> date | None:
        text, found = self.first("date"), None
        with suppress(ValueError):
            found = date.fromisoformat(text[:11])
        is_day = found is not None and found.isoformat() == text and 2000 <= found.year < 2100
        return found if self.checked("date", is_known=is_day or not text) and is_day else None


def parse_query(
    parameters: Mapping[str, Sequence[str]], dataset: Dataset, charts: Sequence[str], slides: Container[str]
) -> ViewState:
    """The state that an address describes; parameters with an unknown name are left alone.

    Args:
        parameters: Name → values, as they stand in the address.
        dataset: Tells which values exist.
        charts: Names of the charts that can stand alone.
        slides: Names of the slides.
    """
    read = _Parameters(parameters)
    filters = read.filters(dataset)
    claim = read.claim([str(edition) for edition in dataset.editions["edition"]], filters["since"])
    if claim:
        filters |= {"since": None, "until": None}
    editions = [str(edition) for edition in dataset.editions_with_table]
    before, after = read.one_of("de", editions), read.one_of("a", editions)
    chosen_slides = read.slides(slides)
    names = dataset.vocabulary.projects.names
    return ViewState(
        selection=Selection(
            **filters,  # type: ignore[arg-type]
            before=int(before) if before else None,
            after=int(after) if after else None,
            common_only=read.one_of("communs", [COMMON_ONLY]) == COMMON_ONLY,
            project=read.one_of("projet", names),
        ),
        chart=read.one_of("graphique", charts),
        is_embedded=read.one_of("cadre", [EMBED]) == EMBED,
        listing=Listing(
            sort=read.one_of("tri", {*COLUMNS, *ORDERS}),
            is_descending=read.one_of("ordre", [ASCENDING, DESCENDING]) == DESCENDING,
            page=read.page(),
            columns=read.columns(),
        ),
        claim=claim,
        framed=read.first("vue")[:_LONGEST_TEXT],
        projects=tuple(dict.fromkeys(slug for slug in parameters.get("projet", []) if slug in names))[:MOST_PROJECTS],
        slides=chosen_slides,
        committee=read.committee(),
        meeting=read.meeting(),
        ignored=tuple(read.ignored),
    )


def to_query(state: ViewState) -> str:
    """The address of a state, from its question mark; empty for a plain view.

    The order of parameters is fixed, so that one state has one address.
    """
    selection = state.selection
    pairs = [pair for name in FILTERS for pair in filter_pairs(name, getattr(selection, name))]
    pairs += [(name, str(edition)) for name, edition in (("de", selection.before), ("a", selection.after)) if edition]
    pairs += [("communs", COMMON_ONLY)] if selection.common_only else []
    pairs += state.listing.pairs()
    pairs += [("projet", slug) for slug in dict.fromkeys((selection.project, *state.projects)) if slug]
    pairs += [(SLIDES, ",".join(state.slides))] if state.slides else []
    if claim := state.claim:
        editions = (("edition", claim.edition), ("depuis", claim.since))
        pairs += [("serie", claim.series), ("constat", claim.finding)]
        pairs += [(name, str(edition)) for name, edition in editions if edition]
    pairs += [("comite", state.committee)] if state.committee else []
    pairs += [("date", state.meeting.isoformat())] if state.meeting else []
    pairs += [("cadre", EMBED)] if state.is_embedded else []
    return query_of(pairs)


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters and their values as `?…`, empty without any."""
    query = urlencode([*pairs], safe=",")
    return f"?{query}" if query else ""


def shared_query(state: ViewState) -> str:
    """What one view hands to another, and to the files of its charts: the selection and the two editions compared."""
    return to_query(ViewState(state.selection))


def filters_query(selection: Selection) -> str:
    """The filters of a selection as `?…`: what links between views carry; empty where nothing is filtered."""
    return to_query(ViewState(selection.filters_only))


def filter_pairs(name: str, value: object) -> list[tuple[str, str]]:
    """The parameter and values of one filter, by the name of its field; none where it filters nothing."""
    a_filter = FILTERS[name]
    return [(a_filter.parameter, text) for text in a_filter.address_values(value)]
