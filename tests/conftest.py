"""What all tests share: the project's dataset, a client of the application, and turns between processes of tests."""

import fcntl
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from data.model import folders
from data.model.dataset import Dataset, build_dataset
from data.store.settings import settings
from tests.fuzz import TIMES

# What is slow is measured in benchmarks/; a busy machine is no failure.
hypothesis_settings.register_profile("panorama", deadline=None, max_examples=100 * TIMES)
hypothesis_settings.load_profile("panorama")

# Servers started by tests answer what tests ask; those that warm up say so.
os.environ.setdefault("PANORAMA_WARM_UP", "0")
# What one run of the tests has computed, the next one computes again.
os.environ.setdefault("PANORAMA_DISK_CACHE_MB", "0")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("timed") or item.get_closest_marker("alone"):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """While a test marked `alone` runs, the other processes of tests wait: what it measures is not slowed by them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    assert item.config.cache
    turns = item.config.cache.mkdir("turns")
    with (turns / "door").open("w") as door, (turns / "room").open("w") as room:
        # Whoever wants the room to itself keeps the door until the others have left.
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


def new_cache(folder: Path) -> Path:
    """The folder, created, as a cache folder with nothing of any data: what is built once for all data is linked."""
    folder.mkdir(parents=True)
    for name in ("browser-code", "static"):
        built = settings().cache_dir / name
        built.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(built)
    return folder


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return build_dataset(folders.DATA_DIR)


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    from app import server

    with server.test_client() as test_client:
        yield test_client
