"""gunicorn's worker of threads, which no silent or slow connection can hold."""

import contextlib
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

READ_SECONDS = 10.0
"""How long a client may take to send a request, from its first byte."""
SILENT_SECONDS = 20.0
"""How long a new connection may stay silent: browsers open some ahead of need."""
ANSWER_SECONDS = 60.0
"""How long a request may take in all, its answer read by the client."""


class Worker(ThreadWorker):
    """A thread serves a connection once it has something to read; one that is late is cut, and frees it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Connections in a thread → when they are late, and what is then shut down.
        self._served: dict[TConn, list[Any]] = {}

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, and wait for its first byte without a thread."""
        with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
            client, address = listener.accept()
            self.nr_conns += 1
            conn = TConn(self.cfg, client, address, listener.getsockname())
            conn.timeout = time.monotonic() + SILENT_SECONDS
            self.pending_conns.append(conn)
            self.poller.register(client, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        """Serve what a connection sends, in a thread."""
        # What is sent too slowly ends there, and an answer can still leave.
        self._served[conn] = [time.monotonic() + READ_SECONDS, socket.SHUT_RD]
        try:
            return super().handle(conn)
        finally:
            self._served.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request whose head has been read; its body, if any, is still to come within the same time."""
        if req.method in ("GET", "HEAD"):
            self._served[conn] = [time.monotonic() + ANSWER_SECONDS, socket.SHUT_RDWR]
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Cut connections that are late; called each second."""
        super().murder_pending()
        now = time.monotonic()
        for conn, late in list(self._served.items()):
            if now > late[0]:
                with contextlib.suppress(OSError):
                    conn.sock.shutdown(late[1])
                late[:] = [now + ANSWER_SECONDS, socket.SHUT_RDWR]
