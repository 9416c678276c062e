"""The log: one line of JSON for each event, in UTC, on standard error; no address, browser or search of a visitor.

French text stays readable; every other character is escaped: text from outside cannot end a line, nor hide or reorder
characters.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from gunicorn import glogging

MAX_TEXT = 2000
"""Characters of a message that are logged; a trace keeps its end, which says most."""
_MAX_TRACE = 8000
_NOT_FRENCH = re.compile(r"[^ -~«»°·À-ÿŒœ–’…→−€]")
# gunicorn writes whose request it could not read, and the bytes of it.
_PERSONAL = "Invalid request from ip="


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """`{"time": …, "level": …, "logger": …, "event": …}`, with the members that the event brings."""
        is_personal = isinstance(record.msg, str) and record.msg.startswith(_PERSONAL)
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "worker": record.process,
            "event": "a request could not be read" if is_personal else record.getMessage()[:MAX_TEXT],
            **getattr(record, "members", {}),
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)[-_MAX_TRACE:]
        line = json.dumps(event, ensure_ascii=False, default=str)
        return _NOT_FRENCH.sub(lambda match: json.dumps(match[0])[1:-1], line)


class Logger(glogging.Logger):
    """gunicorn's log, with access lines that leave out who sent the request."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """One line for a request: method, path without parameters, status, bytes, milliseconds."""
        if not self.cfg.accesslog:
            return
        members = {
            "method": environ.get("REQUEST_METHOD", "")[:16],
            # Parameters may hold what a visitor searched for.
            "path": environ.get("PATH_INFO", "")[:200],
            "status": int(str(resp.status).split()[0]) if resp.status else 0,
            "bytes": getattr(resp, "sent", 0),
            "ms": round(request_time.total_seconds() * 1000, 1),
        }
        self.access_log.info("request", extra={"members": members})
