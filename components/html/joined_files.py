"""Scripts as few immutable files: joined, compressed once at their best, stored in the cache folder.

Dash asks for some fifteen files, uncompressed. A page here asks for two: the site's own scripts and plotly.js; Dash
comes as a third at the first gesture of the visitor. A returning visitor asks for none.
"""

import functools
import gzip
import hashlib
import logging
import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli
import plotly
from dash.fingerprint import check_fingerprint
from rcssmin import cssmin
from rjsmin import jsmin

from components.charts.parts.tokens import custom_properties
from components.html import typeface
from data.model.files import write_whole
from data.store.settings import settings

ASSETS = Path(__file__).parents[2] / "assets"
ENCODINGS = ("br", "gzip")
"""What an answer is compressed to, the smallest first."""
_NEEDED = ("deps/react@", "deps/react-dom@", "deps/prop-types@", "dash-renderer/", "dash_html_components")
"""The scripts of Dash that a page needs. dcc is not one: it is as heavy as all of these."""
_SOURCE = re.compile(r'src="([^"]+)"')

FAST, SMALL, SMALLEST = 5, 10, 11
"""Qualities of compression: some milliseconds for what one person waits for; some tens, a tenth smaller, for what many
request; half a second for files of the program."""
_log = logging.getLogger(__name__)
_files: dict[str, "JoinedFile"] = {}


@dataclass(frozen=True)
class JoinedFile:
    """A script at an address that changes with its content.

    Attributes:
        path: Its address.
        encodings: Each of `ENCODINGS`, and empty for plain → its bytes.
    """

    path: str
    encodings: Mapping[str, bytes]


def compress(body: bytes, encoding: str, quality: int = FAST) -> bytes:
    """The body in one of `ENCODINGS`, unchanged for an empty one, at a quality of brotli."""
    if encoding == "br":
        return brotli.compress(body, quality=quality)
    if encoding == "gzip":
        return gzip.compress(body, 6 if quality == FAST else 9, mtime=0)
    return body


@functools.cache
def style(*, has_slides: bool = False) -> str:
    """The style of a page, with or without that of slides.

    It stands in each page: nothing is seen before it, and fetching it takes half a second.
    """
    paths = [path for path in sorted(ASSETS.glob("*.css")) if has_slides or path.name != "50-presentation.css"]
    sheets = [path.read_text(encoding="utf-8") for path in paths]
    return cssmin("\n".join([custom_properties(), typeface.style(), *sheets]))


@functools.cache
def page_scripts() -> JoinedFile:
    """The site's own scripts."""
    return _joined("panorama", b"\n;\n".join(jsmin(path.read_bytes()) for path in sorted(ASSETS.glob("*.js"))))


@functools.cache
def plotly_script() -> JoinedFile:
    """plotly.js."""
    return _joined("plotly", plotly_code())


@functools.cache
def dash_script(sources: Sequence[str], start: str) -> JoinedFile:
    """The scripts of Dash that are needed.

    Args:
        sources: Addresses of all the scripts that Dash asks for, in their order.
        start: The code that starts it.
    """
    needed = [source for source in sources if any(name in source for name in _NEEDED)]
    return _joined("dash-renderer", b"\n;\n".join([*map(read_source, needed), start.encode()]))


def find(path: str) -> JoinedFile | None:
    """The file at an address, None where there is none."""
    page_scripts(), plotly_script()  # another process may have served the page that names them
    return _files.get(path)


def read_source(address: str) -> bytes:
    """The content of a script at an address of Dash.

    Raises:
        FileNotFoundError: There is no such file.
    """
    path = address.split("?")[0]
    package, _, inside = path.partition("/_dash-component-suites/")[2].partition("/")
    content = pkgutil.get_data(package, check_fingerprint(inside)[0])
    if content is None:
        raise FileNotFoundError(path)
    return content


def sources_in(tags: str) -> tuple[str, ...]:
    """The addresses in the script elements that Dash writes."""
    return tuple(_SOURCE.findall(tags))


def plotly_code() -> bytes:
    """The small plotly.js bundle, or the full one where the small one was not built."""
    small = settings().browser_code / "plotly.min.js"  # written by bin/build-browser-code
    if small.exists():
        return small.read_bytes()
    _log.warning("No %s: the full plotly.js is served, four times larger; bin/build-browser-code makes it.", small)
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


def _joined(stem: str, body: bytes) -> JoinedFile:
    digest = hashlib.sha256(body).hexdigest()
    path = f"/assets/{stem}.{digest[:12]}.js"
    stored = {encoding: _stored(f"{digest[:16]}.{encoding}", body, encoding) for encoding in ENCODINGS}
    _files[path] = JoinedFile(path, {"": body, **stored})
    return _files[path]


def _stored(name: str, body: bytes, encoding: str) -> bytes:
    """The compressed body from the cache folder, or compressed now and stored there where it can be written."""
    path = settings().cache_dir / "static" / name
    try:
        return path.read_bytes()
    except OSError:
        content = compress(body, encoding, SMALLEST)
    try:
        write_whole(path, content)
    except OSError as error:
        _warn_not_stored(path.parent, error.strerror)
    return content


@functools.cache
def _warn_not_stored(folder: Path, reason: str) -> None:
    """Say once for each reason that compressed files cannot be stored."""
    _log.warning("Compressed files are not stored in %s: %s", folder, reason)
