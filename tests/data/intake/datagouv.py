"""A stand-in for data.gouv.fr on this machine: one dataset, its files, and the faults that a test asks for."""

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = BaseHTTPRequestHandler
Fault = Callable[[Handler, bytes], None]
DATASET = "53698f4ca3a729239d2036df"


@dataclass
class File:
    """One published file.

    Attributes:
        name: Last part of its address.
        content: Its bytes.
        title: Title of the resource.
        faults: What to do instead of answering well, once each, in order; the last one stays if `for_ever`.
        for_ever: The last fault is repeated.
        announced: Fields of the resource that differ from the truth.
        requests: How many times it was requested.
    """

    name: str
    content: bytes
    title: str
    faults: list[Fault] = field(default_factory=list)
    for_ever: bool = True
    announced: dict[str, object] = field(default_factory=dict)
    requests: int = 0


class Server:
    """The stand-in; used as a context."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.dataset_faults: list[Fault] = []
        self.requests: list[str] = []
        stand_in = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand_in.requests.append(self.path)
                stand_in.answer(self)

            def log_message(self, *_: object) -> None:
                return

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                return

        self.server = Quiet(("127.0.0.1", 0), Answer)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.base = f"http://{self.host}"

    def __enter__(self) -> "Server":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: Handler) -> None:
        if handler.path.startswith(f"/api/1/datasets/{DATASET}/"):
            body = json.dumps(self.dataset()).encode()
            if self.dataset_faults:
                fault = self.dataset_faults[0] if len(self.dataset_faults) == 1 else self.dataset_faults.pop(0)
                fault(handler, body)
            else:
                send(handler, body, kind="application/json")
            return
        found = next((file for file in self.files if handler.path == f"/fichiers/{file.name}"), None)
        if found is None:
            send(handler, b"<html>404</html>", status=404)
            return
        found.requests += 1
        if found.faults:
            fault = found.faults[0] if found.for_ever and len(found.faults) == 1 else found.faults.pop(0)
            fault(handler, found.content)
        else:
            send(handler, found.content)

    def dataset(self) -> dict[str, object]:
        return {
            "id": DATASET,
            "title": "Panorama",
            "resources": [self.resource(number, file) for number, file in enumerate(self.files)],
        }

    def resource(self, number: int, file: File) -> dict[str, object]:
        return {
            "id": f"00000000-0000-0000-0000-{number:012d}",
            "title": file.title,
            "format": file.name.rsplit(".", 1)[-1],
            "type": "main",
            "url": f"{self.base}/fichiers/{file.name}",
            "checksum": {"type": "sha1", "value": hashlib.sha1(file.content, usedforsecurity=False).hexdigest()},
            "filesize": len(file.content),
            "mime": "application/octet-stream",
            "last_modified": "2024-01-01T00:00:00",
        } | file.announced


def send(
    handler: Handler, body: bytes, *, status: int = 200, kind: str = "application/octet-stream", **headers: str
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int, **headers: str) -> Fault:
    return lambda handler, body: send(handler, b"{}", status=code, **headers)


def redirect(address: str) -> Fault:
    return lambda handler, body: send(handler, b"", status=302, Location=address)


def html(handler: Handler, body: bytes) -> None:
    send(handler, b"<!DOCTYPE html><html><title>Maintenance</title></html>", kind="text/html")


def truncated(handler: Handler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def reset(handler: Handler, body: bytes) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def drip(handler: Handler, body: bytes) -> None:
    """One byte at a time, never quiet long enough for a read to time out."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for at in range(len(body)):
        handler.wfile.write(body[at : at + 1])
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_headers(handler: Handler, body: bytes) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        handler.wfile.write(f"X-{number}: a\r\n".encode()[:1])
        handler.wfile.flush()
        time.sleep(0.05)


def compressed(handler: Handler, body: bytes) -> None:
    send(handler, body, Content_Encoding="gzip")


def endless(handler: Handler, body: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(bytes(2**20))
    handler.close_connection = True


def other_bytes(handler: Handler, body: bytes) -> None:
    """As many bytes as announced, but others."""
    send(handler, bytes(len(body)))
