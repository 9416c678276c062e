"""The application: `create_app()`, and `server` for gunicorn."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from dash import Dash
from werkzeug.utils import redirect

from callbacks import health, register_all
from callbacks.acceptance import site_client
from components.addresses.site import SERVICE, site


def create_app() -> Dash:
    """The application, ready to be served."""
    app = Dash(
        name=__name__,
        title=SERVICE,
        update_title="",
        # For the pages that embed this site, not for its own.
        assets_path_ignore=["parent"],
        suppress_callback_exceptions=True,
        # It would publish layout and callbacks as tools; it is off by default, and stays so whatever the environment.
        enable_mcp=False,
        # What the browser asks for; below a base path, the server sees addresses without it.
        requests_pathname_prefix=f"{site().base_path}/",
        routes_pathname_prefix="/",
    )
    app.server.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    register_all(app)
    # Before workers are forked: files are joined and compressed once, and the dataset is shared by all of them.
    site_client(app).get("/")
    if site().base_path:
        app.server.wsgi_app = _below(site().base_path, app.server.wsgi_app)
    return app


def _below(base: str, application: WSGIApplication) -> WSGIApplication:
    """The application below a base path; outside it only the state of the service, for probes, and the way in."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in ("", "/", base):
            return redirect(f"{base}/", 308)(environ, start_response)
        if path.startswith(f"{base}/"):
            environ = {**environ, "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + base, "PATH_INFO": path[len(base) :]}
        elif path not in health.PATHS:
            environ = {**environ, "PATH_INFO": f"{base}{path}"}  # no page of the site: its answer is a French 404
        return application(environ, start_response)

    return answer


app = create_app()
server = app.server
