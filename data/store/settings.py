"""The settings: one field for each environment variable, checked when it is read, described once for the docs too."""

import functools
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from data.model.errors import SourceError
from data.model.folders import DATA_DIR

PREFIX = "PANORAMA_"


def _is_yes(value: object) -> bool:
    return str(value).strip().lower() in ("1", "oui", "true", "yes")


def _checked_address(address: str) -> str:
    address = address.rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.netloc or " " in address):
        raise ValueError(f"« {address} » n'est pas une adresse complète (https://…)")
    return address


def _checked_origins(origins: str) -> str:
    # A semicolon would end the directive, and a comma the policy.
    if any(mark in origins for mark in ";,"):
        raise ValueError("séparez les origines par des espaces")
    return origins


Flag = Annotated[bool, BeforeValidator(_is_yes)]
FlagUnlessNo = Annotated[bool, BeforeValidator(lambda value: str(value).strip().lower() not in ("0", "non", "false"))]
Text = Annotated[str, BeforeValidator(lambda value: " ".join(str(value).split()))]
Address = Annotated[Text, AfterValidator(_checked_address)]


class EnvironmentSettings(BaseSettings):
    """Values of environment variables, `PANORAMA_<FIELD>` unless a field has an alias; immutable and hashable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    @classmethod
    def read(cls) -> Self:
        """The settings as the environment gives them now.

        Raises:
            SourceError: A value is wrong, one line each in French.
        """
        try:
            return cls()
        except ValidationError as error:
            raise SourceError([_in_french(problem) for problem in error.errors()]) from error

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Field → its environment variable."""
        fields = cls.model_fields.items()
        return {name: str(field.validation_alias or f"{PREFIX}{name.upper()}") for name, field in fields}


class Settings(EnvironmentSettings):
    """How the server runs, and where its data are."""

    port: int = Field(8050, validation_alias="PORT", description="port on which the server listens")
    host: str = Field("0.0.0.0", description="address on which it listens")
    workers: int = Field(
        2,
        validation_alias="WEB_CONCURRENCY",
        description="worker processes; one for each processor is right, they share one dataset",
    )
    site_file: str = Field("", description="who runs the site: a copy of `site.example.toml`")
    trusted_hosts: str = Field(
        "",
        description="names under which the site answers, separated by spaces; `.example.fr` for all below; the name or "
        "address that probes use included; any by default",
    )
    data_dir: Path = Field(DATA_DIR, description="the tables: `editions/`, `vocabulary/`, `key_figures.csv`")
    cache_dir: Path = Field(
        DATA_DIR.parent / ".cache",
        description="copy of the last good tables, compressed scripts, the plotly.js bundle, the typeface; may be "
        "read-only, full or deleted at any time",
    )
    cache_mb: float = Field(16, description="memory of results for each worker (MB)")
    cache_url: str = Field("", description="`redis://…` shared by machines; give it a `maxmemory` and `allkeys-lru`")
    warm_up: FlagUnlessNo = Field(True, description="`0`: popular pages are not pre-rendered")
    metrics: Flag = Field(False, description="`1`: figures for Prometheus at `/metrics`; the proxy must hide them")
    metrics_dir: str = Field(
        "",
        validation_alias="PROMETHEUS_MULTIPROC_DIR",
        description="folder in which workers count for `/metrics`; a temporary one by default",
    )
    access_log: Flag = Field(False, description="`1`: a line for each request, without address, browser nor parameters")
    log_level: str = Field("info", description="`warning` on a busy day")
    datagouv_dataset: str = Field("", description="dataset that `python -m data sync` reads")
    datagouv_url: str = Field("https://www.data.gouv.fr", description="where `sync` reads it")
    datagouv_hosts: str = Field("", description="more hosts that `sync` may read, separated by commas")
    sync_local_tests: Flag = Field(False, description="`1`: `sync` may read this machine; for tests")

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != ""}


class Site(EnvironmentSettings):
    """What the operator says of this site, in a TOML file or by variables, which win; empty where nothing is said."""

    public_url: Address = Field("", description="address under which the public reaches the site")
    is_state_site: Flag = Field(
        False, validation_alias=f"{PREFIX}STATE_SITE", description="`1`: the State's marks may be shown"
    )
    frame_ancestors: Annotated[Text, AfterValidator(_checked_origins)] = Field(
        "https://www.numerique.gouv.fr",
        description="origins that may embed the site, separated by spaces (docs/embedding.md)",
    )
    has_isolated_parent: Flag = Field(
        False,
        validation_alias=f"{PREFIX}ISOLATED_PARENT",
        description="`1`: the parent page sends `Cross-Origin-Embedder-Policy: require-corp`",
    )
    source_url: Address = Field("", description="address of the source code")
    publisher: Text = Field("", description="who publishes the site")
    publisher_address: Text = Field("", description="postal address and telephone of the publisher")
    director: Text = Field("", description="publication director")
    host: Text = Field("", validation_alias=f"{PREFIX}SITE_HOST", description="who hosts the site")
    host_address: Text = Field("", description="postal address and telephone of the host")
    contact: Text = Field("", description="mail address to write to")
    security_contact: Text = Field("", description="address for security reports; `contact` where empty")
    data_protection_contact: Text = Field("", description="data protection officer; `contact` where empty")
    log_days: Text = Field("30", description="how long the server's log is kept (days)")
    budget_url: Address = Field("", description="address of the page on the budget of the service")

    def absolute(self, path: str) -> str:
        """The public address of a path, empty where the operator has not said it."""
        return f"{self.public_url}{path}" if self.public_url else ""

    @classmethod
    def settings_customise_sources(  # type: ignore[override] # the two other sources are unused
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        **_: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the file that `PANORAMA_SITE_FILE` names."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, cls._read_file(settings().site_file))

    @classmethod
    def _read_file(cls, name: str) -> dict[str, Any]:
        if not name:
            return {}
        try:
            values = tomllib.loads(Path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SourceError(f"{name} : fichier illisible ({error})") from error
        if unknown := sorted(values.keys() - cls.model_fields.keys()):
            raise SourceError(f"{name} : clé inconnue « {unknown[0]} » ; voir site.example.toml")
        return {str(cls.model_fields[key].validation_alias or key): value for key, value in values.items()}


def settings() -> Settings:
    """The settings as the environment gives them now, read again only where it has changed.

    Raises:
        SourceError: A value is wrong.
    """
    return _read(tuple(map(os.environ.get, _VARIABLES)))


@functools.lru_cache(maxsize=8)
def _read(_values: tuple[str | None, ...]) -> Settings:
    return Settings.read()


_VARIABLES = tuple(Settings.variables().values())


def settings_table() -> str:
    """The table of docs/operations.md: every variable, its default, what it does."""
    lines = ["| variable | default | what it does |", "|---|---|---|"]
    for group in (Settings, Site):
        for name, variable in group.variables().items():
            field = group.model_fields[name]
            lines.append(f"| `{variable}` | {_in_words(field.default)} | {field.description} |")
    return "\n".join(lines)


def _in_words(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.relative_to(DATA_DIR.parent)}`"
    if isinstance(default, bool):
        return "on" if default else "off"
    return str(default or "")


def _in_french(problem: Any) -> str:
    variable = str(problem["loc"][0])
    variable = variable if variable.isupper() else f"{PREFIX}{variable.upper()}"
    cause = problem.get("ctx", {}).get("error")
    wrong_value = f"« {problem['input']} » n'est pas une valeur possible"
    return f"{variable} : {cause or wrong_value}"
