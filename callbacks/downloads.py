"""Addresses of files → files, with the same parameters as the views."""

from flask import Flask, Response, abort

from callbacks.pages import requested_state
from callbacks.results import drawn, question_of
from components import exports
from components.charts import CHARTS
from data import store


def export_projects() -> Response:
    """`/export/projets.csv`."""
    return _csv_file("projets", exports.projects_csv(store.current(), requested_state().selection))


def export_editions() -> Response:
    """`/export/editions.csv`."""
    return _csv_file("editions", exports.editions_csv(store.current(), requested_state().selection))


def export_chart(name: str) -> Response:
    """`/export/graphique/<name>.csv`."""
    if name not in CHARTS:
        abort(404)
    dataset = store.current()
    return _csv_file(name, exports.chart_csv(drawn(name, dataset, question_of(requested_state()))))


def register(server: Flask) -> None:
    """Serve the files."""
    server.add_url_rule("/export/projets.csv", view_func=export_projects)
    server.add_url_rule("/export/editions.csv", view_func=export_editions)
    server.add_url_rule("/export/graphique/<name>.csv", view_func=export_chart)


def _csv_file(name: str, text: str) -> Response:
    # The byte order mark is what makes French spreadsheets read UTF-8.
    response = Response(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="panorama-{name}-{store.current().id}.csv"'
    return response
