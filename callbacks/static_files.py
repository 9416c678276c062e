"""Scripts and styles as few immutable files: joined, compressed once at their best, kept in the cache folder.

Dash asks for some fifteen files, uncompressed. Joined and compressed with brotli at its slowest they are two, with
plotly.js beside them, and a returning visitor asks for none.
"""

import gzip
import hashlib
import logging
import os
import pkgutil
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli
import plotly
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, request
from rcssmin import cssmin
from rjsmin import jsmin

from data.store import cache_dir

_log = logging.getLogger(__name__)

# Dash finds the parts that it loads on demand beside the script that asks for them: the joined one must stand here.
_SCRIPT_FOLDER = "/_dash-component-suites/dash/dcc"
_UNUSED = ("dash_table/bundle",)
_POLYFILL = "deps/polyfill@"
_SOURCE = re.compile(r'(?:src|href)="([^"]+)"')
ASSETS = Path(__file__).parents[1] / "assets"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """A file in the three forms that browsers accept."""

    content_type: str
    plain: bytes
    gzip: bytes
    brotli: bytes

    def respond(self, accepted: str) -> Response:
        """The file in the smallest form among those accepted (`Accept-Encoding`)."""
        encoding = next((name for name in ("br", "gzip") if name in accepted), "")
        body = {"br": self.brotli, "gzip": self.gzip, "": self.plain}[encoding]
        response = Response(body, content_type=self.content_type)
        response.headers["Cache-Control"] = _FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


class StaticFiles:
    """The joined files of an application, served by the server given."""

    def __init__(self, server: Flask) -> None:
        self._files: dict[str, StaticFile] = {}
        self._parts: dict[str, str] = {}
        # The first requests come together: one of them compresses, for seconds, and the others wait.
        self._lock = threading.Lock()
        server.before_request(self._serve)

    def join(self, parts: dict[str, str]) -> dict[str, str]:
        """The parts of a document that `Dash.interpolate_index` receives, with joined scripts and styles."""
        key = parts["scripts"] + parts["css"]
        with self._lock:
            if self._parts.get("key") != key:
                self._parts = {"key": key, **self._joined(parts)}
        return {**parts, **{name: self._parts[name] for name in ("scripts", "css", "renderer")}}

    def _joined(self, parts: dict[str, str]) -> dict[str, str]:
        scripts = [
            source for source in _SOURCE.findall(parts["scripts"]) if not any(name in source for name in _UNUSED)
        ]
        start = re.sub(r"</?script[^>]*>", "", parts["renderer"])
        core = b"\n;\n".join([*map(self._script, scripts), start.encode()])
        style = cssmin(b"\n".join(read_source(source) for source in _SOURCE.findall(parts["css"])))
        core_path = self._add(f"{_SCRIPT_FOLDER}/panorama-dash-renderer", "js", core)
        plotly_path = self._add("/assets/plotly", "js", plotly_code())
        style_path = self._add("/assets/panorama", "css", style)
        graph_path = next(iter(re.findall(r"dash_core_components(\.v\w+)\.js", parts["scripts"])), "")
        graph_path = f"{_SCRIPT_FOLDER}/async-graph{graph_path}.js"
        self._files[graph_path] = compressed(read_source(graph_path), "js")
        return {
            "scripts": "",
            # All in the head, where it is asked for at once: the document is long. Deferred scripts run in order when
            # the page is parsed, so plotly.js is there before Dash looks for it; Dash insists on that id.
            "css": f'<link rel="stylesheet" href="{style_path}">'
            f'<script defer src="{plotly_path}"></script>'
            f'<script defer id="_dash-renderer" src="{core_path}"></script>'
            f'<link rel="preload" as="script" href="{graph_path}">',
            "renderer": "",
        }

    def _script(self, source: str) -> bytes:
        runtime = browser_code_dir() / "regenerator-runtime.js"
        if _POLYFILL in source and runtime.exists():
            # Of the polyfills for browsers of another age, Dash's components only need this one.
            return jsmin(runtime.read_bytes())
        return jsmin(read_source(source)) if source.startswith("/assets/") else read_source(source)

    def _add(self, stem: str, extension: str, body: bytes) -> str:
        path = f"{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{extension}"
        self._files[path] = compressed(body, extension)
        return path

    def _serve(self) -> Response | None:
        file = self._files.get(request.path) if request.method in ("GET", "HEAD") else None
        return file.respond(request.headers.get("Accept-Encoding", "")) if file else None


def read_source(address: str) -> bytes:
    """The content of a script or style sheet at an address of Dash or of the project's `assets/`.

    Raises:
        FileNotFoundError: There is no such file.
    """
    path = address.split("?")[0]
    if path.startswith("/assets/"):
        return (ASSETS / path.removeprefix("/assets/")).read_bytes()
    package, _, inside = path.removeprefix("/_dash-component-suites/").partition("/")
    content = pkgutil.get_data(package, check_fingerprint(inside)[0])
    if content is None:
        raise FileNotFoundError(path)
    return content


def browser_code_dir() -> Path:
    """Where `bin/build-browser-code` leaves what it built."""
    return cache_dir() / "browser-code"


def plotly_code() -> bytes:
    """The small plotly.js bundle, or the full one where the small one was not built."""
    small = browser_code_dir() / "plotly.min.js"
    if small.exists():
        return small.read_bytes()
    _log.warning("The full plotly.js is served: bin/build-browser-code makes a bundle four times smaller.")
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


def compressed(body: bytes, extension: str) -> StaticFile:
    """A file in its three forms; the slow compressions are kept in the cache folder, where it can be written."""
    name = hashlib.sha256(body).hexdigest()[:16]
    return StaticFile(
        content_type={"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}[extension],
        plain=body,
        gzip=_kept(f"{name}.gz", lambda: gzip.compress(body, 9, mtime=0)),
        brotli=_kept(f"{name}.br", lambda: brotli.compress(body, quality=11, lgwin=24)),
    )


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    path = cache_dir() / "static" / name
    try:
        return path.read_bytes()
    except OSError:
        made = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(made)
        partial.replace(path)
    except OSError as error:
        _log.warning("Compressed files are not kept in %s: %s", path.parent, error)
    return made
