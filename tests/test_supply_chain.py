"""What the service is made of: every part is pinned; an audit that could not be made never passes for a sound one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
WEAK = {"name": "dash", "version": "2.0", "vulns": [{"id": "CVE-2024-21485", "fix_versions": ["2.15.0"]}]}
NOT_ASKED = {"name": "numpy", "skip_reason": "not found"}


def run(script: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, ROOT / "bin" / script], input=text, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("packages", "code", "says"),
    [
        ([SOUND], 0, "1 packages audited, 0 known weaknesses, none left out"),
        ([SOUND, WEAK], 1, "dash 2.0: CVE-2024-21485, fixed in 2.15.0"),
        ([WEAK, NOT_ASKED], 1, "1 not audited: numpy"),
        ([SOUND, NOT_ASKED], 2, "1 not audited: numpy"),
        ([NOT_ASKED], 2, "NOT AUDITED"),
        ([], 2, "NOT AUDITED"),
    ],
)
def test_an_audit_ends_with_0_only_where_every_package_was_asked_about(
    packages: list[dict], code: int, says: str
) -> None:
    told = run("audit", json.dumps({"dependencies": packages}))
    assert told.returncode == code
    assert says in told.stdout


@pytest.mark.parametrize("text", ["", "[]", "null", "Traceback", '{"dependencies"'])
def test_an_audit_that_answers_nothing_is_said_and_fails(text: str) -> None:
    told = run("audit", text)
    assert told.returncode == 2
    assert "NOT AUDITED" in told.stdout
    assert not told.stderr


def test_every_package_that_the_service_runs_on_is_pinned_to_what_is_installed() -> None:
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "constraints.txt"))
    pinned = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }
    installed = dict(line.split("==") for line in run("runtime-pins").stdout.split())
    # pip's own companion, which Python brings.
    installed.pop("setuptools", None)
    assert installed
    assert {name: pinned.get(name) for name in installed} == installed


def test_continuous_integration_runs_the_command_of_the_readme_and_the_audit() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").split()[-2:] == ["make", "test"]
    workflow = (ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    assert re.findall(r"- run: (.+)", workflow) == [".ci/run", "make sbom", "make audit"]
    assert "permissions:\n  contents: read" in workflow
