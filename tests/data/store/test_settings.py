"""Settings: defaults, what is wrong in them, and the table that the documents show."""

from pathlib import Path

import pytest

from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.store.settings import settings, settings_table

OPERATIONS = DATA_DIR.parent / "docs" / "operations.md"


def test_a_variable_is_read_whenever_it_changes_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANORAMA_DATA_DIR", "/elsewhere")
    monkeypatch.setenv("PORT", "81")
    assert (settings().data_dir, settings().port) == (Path("/elsewhere"), 81)
    monkeypatch.setenv("PANORAMA_DATA_DIR", "")
    monkeypatch.setenv("PORT", "")
    assert (settings().data_dir, settings().port) == (DATA_DIR, 8050)


@pytest.mark.parametrize(("value", "is_on"), [("0", False), ("1", True), ("", True), ("oui", True)])
def test_pages_are_pre_rendered_unless_the_operator_says_no(
    monkeypatch: pytest.MonkeyPatch, value: str, is_on: bool
) -> None:
    monkeypatch.setenv("PANORAMA_WARM_UP", value)
    assert settings().warm_up is is_on


def test_each_wrong_value_is_named_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    monkeypatch.setenv("PANORAMA_CACHE_MB", "beaucoup")
    with pytest.raises(SourceError) as raised:
        settings()
    assert raised.value.problems == (
        "PORT : « http » n'est pas une valeur possible",
        "PANORAMA_CACHE_MB : « beaucoup » n'est pas une valeur possible",
    )


def test_the_documents_show_the_table_of_settings() -> None:
    assert settings_table() in OPERATIONS.read_text(encoding="utf-8"), "paste what `python -m data settings` prints"
