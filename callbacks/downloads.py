"""Addresses of files → files, with the same parameters as the views."""

from urllib.parse import quote

from flask import Flask, Response, abort

from callbacks.files import FORMATS, TABLES, UTF8_WITH_BOM, file_bytes
from callbacks.pages import requested_state
from callbacks.results import charts_of
from components.addresses.site import site
from components.addresses.view_state import ViewState, to_query
from components.charts.catalogue import CHARTS
from components.files import exports, feed
from data import store
from data.model.dataset import Dataset
from data.store.settings import settings


def export_table(name: str, form: str) -> Response:
    """`/export/projets.<form>` and `/export/editions.<form>`."""
    if name not in TABLES or form not in FORMATS:
        abort(404)
    dataset, state = store.current(), requested_state()
    return file_response(file_bytes(name, form, dataset, state.selection), FORMATS[form][0], name, form, state)


def export_chart(name: str) -> Response:
    """`/export/graphique/<name>.csv`."""
    if name not in CHARTS:
        abort(404)
    state = requested_state()
    text = exports.chart_csv(charts_of(state, store.current())(name))
    return file_response(text.encode(UTF8_WITH_BOM), FORMATS["csv"][0], name, "csv", state)


def export_schema() -> Response:
    """`/export/schema.json`: the Table Schema of the projects."""
    path = settings().data_dir / "schema.json"
    if not path.is_file():
        abort(404)
    return Response(path.read_bytes(), content_type="application/json")


def export_feed() -> Response:
    """`/editions.atom`."""
    return Response(feed.editions_feed(store.current(), site()), content_type="application/atom+xml; charset=utf-8")


def register(server: Flask) -> None:
    """Serve the files."""
    server.add_url_rule("/export/schema.json", view_func=export_schema)
    server.add_url_rule("/export/<name>.<form>", view_func=export_table)
    server.add_url_rule("/export/graphique/<name>.csv", view_func=export_chart)
    server.add_url_rule(feed.PATH, view_func=export_feed)


def file_response(content: bytes, content_type: str, name: str, form: str, state: ViewState) -> Response:
    """A file of the current dataset under a name that says what it holds, with its selection and its licence.

    Args:
        content: The file.
        content_type: Its type.
        name: What it holds.
        form: Its extension.
        state: What was asked.
    """
    dataset = store.current()
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name, form, state, dataset)}"'
    # A CSV file has no room for them beside its columns.
    response.headers["X-Panorama-Selection"] = quote(state.selection.in_words(dataset))
    response.headers["Link"] = f'<{exports.LICENCE_ADDRESS}>; rel="license"'
    return response


def _file_name(name: str, form: str, state: ViewState, dataset: Dataset) -> str:
    """`panorama-projets-ministere-interieur-<dataset>.csv`: what it holds, of what, from which data."""
    asked = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in to_query(state)[1:81])
    return "-".join(part for part in ("panorama", name, asked.strip("-"), dataset.id) if part) + f".{form}"
