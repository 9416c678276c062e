"""Starting and restoring as docs/operations.md says: without a network, under a supervisor, from a backup."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.model.dataset import content_id
from data.model.folders import DATA_DIR
from data.store.settings import Settings
from tests.conftest import new_cache

ROOT = Path(__file__).parents[1]
ALONE = ["unshare", "--map-root-user", "--net"]
CAN_BE_ALONE = (
    shutil.which("unshare") is not None and not subprocess.run([*ALONE, "true"], capture_output=True).returncode
)


class Unix(http.client.HTTPConnection):
    """HTTP over a socket of the file system, which needs no network."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self._path))


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose name leaves room for that of a socket."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.skipif(not CAN_BE_ALONE, reason="this machine does not let a process have a network of its own")
def test_in_a_network_of_its_own_that_leads_nowhere_it_tells_its_supervisor_and_serves(short: Path) -> None:
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as supervisor:
        supervisor.bind(str(short / "notify"))
        supervisor.settimeout(90)
        # No copy of an earlier start helps.
        environment = {"NOTIFY_SOCKET": str(short / "notify"), "PANORAMA_CACHE_DIR": str(new_cache(short / "cache"))}
        process = subprocess.Popen(
            [*ALONE, sys.executable, "-m", "gunicorn", "app:server", "--bind", f"unix:{short}/http"],
            cwd=ROOT,
            env={**os.environ, **environment, "WEB_CONCURRENCY": "1"},
            stderr=subprocess.DEVNULL,
        )
        try:
            assert b"READY=1" in supervisor.recv(1000)
            assert len(Path(f"/proc/{process.pid}/net/route").read_text().splitlines()) <= 1, "there is a network"
            connection = Unix(short / "http")
            for path in ("/readyz", "/", "/projets", "/export/projets.csv", "/export/presentation.pptx?diapos=titre"):
                connection.request("GET", path)
                answer = connection.getresponse()
                assert (answer.status, bool(answer.read())) == (200, True), path
        finally:
            process.terminate()
            assert process.wait(timeout=40) == 0


@pytest.mark.parametrize(("name", "value"), [("PORT", "http"), ("PANORAMA_PUBLIC_URL", "panorama")])
def test_a_wrong_setting_stops_the_start_with_its_name_and_no_trace(name: str, value: str) -> None:
    command = [sys.executable, "-m", "gunicorn", "--check-config", "app:server"]
    start = subprocess.run(command, cwd=ROOT, env={**os.environ, name: value}, capture_output=True, text=True)
    assert start.returncode == 1
    assert f"{name} : « {value} » n'est pas" in start.stderr
    assert "Traceback" not in start.stderr


def commands(title: str) -> list[str]:
    """The commands under a title of docs/operations.md."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").partition(f"## {title}\n")[2]
    return re.findall(r"^    (\S.*)$", text.partition("\n## ")[0], re.MULTILINE)


def test_the_three_lines_of_backup_and_restore_give_back_the_data_and_never_the_program(tmp_path: Path) -> None:
    site, settings = tmp_path / "panorama", tmp_path / "settings"
    shutil.copytree(DATA_DIR, site / "data", ignore=shutil.ignore_patterns("__pycache__"))
    settings.mkdir()
    shutil.copy(ROOT / "site.example.toml", settings / "site.toml")
    backup, restore, build = (
        line.replace("/opt/panorama", str(site)).replace("/etc/panorama", str(settings))
        for line in commands("Backup and restore")
    )
    held = content_id(site / "data")
    subprocess.run(backup, shell=True, cwd=tmp_path, check=True)
    (site / "data" / "key_figures.csv").unlink()
    next((site / "data" / "editions").glob("14_*.csv")).write_text("lost")
    (settings / "site.toml").unlink()
    (site / "data" / "store.py").write_text("# a newer program")
    subprocess.run(restore, shell=True, cwd=tmp_path, check=True)
    assert content_id(site / "data") == held
    assert (settings / "site.toml").read_bytes() == (ROOT / "site.example.toml").read_bytes()
    assert (site / "data" / "store.py").read_text() == "# a newer program"
    assert build.startswith(".venv/bin/python -m data build")


def test_the_supervised_service_finds_the_browser_code_that_its_build_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    assignments = [word for line in commands("Start") if line.startswith("Environment=") for word in line[12:].split()]
    for assignment in assignments:
        monkeypatch.setenv(*assignment.split("=", 1))
    monkeypatch.delenv("PANORAMA_SITE_FILE")
    assert Settings().browser_code == Path("/opt/panorama/.cache/browser-code")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_the_example_of_a_supervised_start_is_understood_by_systemd(tmp_path: Path) -> None:
    unit = "\n".join(commands("Start")[1:]).replace("/opt/panorama/.venv/bin/gunicorn", "/bin/true")
    path = tmp_path / "panorama.service"
    path.write_text(unit.replace("/opt/panorama", "/").replace("User=panorama", "User=root") + "\n", encoding="utf-8")
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    assert str(path.name) not in told.stderr, told.stderr
