"""A dataset from which a page, a card, a file or the feed cannot be rendered is never served."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from callbacks import acceptance, results
from components.charts.catalogue import CHARTS
from components.files import exports, feed
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.model.folders import DATA_DIR
from tests.conftest import new_cache
from tests.data_versions import Versions

ADDRESSES = acceptance.addresses


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, Versions]]:
    """A client of the application on data of its own, and their versions."""
    from app import server

    folder = tmp_path_factory.mktemp("acceptance") / "data"
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    shutil.copy(DATA_DIR / "key_figures.csv", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANORAMA_DATA_DIR", str(folder))
        patch.setenv("PANORAMA_CACHE_DIR", str(new_cache(folder.parent / "cache")))
        # What the whole list holds is tested apart: here a few are enough.
        patch.setattr(acceptance, "addresses", lambda dataset: ["/", "/export/editions.csv", feed.PATH])
        with server.test_client() as client:
            assert client.get("/healthz").get_json()["status"] == "ok"
            yield client, Versions(folder, lambda dataset: dataset.id)


def failing(real: Callable, dataset_id: str) -> Callable:
    """The function, which fails where the current dataset is this one."""

    def fail(*arguments: object, **options: object) -> object:
        if store.current().id == dataset_id:
            raise ZeroDivisionError("secret detail")
        return real(*arguments, **options)

    return fail


@pytest.mark.parametrize(
    ("owner", "name", "address"),
    [
        (exports, "editions_file", "/export/editions.csv"),
        (feed, "editions_feed", "/editions.atom"),
        (results, "chart_of", "/"),
    ],
)
def test_what_cannot_be_rendered_leaves_the_former_dataset(
    site: tuple[FlaskClient, Versions], owner: object, name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, versions = site
    good = client.get("/healthz").get_json()["dataset"]
    number = len(address)
    refused = versions.put(number)
    patched = failing(getattr(owner, name), refused)
    monkeypatch.setattr(owner, name, patched)
    if name == "editions_file":
        monkeypatch.setitem(acceptance.TABLES, "editions", patched)
    time.sleep(0.8)
    health = client.get("/healthz?detail=1")
    assert (health.get_json()["status"], health.get_json()["dataset"]) == ("degraded", good)
    assert health.get_json()["reason"] == "see the log"
    assert client.get("/readyz").get_json()["status"] == "degraded"
    assert "ne peut pas être préparé avec ces données (ZeroDivisionError('secret detail'))" in store.status().reason
    assert address in store.status().reason
    answer = client.get(address)
    assert (answer.status_code, answer.headers["X-Panorama-Dataset"]) == (200, good)
    monkeypatch.undo()
    served = versions.put(number + 100)
    time.sleep(0.8)
    assert client.get("/healthz").get_json() | {"status": "ok", "dataset": served} == client.get("/healthz").get_json()


def test_every_view_chart_export_and_the_feed_are_rendered(dataset: Dataset) -> None:
    addresses = ADDRESSES(dataset)
    assert {path for path in VIEWS if "<" not in path} < set(addresses)
    assert {f"/export/graphique/{name}.{form}" for name in CHARTS for form in ("csv", "svg")} < set(addresses)
    assert sum(address.startswith("/projets/") for address in addresses) >= 6
    assert {"/export/presentation.pptx", "/export/presentation.pdf", "/export/projets.xlsx", "/editions.atom"} < set(
        addresses
    )
    assert sum(address.startswith("/export/projet/") for address in addresses) == 2
    assert sum(address.startswith("/export/ministere/") for address in addresses) == 2


def test_pages_are_rendered_whatever_stands_before_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import app

    monkeypatch.setattr(app.server, "wsgi_app", lambda environ, start_response: pytest.fail("a redirection"))
    assert acceptance.site_client(app).get("/editions.atom").status_code == 200
