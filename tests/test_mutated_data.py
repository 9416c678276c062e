"""Whatever one change does to the data folder, every page answers, and the health is what visitors get."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from callbacks import acceptance
from data.model.dataset import content_id
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.store import Store, dataset_store
from tests.conftest import new_cache
from tests.fuzz import TIMES
from tests.mutated_data import mutate

SEEDS = (3, 4, 5, 8, 11, 13, 16, 19, 24, 26, 37, 57) if TIMES == 1 else range(5 * TIMES)
"""Few of the usual ones are served, the costly case; `make fuzz` tries two hundred."""
PAGES = ("/", "/comparer", "/donnees", "/projets/si-samu", "/editions.atom", "/export/projets.csv")
FILTERED = (
    *("/tendances?phase=deploiement", "/?ministere=interieur", "/comparer?avant=1&apres=14", "/?jusqua=8"),
    *("/tendances?depuis=13&jusqua=14", "/projets?q=si", "/export/presentation.pptx?ministere=justice"),
    *("/export/projets.ods", "/export/graphique/carte.png"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Path, set[str]]]:
    """A client of the application, its data folder, and the datasets that it has served."""
    from app import server

    folder = tmp_path_factory.mktemp("mutated") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANORAMA_DATA_DIR", str(folder))
        patch.setenv("PANORAMA_CACHE_DIR", str(new_cache(folder.parent / "cache")))
        restore(folder)
        serve(folder, patch)
        with server.test_client() as client:
            assert client.get("/healthz").get_json()["status"] == "ok"
            yield client, folder, {content_id(folder)}


def restore(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    shutil.copy(DATA_DIR / "key_figures.csv", folder)
    lines = [
        "date,edition,project,column,before,after",
        "2026-01-15,14,si-samu,cost_meur,204.1,204",
        "2026-01-15,14,,projects,50,51",
    ]
    (folder / "corrections.csv").write_text("\n".join([*lines, ""]))


def content_id_or_none(folder: Path) -> str | None:
    try:
        return content_id(folder)
    except SourceError:
        return None


def serve(folder: Path, patch: pytest.MonkeyPatch) -> Store:
    """A store that has just started on the folder, for the application."""
    from app import app

    store = Store(folder, folder.parent / "cache", 0, lambda dataset: acceptance.check(app, dataset))
    patch.setattr(dataset_store, "_configured", lambda: store)
    return store


@pytest.mark.hypothesis
@pytest.mark.parametrize("seed", SEEDS)
def test_every_page_answers_and_ok_is_true(
    site: tuple[FlaskClient, Path, set[str]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, folder, known = site
    restore(folder)
    change = mutate(folder, seed)
    store = serve(folder, monkeypatch)
    health = client.get("/healthz?detail=1")
    state = health.get_json()
    assert client.get("/readyz").status_code == 200, change
    is_served = state["status"] == "ok" and state["dataset"] not in known
    known.add(state["dataset"])
    if state["status"] == "degraded":
        assert store.status().dataset_id == state["dataset"] != content_id_or_none(folder), change
        assert state["reason"] == "see the log"
        reason = store.status().reason
        assert "erreur imprévue" not in reason, (change, reason)
        assert " ; " in reason, (change, reason)  # what to do
    addresses = list(PAGES)
    if is_served:
        addresses += [*FILTERED, *(f"/projets/{slug}" for slug in sorted(dataset_store.current().tables[14]))]
    for address in addresses:
        answer = client.get(address)
        # A project may be the one that the change removed or renamed.
        assert answer.status_code == 200 or (answer.status_code == 404 and "/projets/" in address), (change, address)
        assert str(folder).encode() not in answer.data, (change, address)
        for problem in store.status().reason.splitlines():
            assert problem.encode() not in answer.data + health.data, (change, address)
