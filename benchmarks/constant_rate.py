"""Requests at a constant mean rate, each answer kept: when it was due, when it came, of which dataset, which bytes.

wrk (`benchmarks/press_day.py`) tells how fast a server is; this one looks at every answer. Latencies count from the
moment at which a request was due, so that a server that stalls is not spared those that it kept waiting.
"""

import contextlib
import hashlib
import io
import json
import random
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from xml.etree import ElementTree

import brotli
import urllib3

Clock = Callable[[], float]


@dataclass(frozen=True)
class Asked:
    """A request.

    Attributes:
        kind: Share of the mix to which it belongs.
        path: Address with its parameters.
        body: What is posted; empty for a GET.
        has_tag: The browser has seen this page, and names the tag of what it has.
    """

    kind: str
    path: str
    body: str = ""
    has_tag: bool = False

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.body else "GET"

    @property
    def headers(self) -> dict[str, str]:
        """Headers that say what the browser accepts and sends."""
        return {"Accept-Encoding": "br"} | ({"Content-Type": "application/json"} if self.body else {})


@dataclass(frozen=True)
class Answered:
    """What came back, or did not.

    Attributes:
        asked: The request.
        due: When it was to be sent (s, of a monotonic clock).
        began: When it was sent.
        ended: When its answer was there whole, or the connection failed.
        status: 0 where no whole answer came.
        dataset: The dataset that the answer names.
        digest: Of its bytes, empty for 304.
    """

    asked: Asked
    due: float
    began: float
    ended: float
    status: int
    dataset: str = ""
    digest: bytes = b""

    @property
    def is_lost(self) -> bool:
        """True where no answer came, or one that tells a fault."""
        return self.status not in (200, 304)

    @property
    def milliseconds(self) -> float:
        """From the moment at which it was due."""
        return (self.ended - self.due) * 1000


@dataclass
class Visitors:
    """Connections that share a stream of requests.

    Args:
        port: Of the server, on this machine.
        choose: The next request.
        rate: Requests a second, on average; they come at random, as those of visitors who do not know each other.
        connections: Requests under way at once, at most.
        answers: What came back.
        contents: Digest → bytes, each once.
        refusals: Retry-After and content of each answer 429.
    """

    port: int
    choose: Callable[[random.Random], Asked]
    rate: float
    connections: int = 32
    answers: list[Answered] = field(default_factory=list)
    contents: dict[bytes, bytes] = field(default_factory=dict)
    refusals: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pool = urllib3.HTTPConnectionPool(
            "127.0.0.1", self.port, maxsize=self.connections, block=True, retries=False, timeout=30
        )
        self._random = random.Random(7)
        self._lock = threading.Lock()
        self._tags: dict[str, str] = {}
        self._due = 0.0

    def visit(self, seconds: float) -> float:
        """Send requests for so long, and wait for the last answers; the moment at which the first was due."""
        began = self._due = time.monotonic() + 0.1
        threads = [threading.Thread(target=self._keep_asking, args=(began + seconds,)) for _ in range(self.connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return began

    def send_together(self, requests: list[Asked]) -> None:
        """Send so many requests at one moment, and wait for the answers."""
        due = time.monotonic()
        with ThreadPoolExecutor(len(requests)) as pool:
            self.answers += pool.map(lambda asked: self._ask(asked, due), requests)

    def _keep_asking(self, end: float) -> None:
        while True:
            with self._lock:
                self._due += self._random.expovariate(self.rate)
                due, asked = self._due, self.choose(self._random)
            if due > end:
                return
            time.sleep(max(0.0, due - time.monotonic()))
            self.answers.append(self._ask(asked, due))

    def _ask(self, asked: Asked, due: float) -> Answered:
        headers = asked.headers
        if asked.has_tag and (tag := self._tags.get(asked.path)):
            headers["If-None-Match"] = tag
        began = time.monotonic()
        try:
            response = self._pool.urlopen(
                asked.method, asked.path, asked.body or None, headers, redirect=False, decode_content=False
            )
        except urllib3.exceptions.HTTPError:
            return Answered(asked, due, began, time.monotonic(), 0)
        ended = time.monotonic()
        if asked.has_tag:
            self._tags[asked.path] = response.headers.get("ETag", "")
        digest = b""
        if response.status == 200:
            digest = hashlib.blake2b(response.data, digest_size=8).digest()
            self.contents.setdefault(digest, response.data)
        elif response.status == 429:
            self.refusals.append((response.headers.get("Retry-After", ""), response.data))
        return Answered(
            asked, due, began, ended, response.status, response.headers.get("X-Panorama-Dataset", ""), digest
        )


def substance(content: bytes) -> bytes:
    """What an answer says, whatever process wrote it: members of JSON in order, archives without the time of day."""
    with contextlib.suppress(brotli.error):
        content = brotli.decompress(content)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(name + _canonical(name, archive.read(name)) for name in archive.namelist()).encode()
    if content.startswith(b"{"):
        # Dash writes data- attributes in the order of a set.
        return json.dumps(json.loads(content), sort_keys=True).encode()
    return content


def _canonical(name: str, content: bytes) -> str:
    # odfpy declares every namespace that its process has met so far.
    return ElementTree.canonicalize(content) if name.endswith(".xml") else content.hex()


def slope_per_hour(samples: list[tuple[float, float]]) -> float:
    """By how much a measure grows in an hour: the least-squares line through (s, measure); 0 with under two samples."""
    if len(samples) < 2:
        return 0.0
    mean_x = sum(x for x, _ in samples) / len(samples)
    mean_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return 3600 * sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0


def quantile(values: list[float], share: float) -> float:
    """The value below which such a share of the values lies; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0
