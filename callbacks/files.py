"""Files at fixed addresses: exports of tables and charts, the feed, and the small files that machines ask for."""

import contextlib
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, request, send_file

from callbacks import slots
from callbacks.errors import message_page
from callbacks.headers import is_https
from callbacks.results import charts_of
from components.addresses.site import SERVICE, site
from components.addresses.view_state import ViewState, parse_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.files import exports, feed
from components.files.exports import FileTable
from components.files.spreadsheets import ods_file, xlsx_file
from components.html.joined_files import ASSETS
from components.views import VIEWS, changes, compare, projects
from components.views.data_page import Standing
from data import store
from data.model import french
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.selection import FILTERS, Selection
from data.model.tables import read_corrections
from data.questions.comparison import compare as compare_editions
from data.store.result_cache import get_results
from data.store.settings import settings

SECURITY_DAYS = 180
"""How far the expiry of security.txt lies ahead, from each request on: RFC 9116 recommends less than a year."""
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_UTF8_WITH_BOM = "utf-8-sig"  # the byte order mark is what makes French spreadsheets read UTF-8
TABLES: Mapping[str, Callable[[Dataset, Selection], FileTable]] = {
    "projets": exports.projects_file,
    "editions": exports.editions_file,
}
"""Name in addresses → table."""
FORMATS: Mapping[str, tuple[str, Callable[[FileTable], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda table: exports.csv_file(table).encode(_UTF8_WITH_BOM)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ods_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": ("application/json", exports.json_file),
}
"""Extension → type and writer."""
LISTINGS: Mapping[str, Callable[[ViewState, Dataset], FileTable | None]] = {
    projects.PATH: projects.table_file,
    compare.PATH: compare.table_file,
}
"""Path of a view with a sortable table → that table."""
LISTING = ("tri", "ordre", "colonnes", "de", "a")
"""Parameters of which a table on screen takes no unknown value."""


def requested_state(others: Sequence[str] = ()) -> ViewState:
    """The state that the address of an export asks for; 400 for an unknown value of a filter, or of `others`.

    A page says what it ignores; a file would pass for that of the selection.
    """
    state = parse_query(request.args.to_dict(flat=False), store.current(), tuple(CHARTS), tuple(ENTRIES))
    names = [f"« {each.label} »" for each in FILTERS.values() if each.parameter in state.ignored]
    names += [f"« {name} »" for name in others if name in state.ignored]
    if names:
        text = french.typeset(f"L'adresse du fichier a une valeur inconnue pour {french.listing(names)}.")
        abort(message_page("Demande incorrecte", text, 400))
    return state


def export_table(name: str, form: str) -> Response:
    """`/export/projets.<form>` and `/export/editions.<form>`."""
    if name not in TABLES or form not in FORMATS:
        abort(404)
    dataset, state = store.current(), requested_state()
    selection, slot = state.selection, slots.TABLES.hold()
    content = _table_bytes(name, form, dataset, selection, lambda: TABLES[name](dataset, selection), slot)
    return export_response(content, FORMATS[form][0], file_name(name, form, state, dataset), state)


def export_listing(form: str) -> Response:
    """`/export/tableau.<form>`: the table on screen of the view named by `vue`."""
    if form not in FORMATS or form == "json":
        abort(404)
    dataset, state = store.current(), requested_state(LISTING)
    if state.framed and state.framed not in LISTINGS:
        abort(404)
    path = state.framed or projects.PATH

    def make() -> bytes:
        table = LISTINGS[path](state, dataset)
        return FORMATS[form][1](table) if table else abort(404)

    key = ("table on screen", path, form, dataset.id, state.selection.key, repr(state.listing))
    content = get_results().get(key, make, slot=slots.TABLES.hold())
    return export_response(content, FORMATS[form][0], file_name("tableau", form, state, dataset), state)


def export_chart(name: str) -> Response:
    """`/export/graphique/<name>.csv`."""
    if name not in CHARTS:
        abort(404)
    dataset, state = store.current(), requested_state()

    def make() -> bytes:
        return exports.chart_csv(charts_of(state, dataset)(name)).encode(_UTF8_WITH_BOM)

    content = get_results().get(("chart", name, dataset.id, state.selection.key), make, slot=slots.TABLES.hold())
    return export_response(content, FORMATS["csv"][0], file_name(name, "csv", state, dataset), state)


def export_schema() -> Response:
    """`/export/schema.json`: the Table Schema of the projects."""
    path = settings().data_dir / "schema.json"
    content = b""
    with contextlib.suppress(OSError):
        content = path.read_bytes() if path.is_file() else b""
    if not content:
        abort(404)
    return Response(content, content_type="application/json")


def export_feed() -> Response:
    """`/editions.atom`: the editions, or what changed for a selection at each."""
    dataset, selection = store.current(), requested_state().selection.filters_only

    def changed(before: int, after: int) -> str:
        comparison = compare_editions(dataset, selection, before, after)
        return " ".join([*changes.sentences(comparison, dataset), changes.slips(comparison)]).strip()

    def make() -> bytes:
        return feed.editions_feed(dataset, site(), selection, changed)

    key = ("feed", dataset.id, selection.key, repr(site()))
    content = get_results().get(key, make, slot=slots.TABLES.hold())
    return Response(content, content_type="application/atom+xml; charset=utf-8")


def export_response(content: bytes, content_type: str, name: str, state: ViewState) -> Response:
    """A download named `name`, with its selection and its licence."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # A CSV file has no room for them beside its columns.
    response.headers["X-Panorama-Selection"] = quote(state.selection.in_words(store.current()))
    response.headers["Link"] = f'<{exports.LICENCE_ADDRESS}>; rel="license"'
    return response


def file_name(name: str, form: str, state: ViewState, dataset: Dataset) -> str:
    """`panorama-projets-ministere-interieur-<dataset>.csv`: what, of which selection, from which data."""
    query = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in to_query(state)[1:81])
    return "-".join(part for part in ("panorama", name, query.strip("-"), dataset.id) if part) + f".{form}"


def standing(dataset: Dataset) -> Standing:
    """How the files that are served differ from their sources, and the sizes of those of the whole panorama."""
    status, everything, weights = store.status(), Selection(), {}
    for name, make in TABLES.items():
        table = functools.cache(functools.partial(make, dataset, everything))  # computed once for its four formats
        for form in FORMATS:
            weights[f"{name}.{form}"] = len(_table_bytes(name, form, dataset, everything, table))
    try:
        corrections = read_corrections(settings().data_dir)
    except SourceError:
        # A wrong log never stops the page; `python -m data build` says what is wrong with it.
        corrections = []
    return Standing(
        is_degraded=status.is_degraded,
        weights=weights,
        corrections=corrections,
        has_schema=(settings().data_dir / "schema.json").is_file(),
    )


def robots() -> Response:
    """`/robots.txt`: everything may be read; embedded views say by a header that they are not to be listed."""
    return _text(f"User-agent: *\nDisallow: /_dash-update-component\n\nSitemap: {_origin()}/sitemap.xml\n")


def sitemap() -> Response:
    """`/sitemap.xml`: every view and every project."""
    paths = [path for path in VIEWS if "<" not in path]
    paths += [f"/projets/{slug}" for slug in sorted(store.current().projects["project"].unique())]
    urls = "".join(f"<url><loc>{escape(_origin() + path)}</loc></url>" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )
    return Response(text, content_type="application/xml; charset=utf-8")


def security() -> Response:
    """`/.well-known/security.txt`: whom to tell about a weakness (RFC 9116)."""
    address = site().security_contact or site().contact
    contact = f"mailto:{address}" if "@" in address else address or f"{_origin()}/mentions-legales"
    expires = (datetime.now(UTC) + timedelta(days=SECURITY_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"# {SERVICE}",
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {_origin()}/.well-known/security.txt",
    ]
    return _text("\n".join(lines) + "\n")


def height_script() -> Response:
    """`/integration/hauteur.js`: for the page that embeds a view; any site may fetch it."""
    response = send_file(ASSETS / "parent" / "hauteur.js", mimetype="text/javascript", max_age=3600)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def register(server: Flask) -> None:
    """Serve the files."""
    views: dict[str, Callable[..., Response]] = {
        "/export/schema.json": export_schema,
        "/export/<name>.<form>": export_table,
        "/export/tableau.<form>": export_listing,
        "/export/graphique/<name>.csv": export_chart,
        feed.PATH: export_feed,
        "/robots.txt": robots,
        "/sitemap.xml": sitemap,
        "/.well-known/security.txt": security,
        "/integration/hauteur.js": height_script,
    }
    for address, view in views.items():
        server.add_url_rule(address, view_func=view)


def _table_bytes(
    name: str,
    form: str,
    dataset: Dataset,
    selection: Selection,
    table: Callable[[], FileTable],
    slot: AbstractContextManager[None] | None = None,
) -> bytes:
    key = ("export", name, form, dataset.id, selection.key)
    return get_results().get(key, lambda: FORMATS[form][1](table()), slot=slot)


def _origin() -> str:
    """The address of the site, for files that need whole ones: never what a request alone claims."""
    return site().public_url or f"{'https' if is_https() else 'http'}://{_host()}{site().base_path}"


def _host() -> str:
    # Where hosts are named, another one was refused before. Elsewhere only this machine is sure.
    is_known = current_app.config.get("TRUSTED_HOSTS") or re.sub(r":\d+$", "", request.host) in _LOCAL_HOSTS
    return request.host if is_known else f"localhost:{settings().port}"


def _text(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
