"""The pictures of charts by their addresses: PNG and SVG, where the server has an engine to draw them."""

import logging
from collections.abc import Callable, Mapping

from flask import Flask, Response, abort, request

from callbacks.deck_files import BusyError, abandonment, busy_page, place, refusal
from callbacks.downloads import file_response
from callbacks.pages import requested_state
from callbacks.results import charts_of
from components.addresses.view_state import ViewState, shared_query
from components.charts.catalogue import CHARTS
from components.files.engine import CancelledError, EngineError
from components.files.picture import chart_png, chart_svg
from components.html.joined_files import plotly_code
from data import store
from data.model.dataset import Dataset
from data.store.result_cache import get_results

_log = logging.getLogger(__name__)

FORMATS: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "png": ("image/png", chart_png),
    "svg": ("image/svg+xml", chart_svg),
}
"""Extension → type and maker."""


def export_picture(name: str, form: str) -> Response:
    """`/export/graphique/<name>.png` and `/export/graphique/<name>.svg`."""
    if name not in CHARTS or form not in FORMATS:
        abort(404)
    dataset, state = store.current(), requested_state()
    is_abandoned = abandonment(request.environ.get("gunicorn.socket"))
    key = ("picture", name, form, dataset.id, shared_query(state))
    try:
        content = get_results().get(key, lambda: picture(name, form, state, dataset, is_abandoned))
    except BusyError:
        return busy_page()
    except CancelledError:
        return Response(status=204)
    except EngineError as error:
        _log.warning("The picture was not made: %s", error)
        return _without_engine()
    return file_response(content, FORMATS[form][0], name, form, state)


def picture(name: str, form: str, state: ViewState, dataset: Dataset, is_abandoned: Callable[[], bool]) -> bytes:
    """The picture of a chart as `png` or `svg`.

    Raises:
        BusyError: Too many files are being made.
        EngineError: There is no engine for it, or it failed.
        CancelledError: The client disconnected.
    """
    with place():
        return FORMATS[form][1](charts_of(state, dataset)(name), plotly_code(), is_abandoned)


def register(server: Flask) -> None:
    """Serve the pictures."""
    server.add_url_rule("/export/graphique/<name>.<any(png, svg):form>", view_func=export_picture)


def _without_engine() -> Response:
    text = (
        "Ce serveur ne peut pas préparer d'image en ce moment. Sous chaque graphique, les boutons « Image PNG » et "
        "« Image SVG » font la même image dans votre navigateur."
    )
    return refusal("Image indisponible", text, 503)
