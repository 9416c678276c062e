"""What all tests share: the project's dataset and a client of the application."""

import os
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from data import store
from data.dataset import Dataset, build_dataset

# Servers started by tests answer what tests ask; those that warm up say so.
os.environ.setdefault("PANORAMA_WARM_UP", "0")


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return build_dataset(store.DATA_DIR)


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    from app import server

    with server.test_client() as test_client:
        yield test_client
