"""The application: `create_app()`, and `server` for gunicorn."""

import orjson
from dash import Dash
from flask import Response
from flask_compress import Compress

from callbacks import pages, register_all
from components.document import dash_document
from components.frames import SERVICE
from components.views import VIEWS
from data import store


class PanoramaDash(Dash):
    """Dash whose pages are complete documents: substance first, then the live page from inlined data."""

    def interpolate_index(self, **kwargs: str) -> str:
        """The document of the requested view."""
        view, state = pages.requested_view() or VIEWS["/"], pages.requested_state()
        return dash_document(pages.head_of(view, state), pages.layout_of(view, state), self._callback_list, kwargs)


def health() -> Response:
    """`/healthz`: is the service up, and on which data."""
    dataset = store.current()
    state = {
        "status": "ok",
        "dataset": dataset.id,
        "editions": len(dataset.editions),
        "tables": len(dataset.held_editions),
        "projects": int(dataset.projects["project"].nunique()),
    }
    return Response(orjson.dumps(state), content_type="application/json")


def create_app() -> Dash:
    """The application, ready to be served."""
    app = PanoramaDash(
        __name__,
        title=SERVICE,
        update_title="",
        suppress_callback_exceptions=True,
        # It would publish layout and callbacks as tools; it is off by default, and stays so whatever the environment.
        enable_mcp=False,
    )
    # Dash(compress=True) would force gzip.
    app.server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5, MAX_CONTENT_LENGTH=64 * 1024)
    Compress(app.server)
    register_all(app)
    app.server.add_url_rule("/healthz", view_func=health)
    return app


app = create_app()
server = app.server
