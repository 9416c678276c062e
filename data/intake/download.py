"""A file from an allowed host over HTTPS, whole and on time, or a French reason why not.

The connection goes to the very address that was checked; a timer closes it when the time is over, so that a server that
drips cannot hang the command. Why http.client and not a client library: docs/dependencies.md.
"""

import base64
import contextlib
import email.utils
import hashlib
import http.client
import ipaddress
import random
import re
import socket
import ssl
import threading
import time
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass

USER_AGENT = "panorama-grands-projets-numeriques (tableau de bord public ; python -m data sync)"
MAX_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
_PIECE = 64 * 2**10
_REDIRECTS = (301, 302, 303, 307, 308)
_CHECKSUMS = {"sha1": "sha1", "sha2": "sha256", "sha256": "sha256", "md5": "md5"}
_PROXY_PASSWORD = "le mandataire du réseau demande un mot de passe (407) → HTTPS_PROXY=http://nom:motdepasse@hôte:port"
_FINAL_STATUSES = {404: "introuvable (404)", 407: _PROXY_PASSWORD, 410: "supprimé par son producteur (410)"}

Progress = Callable[[int, int | None], None]  # bytes received, bytes expected


@dataclass(frozen=True)
class Policy:
    """Where downloads may go and how long they may take."""

    hosts: frozenset[str]  # each with its port where that is not 443
    is_local: bool = False  # loopback addresses and http are allowed for allowed hosts: for tests only
    total_seconds: float = 60.0  # for one file, waits between attempts included
    attempts: int = 3
    backoff_seconds: float = 1.0  # first wait between two attempts; doubled each time


class DownloadError(Exception):
    """The file was not obtained, with the reason in French; `is_unreachable` where its host never answered."""

    is_unreachable = False


class _TemporaryError(DownloadError):
    """A fault that may be gone at the next attempt, in so many seconds where the server says it."""

    def __init__(self, reason: str, wait_seconds: float | None = None, *, is_unreachable: bool = False) -> None:
        super().__init__(reason)
        self.wait_seconds, self.is_unreachable = wait_seconds, is_unreachable


def fetch(
    address: str, policy: Policy, *, max_bytes: int, size: int | None = None, checksum: tuple[str, str] = ("", ""),
    progress: Progress | None = None,
) -> bytes:  # fmt: skip
    """The content at an https address, its size and checksum (type and value) as announced; else a DownloadError."""
    deadline = time.monotonic() + policy.total_seconds
    attempt, backoff = 0, policy.backoff_seconds
    while True:
        attempt, backoff = attempt + 1, 2 * backoff
        try:
            content = _follow(address, policy, max_bytes, deadline, progress)
            _verify(content, size, checksum)
            return content
        except _TemporaryError as error:
            wait = backoff / 2 * random.uniform(0.8, 1.2) if error.wait_seconds is None else error.wait_seconds
            if attempt < policy.attempts and time.monotonic() + wait < deadline:
                time.sleep(wait)
                continue
            is_last = attempt >= policy.attempts
            end = f" ({attempt} essais)" if is_last else f" ; réessayez dans {max(1, round(wait))} s"
            failure = DownloadError(f"{error}{end}")
            failure.is_unreachable = error.is_unreachable
            raise failure from error


def _follow(address: str, policy: Policy, max_bytes: int, deadline: float, progress: Progress | None) -> bytes:
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(address, policy, max_bytes, deadline, progress)
        if isinstance(answer, bytes):
            return answer
        address = urllib.parse.urljoin(address, answer)
    raise DownloadError(f"plus de {MAX_REDIRECTS} redirections")


