"""The files of `deploy/` and the Procfile: valid by their schemas, and their very commands and environments started."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import promql_parser
import pytest
import yaml

from data.store.settings import settings
from tests.browser.conftest import ROOT, run_server
from tests.conftest import new_cache

DEPLOY = ROOT / "deploy"
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
FINAL_STAGE = CONTAINERFILE.rpartition("\nFROM ")[2]
CONTAINER = KUBERNETES[0]["spec"]["template"]["spec"]["containers"][0]
MAX_BUNDLE_BYTES = 500_000
"""The small bundle of plotly.js has about 300 kB compressed; the full one has more than 1 MB."""


@pytest.mark.parametrize("resource", KUBERNETES, ids=lambda resource: resource["kind"])
def test_kubernetes_resources_follow_their_schema(resource: dict) -> None:
    kubernetes_validate.validate(resource, "1.33", strict=True)


def test_the_limits_of_nginx_follow_from_what_two_workers_compute() -> None:
    settings = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    measured = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    # Milliseconds of CPU of the costliest answer behind each limit, then the arithmetic that is written beside it.
    found = re.findall(r"(\d+) ms: 2 / 0\.\d+ = (\d+) a second", settings)
    costs = dict(zip(("visitor", "exports"), found, strict=True))
    for zone, (milliseconds, capacity) in costs.items():
        assert int(capacity) == int(2000 / int(milliseconds))
        assert f"zone={zone}:10m rate={int(capacity) // 2}r/s;" in settings
        assert f"limit_req zone={zone} burst={2 * int(capacity)} nodelay;" in settings
        assert f"{milliseconds} ms" in measured


def test_the_compose_file_follows_its_schema() -> None:
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*checker, str(DEPLOY / "compose.yaml")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_what_the_image_copies_exists_and_nothing_of_the_application_is_left_out() -> None:
    lines = [line.split() for line in re.findall(r"^COPY (?!--)(.*)$", CONTAINERFILE, re.M)]
    sources = [source for *sources, _ in lines for source in sources]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {"app.py", "gunicorn.conf.py", "assets", "callbacks", "components", "data"} <= set(sources)
    locked = (ROOT / "bin" / "browser-code" / "package-lock.json").read_text(encoding="utf-8")
    for package in re.findall(r"node_modules/([\w-]+)/", CONTAINERFILE):
        assert f'"node_modules/{package}"' in locked, f"{package} is not among the packages that the image installs"


def _image(folder: Path) -> dict[str, str]:
    """The files of the final stage below a folder, and its environment, their paths moved below it too."""
    for line in re.findall(r"^COPY (?!--)(.*)$", FINAL_STAGE, re.M):
        *sources, target = line.split()
        for source in sources:
            end = folder / "app" / (target if target != "./" else source)
            end.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, end)
    for origin, target in re.findall(r"^COPY --from=(\S+) /out/ (\S+)$", FINAL_STAGE, re.M):
        assert origin == "browser-code"
        shutil.copytree(settings().browser_code, folder / target.strip("/"))
    return dict(pair.split("=", 1) for line in re.findall(r"^ENV (.*)$", FINAL_STAGE, re.M) for pair in line.split())


def _moved(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment with its absolute paths below the folder, and a cache of results that nobody runs."""
    return {
        name: f"{folder}{value}" if value.startswith("/") else value.replace("redis:6379", "127.0.0.1:1")
        for name, value in environment.items()
    }


def _started(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PANORAMA_", "PORT"))}
    return run_server(
        command, folder, {**bare, "PATH": path, "PANORAMA_WARM_UP": "0", "WEB_CONCURRENCY": "1", **environment}
    )


@pytest.fixture(scope="module")
def cache_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of all images, which have the same data: the first to start has rendered them."""
    return new_cache(tmp_path_factory.mktemp("images") / "cache")


@pytest.fixture(params=["image", "kubernetes", "compose", "Procfile"])
def address(request: pytest.FixtureRequest, tmp_path: Path, cache_of_all: Path) -> Iterator[str]:
    if request.param == "Procfile":
        command = shlex.split((ROOT / "Procfile").read_text(encoding="utf-8").removeprefix("web:"))
        folder, environment = ROOT, {"PANORAMA_HOST": "127.0.0.1", "PANORAMA_METRICS": "1"}
    else:
        image = _image(tmp_path)
        added = {
            "image": {},
            "kubernetes": {pair["name"]: pair["value"] for pair in CONTAINER["env"]},
            "compose": COMPOSE["services"]["panorama-1"]["environment"],
        }[request.param]
        command = list(yaml.safe_load(re.findall(r"^CMD (\[.*\])$", FINAL_STAGE, re.M)[0]))
        folder = tmp_path / "app"
        environment = {**_moved({**image, **added}, tmp_path), "PANORAMA_METRICS": "1"}
        cache = Path(environment["PANORAMA_CACHE_DIR"])
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.symlink_to(cache_of_all)
    process, running_at = _started(command, folder, environment)
    yield running_at
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def _get(address: str, encoding: str = "identity") -> tuple[int, bytes]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.read()


def test_each_way_to_start_serves_pages_with_the_small_bundle_and_what_probes_and_alerts_ask_for(address: str) -> None:
    for probe in ("readinessProbe", "livenessProbe"):
        assert _get(f"{address}{CONTAINER[probe]['httpGet']['path']}")[0] == 200
    page = _get(f"{address}/")[1].decode()
    bundle = re.findall(r"/assets/plotly\.[0-9a-f]+\.js", page)[0]
    assert len(_get(f"{address}{bundle}", "br")[1]) < MAX_BUNDLE_BYTES
    typeface = re.findall(r"/assets/panorama\.[0-9a-f]+\.woff2", page)[0]
    assert _get(f"{address}{typeface}")[0] == 200
    measured = _get(f"{address}/metrics")[1].decode()
    for rule in ALERTS:
        for metric, labels in _series(promql_parser.parse(rule["expr"])):
            line = next((line for line in measured.splitlines() if re.match(rf"{metric}[{{ ]", line)), "")
            assert line and all(f"{name}=" in line for name in labels), f"{rule['alert']}: no {metric}{labels}"


def _series(expression: object) -> Iterator[tuple[str, list[str]]]:
    """Each metric of a parsed expression, with the labels that it selects by."""
    if isinstance(expression, promql_parser.VectorSelector):
        yield str(expression.name), [matcher.name for matcher in expression.matchers.matchers]
        return
    for name in ("lhs", "rhs", "expr", "vector_selector", "args"):
        inner = getattr(expression, name, None)
        for part in inner if isinstance(inner, list) else [inner] * (inner is not None):
            yield from _series(part)
