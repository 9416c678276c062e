"""The settings: one field for each environment variable, checked when it is read, described once for the docs too."""

import functools
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, SettingsConfigDict

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


def _checked_base_path(path: str) -> str:
    path = path.strip("/")
    if path and not re.fullmatch(r"(?!.*\.\.)[\w.~-]+(/[\w.~-]+)*", path, re.ASCII):
        raise ValueError(f"« {path} » n'est pas un chemin (/panorama/)")
    return f"/{path}" if path else ""


Flag = Annotated[bool, BeforeValidator(_is_yes)]
FlagUnlessNo = Annotated[bool, BeforeValidator(lambda value: str(value).strip().lower() not in ("0", "non", "false"))]
Text = Annotated[str, BeforeValidator(lambda value: " ".join(str(value).split()))]
Address = Annotated[Text, AfterValidator(_checked_address)]
BasePath = Annotated[Text, AfterValidator(_checked_base_path)]


def _field(default: object, description: str, variable: str | None = None) -> Any:
    return Field(default, description=description, validation_alias=variable)


class EnvironmentSettings(BaseSettings):
    """Values of environment variables, `PANORAMA_<FIELD>` unless a field has an alias; immutable and hashable."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    @classmethod
    def read(cls) -> Self:
        """The settings as the environment gives them now; `SourceError` names each wrong value in French."""
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

    port: int = _field(8050, "port on which the server listens", "PORT")
    host: str = _field("0.0.0.0", "address on which it listens")
    workers: int = _field(
        2, "worker processes; one for each processor is right, they share one dataset", "WEB_CONCURRENCY"
    )
    site_file: str = _field("", "who runs the site: a copy of `site.example.toml`")
    trusted_hosts: str = _field(
        "",
        "names under which the site answers, separated by spaces; `.example.fr` for all below; the name or "
        "address that probes use included; any by default",
    )
    data_dir: Path = _field(DATA_DIR, "the tables: `editions/`, `vocabulary/`, `key_figures.csv`, `claims.csv`")
    cache_dir: Path = _field(
        DATA_DIR.parent / ".cache",
        "copy of the last good tables, answers, compressed scripts, the plotly.js bundle, the typeface; may be "
        "read-only, full or deleted at any time",
    )
    cache_mb: float = _field(8, "memory of answers for each worker (MB)")
    disk_cache_mb: float = _field(
        256, "answers in the cache folder, shared by the workers and by the next start (MB); `0`: none"
    )
    browser_code_dir: Path | None = _field(
        None,
        "the plotly.js bundle and the typeface alone, `browser-code` in the cache folder by default: an image sets it, "
        "so that a volume mounted over the cache does not hide them",
    )
    cache_url: str = _field("", "`redis://…` shared by machines; give it a `maxmemory` and `allkeys-lru`")
    warm_up: FlagUnlessNo = _field(True, "`0`: popular pages are not pre-rendered")
    metrics: Flag = _field(False, "`1`: figures for Prometheus at `/metrics`; the proxy must hide them")
    metrics_dir: str = _field(
        "", "folder in which workers count for `/metrics`; a temporary one by default", "PROMETHEUS_MULTIPROC_DIR"
    )
    access_log: Flag = _field(False, "`1`: a line for each request, without address, browser nor parameters")
    log_level: str = _field("info", "`warning` on a busy day")
    datagouv_dataset: str = _field(
        "panorama-des-grands-projets-si-de-letat-1", "dataset that `python -m data sync` reads: identifier or slug"
    )
    datagouv_url: str = _field("https://www.data.gouv.fr", "where `sync` reads it")
    datagouv_hosts: str = _field("", "more hosts that `sync` may read, separated by commas")
    sync_local_tests: Flag = _field(False, "`1`: `sync` may read this machine; for tests")

    @property
    def browser_code(self) -> Path:
        """The folder that `bin/build-browser-code` fills."""
        return self.browser_code_dir or self.cache_dir / "browser-code"

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != ""}


class Site(EnvironmentSettings):
    """What the operator says of this site, in a TOML file or by variables, which win; empty where nothing is said."""

    public_url: Address = _field("", "address under which the public reaches the site, base path included")
    base_path: BasePath = _field("", "path below which the site answers, such as `/panorama/`; the root by default")
    is_state_site: Flag = _field(False, "`1`: the State's marks may be shown", f"{PREFIX}STATE_SITE")
    frame_ancestors: Annotated[Text, AfterValidator(_checked_origins)] = _field(
        "https://www.numerique.gouv.fr", "origins that may embed the site, separated by spaces (docs/embedding.md)"
    )
    has_isolated_parent: Flag = _field(
        False, "`1`: the parent page sends `Cross-Origin-Embedder-Policy: require-corp`", f"{PREFIX}ISOLATED_PARENT"
    )
    source_url: Address = _field("", "address of the source code")
    publisher: Text = _field("", "who publishes the site")
    publisher_address: Text = _field("", "postal address and telephone of the publisher")
    director: Text = _field("", "publication director")
    host: Text = _field("", "who hosts the site", f"{PREFIX}SITE_HOST")
    host_address: Text = _field("", "postal address and telephone of the host")
    contact: Text = _field("", "mail address to write to")
    security_contact: Text = _field("", "address for security reports; `contact` where empty")
    data_protection_contact: Text = _field("", "data protection officer; `contact` where empty")
    log_days: Text = _field("30", "how long the server's log is kept (days)")
    budget_url: Address = _field("", "address of the page on the budget of the service")

    def located(self, path: str) -> str:
        """The address of a path of the site, below its base path; what is no path of the site stays as it is."""
        return f"{self.base_path}{path}" if path.startswith("/") and not path.startswith("//") else path

    def absolute(self, path: str) -> str:
        """The public address of a path, empty where the operator has not said it."""
        return f"{self.public_url}{path}" if self.public_url else ""

    @classmethod
    def settings_customise_sources(  # type: ignore[override] # the two other sources are unused
        cls, settings_cls: Any, init_settings: Any, env_settings: Any, **_: Any
    ) -> tuple[Any, ...]:
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
    """The settings as the environment gives them now, read again only where it has changed; raises as `read` does."""
    return _read(tuple(map(os.environ.get, _VARIABLES)))


@functools.lru_cache(maxsize=8)
def _read(_values: tuple[str | None, ...]) -> Settings:
    return Settings.read()


_VARIABLES = tuple(Settings.variables().values())


def settings_table() -> str:
    """The table of docs/operations.md: every variable, its default, what it does."""
    lines = [
        f"| `{variable}` | {_in_words(group.model_fields[name].default)} | {group.model_fields[name].description} |"
        for group in (Settings, Site)
        for name, variable in group.variables().items()
    ]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *lines])


def _in_words(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.relative_to(DATA_DIR.parent)}`"
    if isinstance(default, bool):
        return "on" if default else "off"
    return str(default or "")


def _in_french(problem: Any) -> str:
    name = str(problem["loc"][0])
    cause = problem.get("ctx", {}).get("error") or f"« {problem['input']} » n'est pas une valeur possible"
    return f"{name if name.isupper() else PREFIX + name.upper()} : {cause}"
