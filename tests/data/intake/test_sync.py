"""`sync` adds what is new, reports the rest, and leaves the data intact whatever the network does."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import datagouv
import published_files as published
import pytest
from datagouv import DATASET, File, Server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.__main__ import main
from data.intake.adding import read_sources, status_text
from data.intake.download import DownloadError, Policy, fetch
from data.intake.resources import edition_in, list_resources, months_in, recognised
from data.intake.sync import Outcome, SyncJob, sync
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.tables import read_corrections
from tests.fuzz import TIMES

TODAY = date(2026, 1, 15)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as stand_in:
        yield stand_in


@pytest.fixture
def before_14(data_folder: Path) -> Path:
    (data_folder / "editions" / published.edition_file(14).name).unlink()
    return data_folder


def run(server: Server, folder: Path, *, seconds: float = 5.0, **options: bool) -> tuple[Outcome, str]:
    policy = Policy(frozenset([server.host]), is_local=True, total_seconds=seconds, backoff_seconds=0.01)
    output: list[str] = []
    outcome = sync(SyncJob(folder, server.base, DATASET, policy, today=TODAY, **options), say=output.append)
    return outcome, "\n".join(output).replace("\u00a0", " ")


def file(tmp_path: Path, edition: int = 14, kind: str = "ods", title: str = "", **options: object) -> File:
    grid = published.layout_10(edition) if edition > 7 else published.layout_15(edition)
    path = published.WRITERS[kind](tmp_path / f"panorama-{edition}.{kind}", grid)
    return File(path.name, path.read_bytes(), title or f"Panorama, {edition}e édition", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["ods", "xlsx", "xls", "csv"])
def test_a_new_edition_is_added_from_any_format(kind: str, server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files.append(file(tmp_path, kind=kind))
    outcome, output = run(server, before_14)
    assert outcome.added == [14], output
    assert (before_14 / "editions/14_2021-11.csv").read_bytes() == published.edition_file(14).read_bytes()
    line = read_sources(before_14)[14]
    assert line["address"] == f"{server.base}/fichiers/panorama-14.{kind}"
    assert line["checksum"].startswith("sha1:")
    assert line["address"] in status_text(before_14)


def test_a_whole_history_is_added_and_a_second_run_downloads_nothing(
    server: Server, data_folder: Path, tmp_path: Path
) -> None:
    for path in (data_folder / "editions").glob("*.csv"):
        if not path.name.startswith("01"):
            path.unlink()
    for edition in published.EDITIONS:
        server.files.append(file(tmp_path, edition, "xlsx"))
    outcome, output = run(server, data_folder)
    assert (outcome.added, outcome.unchanged, outcome.refused) == (published.EDITIONS[1:], [1], []), output
    for edition in published.EDITIONS:
        written = data_folder / "editions" / published.edition_file(edition).name
        assert written.read_bytes() == published.edition_file(edition).read_bytes()
    requests, state = [one.requests for one in server.files], tree(data_folder)
    outcome, output = run(server, data_folder)
    assert outcome.unchanged == published.EDITIONS
    assert [one.requests for one in server.files] == requests
    assert tree(data_folder) == state


def test_the_other_files_of_an_edition_are_ignored_when_one_is_added(
    server: Server, before_14: Path, tmp_path: Path
) -> None:
    server.files += [file(tmp_path, kind="csv"), file(tmp_path, kind="ods")]
    server.files.append(File("notice.pdf", b"%PDF-1.7", "Notice de la 14e édition"))
    outcome, _ = run(server, before_14)
    assert (outcome.added, outcome.ignored) == ([14], 2)
    assert [one.requests for one in server.files] == [0, 1, 0]


def test_the_next_format_is_tried_when_one_is_bad(server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files += [file(tmp_path, kind="ods", faults=[datagouv.html]), file(tmp_path, kind="xlsx")]
    outcome, _ = run(server, before_14)
    assert outcome.added == [14]


FAULTS: dict[str, tuple[datagouv.Fault, str]] = {
    "404": (datagouv.status(404), "introuvable (404)"),
    "410": (datagouv.status(410), "supprimé par son producteur (410)"),
    "403": (datagouv.status(403), "réponse inattendue (403)"),
    "429": (datagouv.status(429), "trop de demandes (429) (3 essais)"),
    "429, an hour": (datagouv.status(429, Retry_After="3600"), "trop de demandes (429) ; réessayez dans 3600 s"),
    "500": (datagouv.status(500), "panne du serveur (500) (3 essais)"),
    "slow drip": (datagouv.drip, "plus de 1 secondes"),
    "headers that drip": (datagouv.dripping_headers, "plus de 1 secondes"),
    "truncated": (datagouv.truncated, "fichier tronqué"),
    "closed": (datagouv.reset, "connexion interrompue"),
    "other bytes": (datagouv.other_bytes, "empreinte sha1 différente"),
    "HTML": (datagouv.html, "taille différente de celle annoncée"),
    "compressed": (datagouv.compressed, "réponse compressée"),
    "endless": (datagouv.endless, "plus de 10 Mio"),
    "private address": (datagouv.redirect("https://10.0.0.1/panorama.ods"), "refusé (10.0.0.1)"),
    "metadata address": (datagouv.redirect("http://169.254.169.254/latest"), "hôte hors de la liste admise"),
    "this machine, another port": (datagouv.redirect("http://127.0.0.1:9/x.ods"), "hôte hors de la liste admise"),
    "a file": (datagouv.redirect("file:///etc/passwd"), "n'est pas en https"),
    "in a circle": (datagouv.redirect("/fichiers/panorama-14.ods"), "plus de 3 redirections"),
    "with a password": (datagouv.redirect("https://moi:secret@static.data.gouv.fr/x.ods"), "un mot de passe"),
}  # fmt: skip


@pytest.mark.timed
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_network_leaves_the_data_intact(
    name: str, server: Server, before_14: Path, tmp_path: Path
) -> None:
    fault, says = FAULTS[name]
    server.files.append(file(tmp_path, faults=[fault]))
    before, started = tree(before_14), time.monotonic()
    outcome, output = run(server, before_14, seconds=1.0)
    assert outcome.refused == ["édition 14"]
    assert says in output
    assert tree(before_14) == before
    assert build_dataset(before_14).latest_table == 13
    assert time.monotonic() - started < 4


def test_html_without_announced_size_is_recognised(server: Server, before_14: Path, tmp_path: Path) -> None:
    announced: dict[str, object] = {"checksum": None, "filesize": None}
    server.files.append(file(tmp_path, faults=[datagouv.html], announced=announced))
    before = tree(before_14)
    _, output = run(server, before_14)
    assert "page web et non un tableur" in output
    assert tree(before_14) == before


@pytest.mark.parametrize(
    "fault", [datagouv.status(500), datagouv.status(429, Retry_After="0"), datagouv.truncated, datagouv.reset]
)
def test_a_passing_fault_is_tried_again(fault: datagouv.Fault, server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files.append(file(tmp_path, faults=[fault, fault], for_ever=False))
    outcome, output = run(server, before_14)
    assert outcome.added == [14], output
    assert server.files[0].requests == 3


def test_retry_after_is_honoured(server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files.append(file(tmp_path, faults=[datagouv.status(429, Retry_After="1")], for_ever=False))
    started = time.monotonic()
    outcome, _ = run(server, before_14)
    assert outcome.added == [14]
    assert time.monotonic() - started >= 1


def test_up_to_three_redirects_are_followed(server: Server, before_14: Path, tmp_path: Path) -> None:
    hops: list[datagouv.Fault] = [datagouv.redirect("/fichiers/panorama-14.ods")] * 3
    server.files.append(file(tmp_path, faults=hops, for_ever=False))
    assert run(server, before_14)[0].added == [14]
    assert server.files[0].requests == 4


def test_a_resource_changed_under_the_same_id_is_corrected_and_logged(
    server: Server, before_14: Path, tmp_path: Path
) -> None:
    server.files.append(file(tmp_path))
    run(server, before_14)
    grid = published.layout_10(14)
    grid[3][7] = 60.5
    server.files[0].content = published.write_ods(tmp_path / "neuf.ods", grid).read_bytes()
    outcome, output = run(server, before_14)
    assert outcome.added == [14]
    assert "corrigée (1 valeur)" in output
    assert [(line["project"], line["after"]) for line in read_corrections(before_14)] == [("paysage", "60.5")]


def test_a_resource_changed_for_a_bad_one_leaves_the_good_one(server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files.append(file(tmp_path))
    run(server, before_14)
    before = tree(before_14)
    server.files[0].content = published.write_ods(tmp_path / "neuf.ods", published.layout_10(14)[:20]).read_bytes()
    outcome, output = run(server, before_14)
    assert outcome.refused == ["édition 14"]
    assert "ont disparu" in output
    assert tree(before_14) == before


def test_an_edition_from_another_source_is_replaced_only_with_the_option(
    server: Server, data_folder: Path, tmp_path: Path
) -> None:
    grid = published.layout_10(14)
    grid[3][7] = 60.5
    path = published.write_ods(tmp_path / "f.ods", grid)
    server.files.append(File(path.name, path.read_bytes(), "14e édition"))
    before = tree(data_folder)
    outcome, output = run(server, data_folder)
    assert outcome.refused == ["édition 14"]
    assert "1 différence, dont paysage, cost_meur : « 53.7058 » → « 60.5 »" in output
    assert tree(data_folder) == before
    assert run(server, data_folder, may_replace=True)[0].added == [14]


def test_an_edition_already_as_published_only_gets_its_source(
    server: Server, data_folder: Path, tmp_path: Path
) -> None:
    server.files.append(file(tmp_path))
    outcome, output = run(server, data_folder)
    assert outcome.unchanged == [14]
    assert "déjà tenue, source notée" in output
    assert list(read_sources(data_folder)) == [14]


def test_the_edition_is_recognised_from_the_date_column_where_the_title_does_not_name_it(
    server: Server, data_folder: Path, tmp_path: Path
) -> None:
    (data_folder / "editions" / published.edition_file(7).name).unlink()
    path = published.write_ods(tmp_path / "export.ods", published.layout_15(7))
    server.files.append(File(path.name, path.read_bytes(), "Export CSV"))
    outcome, output = run(server, data_folder)
    assert outcome.added == [7], output


def test_a_file_of_an_unknown_edition_is_reported(server: Server, data_folder: Path, tmp_path: Path) -> None:
    path = published.write_ods(tmp_path / "export.ods", published.layout_10(14))
    server.files.append(File(path.name, path.read_bytes(), "Export"))
    before = tree(data_folder)
    outcome, output = run(server, data_folder)
    assert outcome.refused == ["Export"]
    assert "édition non reconnue (ni numéro ni mois)" in output
    assert tree(data_folder) == before


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (datagouv.status(404), "introuvable (404)"),
        (datagouv.status(410), "supprimé par son producteur (410)"),
        (datagouv.status(500), "panne du serveur (500)"),
        (datagouv.html, "réponse qui n'est pas du JSON"),
        (lambda handler, body: datagouv.send(handler, b"[1, 2]"), "réponse sans liste de ressources"),
        (
            lambda handler, body: datagouv.send(handler, b'{"resources": {"href": "x"}}'),
            "réponse sans liste de ressources",
        ),
        (lambda handler, body: datagouv.send(handler, b"[" * 100_000), "réponse qui n'est pas du JSON"),
    ],
)
def test_a_dataset_that_cannot_be_listed_is_reported(
    fault: datagouv.Fault, says: str, server: Server, data_folder: Path
) -> None:
    server.dataset_faults.append(fault)
    before = tree(data_folder)
    with pytest.raises(SourceError, match=says.replace("(", r"\(").replace(")", r"\)")):
        run(server, data_folder)
    assert tree(data_folder) == before


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("id", "title", "format", "type", "url", "checksum", "filesize", "last_modified")


@settings(max_examples=200 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4),
    resources=st.none() | st.lists(VALUES, max_size=3),
)
def test_any_shape_of_answer_is_listed_or_refused(
    changes: dict[str, object], resources: list[object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = {
        "id": "a",
        "title": "14e édition",
        "format": "ods",
        "url": "https://static.data.gouv.fr/a.ods",
        **changes,
    }
    answer = {"resources": [resource] if resources is None else resources}
    monkeypatch.setattr("data.intake.resources.fetch", lambda *arguments, **options: json.dumps(answer).encode())
    try:
        found, others = list_resources("https://www.data.gouv.fr", DATASET, Policy(frozenset()))
    except SourceError:
        return
    assert len(found) + others == len(answer["resources"])


@pytest.mark.parametrize(
    ("title", "edition"),
    [
        ("Panorama des grands projets SI - 14e édition", 14), ("14ème édition (nov. 2021)", 14), ("Édition n° 9", 9),
        ("edition_12.ods", 12), ("1ère édition", 1), ("panorama-8.csv", 8), ("Vingtième édition", 20),
        ("huitième édition", 8), ("Panorama SI, 17e parution", 17), ("panorama-si-20230601-17e-parution (1).ods", 17),
        ("21ᵉ édition", 21), ("Panorama 21ᵉ", 21), ("Panorama des grands projets, n° 22", 22), ("n°22", 22),
        ("édition de novembre 2021", None), ("édition 2021", None), ("export.csv", None), ("3e trimestre 2020", None),
        ("de la 8e édition à la 14e édition", None),
    ],
)  # fmt: skip
def test_the_number_of_an_edition_is_read_in_titles(title: str, edition: int | None) -> None:
    assert edition_in(title) == edition


@pytest.mark.parametrize(
    ("title", "months"),
    [("Panorama, novembre 2021", ["2021-11"]), ("panorama-2021-11.ods", ["2021-11"]), ("11/2021", ["2021-11"]),
     ("20211115-export.ods", ["2021-11"]), ("Décembre 2020", ["2020-12"]), ("export", [])],
)  # fmt: skip
def test_months_are_read_in_titles(title: str, months: list[str]) -> None:
    assert months_in(title) == months


@pytest.mark.parametrize(
    ("texts", "months", "expected"),
    [
        (["14e édition"], [], (14, "2021-11")),
        (["Panorama de novembre 2021"], [], (14, "2021-11")),
        (["Panorama de décembre 2021"], [], (14, "2021-11")),
        (["Export"], ["2018-11"], (7, "2018-11")),
        (["21e édition, juin 2025"], [], (21, "2025-06")),
        (["10e édition, janvier 2020"], [], (10, "2020-01")),
    ],
)
def test_an_edition_is_recognised_from_its_number_or_its_month(
    texts: list[str], months: list[str], expected: tuple[int, str]
) -> None:
    assert recognised(texts, months, DATA_DIR) == expected


# --- where downloads may go -------------------------------------------------------------------------------------------

PUBLIC = Policy(frozenset(["static.data.gouv.fr"]), backoff_seconds=0.01, total_seconds=2)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "192.168.1.1", "0.0.0.0", "100.64.0.1"]
)
def test_a_name_that_leads_to_a_private_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.intake.download.urllib.request.getproxies", dict)
    monkeypatch.setattr(
        "data.intake.download.socket.getaddrinfo", lambda *arguments, **options: [(0, 0, 0, "", (address, 443))]
    )
    with pytest.raises(DownloadError, match="adresse privée, refusée"):
        fetch("https://static.data.gouv.fr/x.ods", PUBLIC, max_bytes=10)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://static.data.gouv.fr:8080/x.ods", "n'est pas en https"),
        ("http://exemple.invalid/x.ods", "n'est pas en https"),
        ("ftp://static.data.gouv.fr/x.ods", "n'est pas en https"),
        ("https://exemple.invalid/x.ods", "hôte hors de la liste"),
        ("https://static.data.gouv.fr.exemple.invalid/x.ods", "hôte hors de la liste"),
        ("https://static.data.gouv.fr:8443/x.ods", "hôte hors de la liste"),
        ("https://static.data.gouv.fr@exemple.invalid/x.ods", "mot de passe|hôte hors"),
        ("https://static.data.gouv.fr:port/x.ods", "illisible"),
        ("//static.data.gouv.fr/x.ods", "n'est pas en https"),
    ],
)
def test_only_https_and_listed_hosts_are_requested(address: str, says: str) -> None:
    with pytest.raises(DownloadError, match=says):
        fetch(address, PUBLIC, max_bytes=10)


def test_a_file_that_takes_too_long_leaves_no_thread_behind(server: Server, tmp_path: Path) -> None:
    server.files.append(file(tmp_path, faults=[datagouv.drip]))
    policy = Policy(frozenset([server.host]), is_local=True, total_seconds=0.3)
    with pytest.raises(DownloadError, match="plus de"):
        fetch(f"{server.base}/fichiers/panorama-14.ods", policy, max_bytes=10**6)
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


# --- command line ----------------------------------------------------------------------------------------------------


def test_the_command_knows_the_dataset_of_the_panorama(
    server: Server, data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PANORAMA_DATAGOUV_DATASET", raising=False)
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    assert main(["sync", "--base-url", server.base]) == 1
    assert "« panorama-des-grands-projets-si-de-letat-1 » : introuvable (404)" in capsys.readouterr().err
    assert server.requests == ["/api/1/datasets/panorama-des-grands-projets-si-de-letat-1/"]


def test_an_old_slug_leads_to_the_dataset(server: Server, before_14: Path, tmp_path: Path) -> None:
    server.files.append(file(tmp_path))
    server.dataset_faults += [
        datagouv.status(308, Location=f"/api/1/datasets/{DATASET}/"), lambda handler, body: datagouv.send(handler, body)
    ]  # fmt: skip
    assert run(server, before_14)[0].added == [14]


def test_an_address_with_accents_and_spaces_is_requested_quoted(
    server: Server, before_14: Path, tmp_path: Path
) -> None:
    one = file(tmp_path)
    one.name = "%C3%A9dition%20n%C2%B0%2014%20(1).ods"
    one.announced = {"url": f"{server.base}/fichiers/édition n°%2014 (1).ods"}
    server.files.append(one)
    assert run(server, before_14)[0].added == [14]


def test_one_bad_resource_never_stops_the_others(server: Server, before_14: Path, tmp_path: Path) -> None:
    bad = (
        "http://[x/a.ods",
        "https://hôte.invalid/é.ods",
        f"{server.base}/fichiers/\ud800.ods",
        "ods",
        f"{server.base}/a b",
    )
    for number, address in enumerate(bad):
        server.files.append(File(f"{number}.ods", b"", f"Export {number}", announced={"url": address}))
    server.files.append(file(tmp_path))
    outcome, output = run(server, before_14)
    assert outcome.added == [14], output
    assert len(outcome.refused) == len(bad)


def test_an_http_address_of_a_listed_host_is_requested_over_https(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []

    def addresses(host: str, port: int, **_: object) -> list[object]:
        ports.append(port)
        raise OSError

    monkeypatch.setattr("data.intake.download.urllib.request.getproxies", dict)
    monkeypatch.setattr("data.intake.download.socket.getaddrinfo", addresses)
    with pytest.raises(DownloadError, match="connexion impossible"):
        fetch("http://static.data.gouv.fr/x.ods", PUBLIC, max_bytes=10)
    assert set(ports) == {443}


def test_every_address_of_a_host_is_tried(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.files.append(file(tmp_path))
    found = [(0, 0, 0, "", ("::1", 0)), (0, 0, 0, "", ("127.0.0.1", 0))]
    monkeypatch.setattr("data.intake.download.socket.getaddrinfo", lambda *_, **__: found)
    host = server.host.replace("127.0.0.1", "localhost")
    policy = Policy(frozenset([host]), is_local=True, total_seconds=3)
    address = f"http://{host}/fichiers/panorama-14.ods"
    monkeypatch.setattr("data.intake.download.socket.create_connection", _ipv4_only(server))
    assert fetch(address, policy, max_bytes=10**6) == server.files[0].content


def _ipv4_only(server: Server) -> Callable[..., socket.socket]:
    def connection(address: tuple[str, int], timeout: float) -> socket.socket:
        if ":" in address[0]:
            raise OSError("Network is unreachable")
        raw = socket.socket()
        raw.settimeout(timeout)
        raw.connect((address[0], int(server.host.rpartition(":")[2])))
        return raw

    return connection


@pytest.mark.parametrize(
    ("password", "status", "says"),
    [("", 407, r"demande un mot de passe \(407\)"), ("moi:s%40cret@", 403, r"mandataire : refus \(403\)")],
)
def test_the_password_of_the_proxy_is_sent_and_its_refusal_reported(
    password: str, status: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        received: list[bytes] = []

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                while not b"".join(received).endswith(b"\r\n\r\n"):
                    received.append(connection.recv(4096))
                connection.sendall(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())

        threading.Thread(target=refuse, daemon=True).start()
        address = f"http://{password}127.0.0.1:{proxy.getsockname()[1]}"
        monkeypatch.setattr("data.intake.download.urllib.request.getproxies", lambda: {"https": address})
        with pytest.raises(DownloadError, match=says):
            fetch("https://static.data.gouv.fr/x.ods", PUBLIC, max_bytes=10)
    assert (b"Proxy-Authorization: Basic bW9pOnNAY3JldA==" in b"".join(received)) == bool(password)


def test_the_command_says_each_edition_on_a_plain_line(
    server: Server, before_14: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.files += [file(tmp_path), file(tmp_path, 13, faults=[datagouv.status(404)])]
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(before_14))
    monkeypatch.setenv("PANORAMA_DATAGOUV_URL", server.base)
    monkeypatch.setenv("PANORAMA_DATAGOUV_DATASET", DATASET)
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    assert main(["sync"]) == 1
    captured = capsys.readouterr()
    assert "édition 14 : ajoutée depuis « Panorama, 14e édition »" in captured.out
    assert "édition 13 : REFUSÉE, ce qui était tenu est intact" in captured.out
    assert "\r" not in captured.err


def test_a_terminal_shows_a_progress_bar(
    server: Server, before_14: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.files.append(file(tmp_path))
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(before_14))
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["sync", "--dataset", DATASET, "--base-url", server.base]) == 0
    assert "[########################] 100%" in capsys.readouterr().err
    assert main(["status"]) == 0


def test_a_site_that_cannot_be_reached_is_a_matter_of_the_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(*_: object, **__: object) -> list[object]:
        raise OSError

    monkeypatch.setattr("data.intake.download.socket.getaddrinfo", nobody)
    monkeypatch.setattr("data.intake.download.urllib.request.getproxies", dict)
    monkeypatch.setattr("data.intake.download.time.sleep", lambda _: None)
    assert main(["sync"]) == 1
    error = capsys.readouterr().err
    assert "connexion impossible à www.data.gouv.fr" in error
    assert "vérifiez le réseau et le mandataire" in error


def test_without_the_switch_for_tests_this_machine_is_never_requested(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PANORAMA_SYNC_LOCAL_TESTS", raising=False)
    assert main(["sync", "--dataset", DATASET, "--base-url", server.base]) == 1
    assert "n'est pas en https" in capsys.readouterr().err
    assert server.requests == []
