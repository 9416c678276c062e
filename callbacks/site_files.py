"""Small files that machines ask for: robots, sitemap, security contact, and the script of pages that embed."""

import re
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from flask import Flask, Response, current_app, request, send_file

from callbacks.headers import is_https
from components.addresses.site import site
from components.html.frame import SERVICE
from components.views import VIEWS
from data import store
from data.store.settings import settings

_SCRIPT = Path(__file__).parents[1] / "assets" / "parent" / "hauteur.js"
SECURITY_DAYS = 180
"""How far the expiry of security.txt lies ahead: it is written anew at each request, and RFC 9116 asks for less than a
year."""


_THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def robots() -> Response:
    """`/robots.txt`: everything may be read; embedded views say by a header that they are not to be listed."""
    return _text(f"User-agent: *\nDisallow: /_dash-update-component\n\nSitemap: {_origin()}/sitemap.xml\n")


def sitemap() -> Response:
    """`/sitemap.xml`: every view, and every project where they have a page."""
    paths = [path for path in VIEWS if "<" not in path]
    if any(path.startswith("/projets/<") for path in VIEWS):
        paths += [f"/projets/{slug}" for slug in sorted(store.current().projects["project"].unique())]
    urls = "".join(f"<url><loc>{escape(_origin() + path)}</loc></url>" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )
    return Response(text, content_type="application/xml; charset=utf-8")


def security() -> Response:
    """`/.well-known/security.txt`: whom to tell about a weakness (RFC 9116)."""
    who = site()
    address = who.security_contact or who.contact
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
    response = send_file(_SCRIPT, mimetype="text/javascript", max_age=3600)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def register(server: Flask) -> None:
    """Serve the files."""
    server.add_url_rule("/robots.txt", view_func=robots)
    server.add_url_rule("/sitemap.xml", view_func=sitemap)
    server.add_url_rule("/.well-known/security.txt", view_func=security)
    server.add_url_rule("/integration/hauteur.js", view_func=height_script)


def _origin() -> str:
    """The address of the site, for files that need whole ones: never what a request alone claims."""
    return site().public_url or f"{'https' if is_https() else 'http'}://{_host()}"


def _host() -> str:
    # Where hosts are named, another one was refused before. Elsewhere this machine is the only one that is sure.
    is_known = current_app.config.get("TRUSTED_HOSTS") or re.sub(r":\d+$", "", request.host) in _THIS_MACHINE
    return request.host if is_known else f"localhost:{settings().port}"


def _text(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
