"""Scripts as few immutable files: joined, compressed once at their best, kept in the cache folder.

Dash asks for some fifteen files, uncompressed. A page here asks for two: the site's own scripts and plotly.js; Dash
comes as a third at the first gesture of the visitor. A returning visitor asks for none.
"""

import functools
import gzip
import hashlib
import logging
import os
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli
import plotly
from dash.fingerprint import check_fingerprint
from rcssmin import cssmin
from rjsmin import jsmin

from data.store.settings import settings

_log = logging.getLogger(__name__)

ASSETS = Path(__file__).parents[2] / "assets"
_USED = ("deps/react@", "deps/react-dom@", "deps/prop-types@", "dash-renderer/", "dash_html_components",
         "dash_bootstrap_components/")  # fmt: skip
"""What the part of a page that Dash keeps is made of. dcc is not: it is as heavy as all of these."""


@dataclass(frozen=True)
class JoinedFile:
    """A script at an address that changes with its content.

    Attributes:
        path: Its address.
        forms: Its bytes, `br`, `gzip`, and plain under the empty name.
    """

    path: str
    forms: Mapping[str, bytes]


@functools.cache
def style() -> str:
    """The style of every page. It stands in each: nothing is seen before it, and fetching it takes half a second."""
    return cssmin("\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css"))))


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
    """What Dash needs of its own scripts.

    Args:
        sources: Addresses of all the scripts that Dash asks for, in their order.
        start: What starts it.
    """
    used = [source for source in sources if any(name in source for name in _USED)]
    return _joined("dash-renderer", b"\n;\n".join([*map(read_source, used), start.encode()]))


def find(path: str) -> JoinedFile | None:
    """The file at an address, None where there is none."""
    page_scripts(), plotly_script()  # made by the first that asks, if no page has been
    return _made.get(path)


_made: dict[str, JoinedFile] = {}


def _joined(stem: str, body: bytes) -> JoinedFile:
    digest = hashlib.sha256(body).hexdigest()
    path = f"/assets/{stem}.{digest[:12]}.js"
    _made[path] = JoinedFile(
        path,
        {
            "": body,
            "gzip": _kept(f"{digest[:16]}.gz", lambda: gzip.compress(body, 9, mtime=0)),
            "br": _kept(f"{digest[:16]}.br", lambda: brotli.compress(body, quality=11, lgwin=24)),
        },
    )
    return _made[path]


def read_source(address: str) -> bytes:
    """The content of a script at an address of Dash.

    Raises:
        FileNotFoundError: There is no such file.
    """
    path = address.split("?")[0]
    package, _, inside = path.removeprefix("/_dash-component-suites/").partition("/")
    content = pkgutil.get_data(package, check_fingerprint(inside)[0])
    if content is None:
        raise FileNotFoundError(path)
    return content


def plotly_code() -> bytes:
    """The small plotly.js bundle, or the full one where the small one was not built."""
    small = settings().cache_dir / "browser-code" / "plotly.min.js"  # where bin/build-browser-code leaves it
    if small.exists():
        return small.read_bytes()
    _log.warning("The full plotly.js is served: bin/build-browser-code makes a bundle four times smaller.")
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    # The slow compressions are kept in the cache folder, where it can be written.
    path = settings().cache_dir / "static" / name
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


_SOURCE = re.compile(r'src="([^"]+)"')


def sources_in(tags: str) -> tuple[str, ...]:
    """The addresses in the script elements that Dash writes."""
    return tuple(_SOURCE.findall(tags))
