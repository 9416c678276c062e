"""The application: `create_app()`, and `server` for gunicorn."""

from dash import Dash

from callbacks import pages, register_all
from components.addresses.site import SERVICE
from components.html import joined_files
from components.html.document import DashStart
from components.views import VIEWS


class PanoramaDash(Dash):
    """Dash whose pages are complete documents: substance first, then what is live, from inlined data."""

    def interpolate_index(self, **kwargs: str) -> str:
        """The document of the requested view."""
        view, state = pages.requested_view() or VIEWS["/"], pages.requested_state()
        start = kwargs["renderer"].partition(">")[2].partition("<")[0]
        script = joined_files.dash_script(joined_files.sources_in(kwargs["scripts"]), start)
        return pages.document_of(view, state, DashStart(self._callback_list, kwargs["config"], script.path))


def create_app() -> Dash:
    """The application, ready to be served."""
    app = PanoramaDash(
        name=__name__,
        title=SERVICE,
        update_title="",
        # For the pages that embed this site, not for its own.
        assets_path_ignore=["parent"],
        suppress_callback_exceptions=True,
        # It would publish layout and callbacks as tools; it is off by default, and stays so whatever the environment.
        enable_mcp=False,
    )
    app.server.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    register_all(app)
    # Before workers are forked: files are joined and compressed once, and the dataset is shared by all of them.
    app.server.test_client().get("/")
    return app


app = create_app()
server = app.server
