"""What the operator says of the site: file, environment, and what is wrong in either."""

from pathlib import Path

import pytest

from components.addresses.site import Site, read_site
from data.model.errors import SourceError

ROOT = Path(__file__).parents[3]


def test_nothing_is_needed() -> None:
    assert read_site({}) == Site()


def test_the_example_file_names_only_known_keys() -> None:
    site = read_site({"PANORAMA_SITE_FILE": str(ROOT / "site.example.toml")})
    assert site.contact == "contact@exemple.fr"
    assert site.absolute("/tendances") == "https://panorama.exemple.fr/tendances"


def test_the_environment_wins_over_the_file() -> None:
    variables = {"PANORAMA_SITE_FILE": str(ROOT / "site.example.toml"), "PANORAMA_CONTACT": "ici@exemple.fr"}
    assert read_site(variables).contact == "ici@exemple.fr"


@pytest.mark.parametrize(("value", "shown"), [("1", True), ("oui", True), ("0", False), ("", False)])
def test_state_marks_are_shown_only_where_the_operator_says_so(value: str, shown: bool) -> None:
    assert read_site({"PANORAMA_STATE_SITE": value}).is_state_site is shown


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PANORAMA_PUBLIC_URL": "panorama.example"}, "adresse complète"),
        ({"PANORAMA_SOURCE_URL": "javascript:alert(1)"}, "adresse complète"),
        ({"PANORAMA_FRAME_ANCESTORS": "https://a.example; script-src *"}, "espaces"),
        ({"PANORAMA_SITE_FILE": "/nowhere/site.toml"}, "illisible"),
    ],
)
def test_what_is_wrong_is_said_at_start_in_french(variables: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_site(variables)


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text('editor = "X"', encoding="utf-8")
    with pytest.raises(SourceError, match="editor"):
        read_site({"PANORAMA_SITE_FILE": str(file)})
