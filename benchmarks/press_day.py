"""A press day, replayed by wrk against a server of this machine: pages, callbacks and files, as visitors mix them.

`python -m benchmarks.press_day --seconds 20` prints the tables of docs/performance.md. Loopback only.
"""

import argparse
import contextlib
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from app import app
from benchmarks.generated_data import write_data
from benchmarks.running import Running, serving
from callbacks import request_guard
from components.addresses.view_state import ViewState, to_query
from data import store
from data.model.selection import Selection

MIX = {"page": 60, "unchanged": 10, "callback": 25, "export": 5}
"""Shares of requests (%): what a visitor asks for in a session, without the files that stay in the browser."""
RATE = 100
"""Requests per second of the steady replay."""

Request = dict[str, Any]


def requests_of_the_day() -> dict[str, list[Request]]:
    """Kind → requests, each ministry and phase once."""
    dataset = store.current()
    projects = dataset.projects
    ministries = sorted({slug for joined in projects["ministries"].cat.categories for slug in joined.split("|")})
    selections = [Selection(), *(Selection(ministries=(slug,)) for slug in ministries)]
    selections += [Selection(phases=(slug,)) for slug in dataset.vocabulary.phases.names]
    queries = [to_query(ViewState(selection=selection)) for selection in selections]
    bodies = [json.dumps(request_guard.request_of("/tendances", query[1:])) for query in queries]
    callbacks = [{"method": "POST", "path": request_guard.PATH, "body": body} for body in bodies]
    pages = [f"{path}{query}" for path in ("/", "/tendances", "/projets", "/comparer") for query in queries]
    tags = {path: app.server.test_client().get(path).headers["ETag"] for path in pages[: len(queries)]}
    files = [f"/export/{name}{query}" for name in ("projets.csv", "editions.csv", "projets.ods") for query in queries]
    return {
        "page": [{"method": "GET", "path": path} for path in pages],
        "unchanged": [{"method": "GET", "path": path, "tag": tag} for path, tag in tags.items()],
        "callback": callbacks,
        "export": [{"method": "GET", "path": path} for path in files],
    }


def script(requests: dict[str, list[Request]], mix: dict[str, int], delay_ms: float = 0) -> str:
    """The program of wrk: draws a kind by its share, then a request of that kind."""
    lines = ["local kinds, drawn = {}, {}"]
    for kind, share in mix.items():
        lines.append(f"kinds['{kind}'] = {{}}")
        for request in requests[kind]:
            headers = '["Accept-Encoding"]="br"'
            headers += ', ["Content-Type"]="application/json"' if "body" in request else ""
            headers += f", [\"If-None-Match\"]='{request['tag']}'" if "tag" in request else ""
            sent = f", [==[{request['body']}]==]" if "body" in request else ""
            lines.append(
                f"table.insert(kinds['{kind}'], wrk.format('{request['method']}', '{request['path']}', "
                f"{{{headers}}}{sent}))"
            )
        lines.append(f"for _ = 1, {share} do table.insert(drawn, kinds['{kind}']) end")
    return "\n".join(
        [
            "function init(args) math.randomseed(7)",
            *lines,
            "request = function() local kind = drawn[math.random(#drawn)] return kind[math.random(#kind)] end end",
            # Twice the delay at most: requests come at random, not in step.
            f"function delay() return math.random(0, {2 * delay_ms:.0f}) end" if delay_ms else "",
            "done = function(s, l, r) local e = s.errors",
            "io.write(string.format('RESULT %d %d %.2f %.2f %.2f %.2f %d\\n', s.requests, s.duration,"
            " l:percentile(50) / 1000, l:percentile(95) / 1000, l:percentile(99) / 1000, l.max / 1000,"
            " e.status + e.read + e.timeout + e.connect + e.write)) end",
        ]
    )


def replay(server: Running, program: str, *, seconds: int, connections: int) -> str:
    """One line of the table."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(program)
        file.flush()
        before = server.cpu_seconds()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", file.name]
        command.append(f"http://127.0.0.1:{server.port}")
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        used = server.cpu_seconds() - before
    result = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)", text)
    assert result is not None, text
    count, duration, *rest = map(float, result.groups())
    p50, p95, p99, longest, errors = rest
    return (
        f"{connections} | {count / duration * 1e6:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {longest:.0f} | "
        f"{used / max(count, 1) * 1000:.2f} | {errors:.0f} of {count:.0f} | {server.worker_megabytes():.0f}"
    )


def main() -> None:
    """Start the server, wait until it is warm, replay, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="of each replay")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--projects", type=int, help="of each of forty generated editions, instead of the real ones")
    options = parser.parse_args()
    seconds = options.seconds
    requests = requests_of_the_day()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = {}
        if options.projects:
            environment = {"PANORAMA_DATA_DIR": str(folder), "PANORAMA_CACHE_DIR": str(folder / "cache")}
            write_data(folder, 40, options.projects)
        server = stack.enter_context(serving(folder / "log", workers=options.workers, **environment))
        print("| replay | connections | requests/s | p50 ms | p95 ms | p99 ms | max ms | CPU ms | errors | PSS MB |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        steady = script(requests, MIX, delay_ms=1000 * 32 / RATE)
        rows = [("steady, just started", steady, 32), ("as fast as it can, the whole mix", script(requests, MIX), 16)]
        rows += [("steady, an hour later", steady, 32)]
        rows += [(f"as fast as it can, {kind} alone", script(requests, {kind: 1}), 16) for kind in MIX]
        for name, program, connections in rows:
            line = replay(server, program, seconds=seconds, connections=connections)
            print(f"| {name} | {line} |", flush=True)


if __name__ == "__main__":
    main()
