"""The headers of every answer: what the page may run, who may embed it, how long it may be cached."""

import base64
import functools
import hashlib

from dash import Dash
from flask import Response, request

from components.addresses.site import Site, site
from components.addresses.view_state import EMBED
from components.html.document import FOLD

_YEAR = 31_536_000
_EVERY_ANSWER = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_EVERY_PAGE = {
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "payment=(), usb=(), browsing-topics=(), fullscreen=(self), clipboard-write=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_security_policy(a_site: Site, script_hashes: tuple[str, ...], *, frames_itself: bool = False) -> str:
    """The policy of a page.

    Args:
        a_site: Says who may embed it.
        script_hashes: Those of the inline scripts.
        frames_itself: True for the page with a live preview of an embedded view.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *script_hashes)),
            # Dash, its components and Plotly write style elements as they start.
            "style-src 'self' 'unsafe-inline'",
            # data: and blob: are the pictures that Plotly makes of a chart.
            "img-src 'self' data: blob:",
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'",
            "form-action 'self'",
            "frame-src 'self'" if frames_itself else "frame-src 'none'",
            frame_ancestors(a_site),
        )
    )


def frame_ancestors(a_site: Site) -> str:
    """The directive that names who may embed; X-Frame-Options cannot, and is never sent."""
    origins = [origin for origin in a_site.frame_ancestors.split() if origin != "'self'"]
    return " ".join(("frame-ancestors 'self'", *origins))


def is_https() -> bool:
    """True when the visitor came by https, to this server or to the proxy before it."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "") == "https"


def register(app: Dash) -> None:
    """Set the headers of every answer; to be registered once every callback is, for their hashes."""
    digest = base64.b64encode(hashlib.sha256(FOLD.encode()).digest()).decode()
    hashes = (*app.csp_hashes(), f"'sha256-{digest}'")
    app.server.after_request(functools.partial(_set_headers, script_hashes=hashes))


@functools.cache
def _policies(a_site: Site, hashes: tuple[str, ...]) -> dict[str, str]:
    return {
        "page": content_security_policy(a_site, hashes),
        "preview": content_security_policy(a_site, hashes, frames_itself=True),
        "file": f"default-src 'none'; style-src 'unsafe-inline'; {frame_ancestors(a_site)}",
    }


def _set_headers(response: Response, script_hashes: tuple[str, ...]) -> Response:
    a_site = site()
    is_page = response.mimetype == "text/html"
    kind = "file" if not is_page else "preview" if request.path == "/integration" else "page"
    headers = response.headers
    policy = _policies(a_site, script_hashes)[kind]
    headers.update(_EVERY_ANSWER)
    if is_page:
        headers.update(_EVERY_PAGE)
    if is_https():
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
        # Only there: a site tried over plain http would be sent to an https that does not answer.
        policy += "; upgrade-insecure-requests" if is_page else ""
    headers["Content-Security-Policy"] = policy
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if a_site.has_isolated_parent else "same-site")
    if a_site.has_isolated_parent and is_page:
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    if request.args.get("cadre") == EMBED:
        headers["X-Robots-Tag"] = "noindex"
    _set_cache_headers(response, is_page=is_page)
    return response


def _set_cache_headers(response: Response, *, is_page: bool) -> None:
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return
    # The address of an asset has the date of its file: other content has another address.
    if request.path.startswith("/assets/") and "m" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    elif request.path.startswith("/_dash-component-suites/"):
        return
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    if is_page and not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