def _get(address: str, policy: Policy, max_bytes: int, deadline: float, progress: Progress | None) -> bytes | str:
    """The content at one address, or the address that it redirects to."""
    parts = _allowed(address, policy)
    too_late = DownloadError(f"plus de {policy.total_seconds:.0f} secondes")
    if time.monotonic() >= deadline:
        raise too_late
    connection = _connected(parts, policy)
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        with contextlib.suppress(OSError, TypeError, AttributeError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.01, deadline - time.monotonic()), stop)
    timer.daemon = True
    timer.start()
    try:
        path, query = (
            urllib.parse.quote(text, "/%:@!$&'()*+,;=?~", errors="replace") for text in (parts.path or "/", parts.query)
        )
        target = urllib.parse.urlunsplit(("", "", path, query, ""))
        connection.request("GET", target, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            if not (location := response.getheader("Location") or ""):
                raise DownloadError(f"redirection sans adresse ({response.status})")
            with contextlib.suppress(UnicodeError):  # headers are read as Latin-1, whatever the server wrote
                location = location.encode("latin-1").decode()
            return location
        if response.status == 429 or response.status >= 500:
            reason = "trop de demandes (429)" if response.status == 429 else f"panne du serveur ({response.status})"
            raise _TemporaryError(reason, _retry_after(response.getheader("Retry-After", "")))
        if response.status != 200:
            raise DownloadError(_FINAL_STATUSES.get(response.status, f"réponse inattendue ({response.status})"))
        content = _body(response, max_bytes, progress)
    except (OSError, http.client.HTTPException, _TemporaryError) as error:
        if expired.is_set():
            raise too_late from error
        if isinstance(error, _TemporaryError):
            raise
        raise _TemporaryError(f"connexion interrompue ({type(error).__name__})") from error
    finally:
        timer.cancel()
        connection.close()
        timer.join()
    if expired.is_set():  # the timer may have cut the end of the content
        raise too_late
    return content


def _allowed(address: str, policy: Policy) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(address)
        name = (parts.hostname or "").casefold()
        name += "" if parts.port in (None, 443) else f":{parts.port}"
    except ValueError:
        raise DownloadError("adresse illisible") from None
    if parts.username or parts.password:
        raise DownloadError("adresse avec un mot de passe, refusée")
    if parts.scheme == "http" and parts.port in (None, 80) and parts.hostname in policy.hosts and not policy.is_local:
        return parts._replace(scheme="https", netloc=parts.hostname)
    if parts.scheme != "https" and not (policy.is_local and parts.scheme == "http"):
        raise DownloadError(f"adresse qui n'est pas en https, refusée ({name})")
    if name not in policy.hosts:
        raise DownloadError(f"hôte hors de la liste admise, refusé ({name})")
    return parts


def _connected(parts: urllib.parse.SplitResult, policy: Policy) -> http.client.HTTPConnection:
    """A connection to an address of the host that is public, or to the proxy of the environment."""
    host, is_https = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    proxy = "" if policy.is_local or urllib.request.proxy_bypass(host) else urllib.request.getproxies().get("https", "")
    context = ssl.create_default_context()
    try:
        if proxy:
            server = urllib.parse.urlsplit(proxy if "//" in proxy else f"//{proxy}")
            name, number = server.hostname or "", server.port or 3128
            pair = ":".join(urllib.parse.unquote(text or "") for text in (server.username, server.password))
            password = {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
            tunnel = http.client.HTTPSConnection(name, number, timeout=READ_SECONDS, context=context)
            tunnel.set_tunnel(host, port, headers=password if server.username else {})
            tunnel.connect()
            return tunnel
        addresses = list(
            dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        )
        for found in [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]:
            if not found.is_global and not (policy.is_local and found.is_loopback):
                raise DownloadError(f"adresse privée, refusée ({host})")
        raw = _first_to_answer(addresses, port)
        raw.settimeout(READ_SECONDS)
        connection = (http.client.HTTPSConnection if is_https else http.client.HTTPConnection)(host, port)
        connection.sock = context.wrap_socket(raw, server_hostname=host) if is_https else raw
        return connection
    except (OSError, http.client.HTTPException) as error:
        if refusal := re.search(r"Tunnel connection failed: (4\d\d)", str(error)):
            is_password = refusal[1] == "407"
            raise DownloadError(_PROXY_PASSWORD if is_password else f"mandataire : refus ({refusal[1]})") from error
        raise _TemporaryError(f"connexion impossible à {host}", is_unreachable=True) from error


def _first_to_answer(addresses: list[str], port: int) -> socket.socket:
    """A connection to the first address that takes one, of either family."""
    for address in addresses[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    return socket.create_connection((addresses[-1], port), timeout=CONNECT_SECONDS)


def _retry_after(text: str) -> float | None:
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _body(response: http.client.HTTPResponse, max_bytes: int, progress: Progress | None) -> bytes:
    encoding = response.getheader("Content-Encoding", "").casefold()
    if encoding not in ("", "identity"):
        raise DownloadError(f"réponse compressée ({encoding}), refusée")
    announced = response.getheader("Content-Length", "")
    expected = int(announced) if announced.isdecimal() else None
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if max(len(content), expected or 0) > max_bytes:
            raise DownloadError(f"plus de {max_bytes / 2**20:.0f} Mio")
        if progress:
            progress(len(content), expected)
    if expected is not None and len(content) != expected:
        raise _TemporaryError(f"fichier tronqué ({len(content)} octets sur {expected})")
    return bytes(content)


def _verify(content: bytes, size: int | None, checksum: tuple[str, str]) -> None:
    if size is not None and len(content) != size:
        raise _TemporaryError(f"taille différente de celle annoncée ({len(content)} octets au lieu de {size})")
    kind, value = checksum[0].casefold(), checksum[1].strip().casefold()
    found = value
    if kind in _CHECKSUMS:
        found = hashlib.new(_CHECKSUMS[kind], content, usedforsecurity=False).hexdigest()
    elif kind == "crc":
        found = f"{zlib.crc32(content):08x}"
    if value and found != value:
        raise _TemporaryError(f"empreinte {kind} différente de celle annoncée")
