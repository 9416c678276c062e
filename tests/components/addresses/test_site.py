"""What the operator says of the site: file, environment, and what is wrong in either."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from components.addresses.site import Site, site
from data.model.errors import SourceError

ROOT = Path(__file__).parents[3]
ReadSite = Callable[[Mapping[str, str]], Site]


@pytest.fixture
def read_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadSite]:
    """Reads the site from variables."""

    def read(variables: Mapping[str, str]) -> Site:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        site.cache_clear()
        return site()

    yield read
    site.cache_clear()


def test_nothing_is_needed(read_site: ReadSite) -> None:
    assert read_site({}) == Site()


def test_the_example_file_names_only_known_keys(read_site: ReadSite) -> None:
    site = read_site({"PANORAMA_SITE_FILE": str(ROOT / "site.example.toml")})
    assert site.contact == "contact@exemple.fr"
    assert site.absolute("/tendances") == "https://panorama.exemple.fr/tendances"


def test_the_environment_wins_over_the_file(read_site: ReadSite) -> None:
    variables = {"PANORAMA_SITE_FILE": str(ROOT / "site.example.toml"), "PANORAMA_CONTACT": "ici@exemple.fr"}
    assert read_site(variables).contact == "ici@exemple.fr"


def test_a_variable_that_is_empty_wins_too(read_site: ReadSite) -> None:
    assert read_site({"PANORAMA_FRAME_ANCESTORS": ""}).frame_ancestors == ""


def test_the_address_on_which_the_server_listens_is_not_who_hosts_the_site(read_site: ReadSite) -> None:
    assert read_site({"PANORAMA_HOST": "127.0.0.1"}).host == ""
    assert read_site({"PANORAMA_SITE_HOST": "Hébergeur"}).host == "Hébergeur"


@pytest.mark.parametrize(("text", "flag"), [("true", True), ('"oui"', True), ("false", False), ('""', False)])
def test_a_flag_of_the_file_is_read_as_a_variable_is(
    read_site: ReadSite, tmp_path: Path, text: str, flag: bool
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(f"is_state_site = {text}\nlog_days = 12", encoding="utf-8")
    site = read_site({"PANORAMA_SITE_FILE": str(file)})
    assert (site.is_state_site, site.log_days) == (flag, "12")
    assert read_site({"PANORAMA_STATE_SITE": "1"}).is_state_site


@pytest.mark.parametrize(("said", "shown"), [("1", True), ("oui", True), ("0", False), ("", False)])
def test_state_marks_are_shown_only_where_the_operator_says_so(read_site: ReadSite, said: str, shown: bool) -> None:
    assert read_site({"PANORAMA_STATE_SITE": said}).is_state_site is shown


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"PANORAMA_PUBLIC_URL": "panorama.example"}, "PANORAMA_PUBLIC_URL : « panorama.example » .* adresse complète"),
        ({"PANORAMA_SOURCE_URL": "javascript:alert(1)"}, "PANORAMA_SOURCE_URL : .* adresse complète"),
        ({"PANORAMA_FRAME_ANCESTORS": "https://a.example; script-src *"}, "PANORAMA_FRAME_ANCESTORS : .*espaces"),
        ({"PANORAMA_SITE_FILE": "/nowhere/site.toml"}, "illisible"),
    ],
)
def test_what_is_wrong_is_said_at_start_in_french(read_site: ReadSite, variables: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_site(variables)


def test_an_unknown_key_is_named(read_site: ReadSite, tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text('editor = "X"', encoding="utf-8")
    with pytest.raises(SourceError, match="editor"):
        read_site({"PANORAMA_SITE_FILE": str(file)})
