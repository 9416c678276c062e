"""The service, its licence, and who runs this site: read once at start from a TOML file and the environment."""

import functools
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from data.model.errors import SourceError

SERVICE = "Panorama des grands projets numériques de l'État"
LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
STATE_SITE = "https://www.numerique.gouv.fr"
NOT_STATED = "non renseigné par l'exploitant de ce site"
_YES = ("1", "oui", "true", "yes")


@dataclass(frozen=True)
class Site:
    """What the operator says of this site; empty where nothing is said.

    Attributes:
        public_url: Address under which the public reaches the site, without a final slash.
        is_state_site: True where the State's marks may be shown.
        frame_ancestors: Origins that may embed the site, besides itself, separated by spaces.
        has_isolated_parent: True where the parent page sends `Cross-Origin-Embedder-Policy: require-corp`.
        source_url: Address of the source code.
        publisher: Who publishes the site.
        publisher_address: Postal address, and telephone.
        director: Publication director.
        host: Who hosts the site.
        host_address: Postal address of the host, and telephone.
        contact: Address to write to (mail).
        security_contact: Address for security reports; `contact` where empty.
        data_protection_contact: Address of the data protection officer; `contact` where empty.
        log_days: How long the server's log is kept, in days.
        budget_url: Address of the page on the budget of the service.
    """

    public_url: str = ""
    is_state_site: bool = False
    frame_ancestors: str = STATE_SITE
    has_isolated_parent: bool = False
    source_url: str = ""
    publisher: str = ""
    publisher_address: str = ""
    director: str = ""
    host: str = ""
    host_address: str = ""
    contact: str = ""
    security_contact: str = ""
    data_protection_contact: str = ""
    log_days: str = "30"
    budget_url: str = ""

    def absolute(self, path: str) -> str:
        """The public address of a path, empty where the operator has not said it."""
        return f"{self.public_url}{path}" if self.public_url else ""


_VARIABLES = {"is_state_site": "PANORAMA_STATE_SITE", "has_isolated_parent": "PANORAMA_ISOLATED_PARENT"}


def read_site(environment: Mapping[str, str]) -> Site:
    """The site as the environment describes it; a variable `PANORAMA_<FIELD>` wins over the file.

    Args:
        environment: May name the file, `PANORAMA_SITE_FILE`; its keys are the fields of `Site`.

    Raises:
        SourceError: The file cannot be read or holds an unknown key, or an address is not one.
    """
    values: dict[str, object] = _read_file(environment.get("PANORAMA_SITE_FILE", ""))
    for field in fields(Site):
        variable = _VARIABLES.get(field.name, f"PANORAMA_{field.name.upper()}")
        if variable in environment:
            values[field.name] = environment[variable].strip()
    stated = {
        name: str(value).lower() in _YES if name in _VARIABLES else " ".join(str(value).split())
        for name, value in values.items()
    }
    site = Site(**{**stated, "public_url": str(stated.get("public_url", "")).rstrip("/")})  # type: ignore[arg-type]
    _check(site)
    return site


def _read_file(name: str) -> dict[str, object]:
    if not name:
        return {}
    try:
        values = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{name} : fichier illisible ({error})") from error
    if unknown := sorted(set(values) - {field.name for field in fields(Site)}):
        raise SourceError(f"{name} : clé inconnue « {unknown[0]} » ; voir site.example.toml")
    return values


def _check(site: Site) -> None:
    for variable, address in (
        ("PANORAMA_PUBLIC_URL", site.public_url),
        ("PANORAMA_SOURCE_URL", site.source_url),
        ("PANORAMA_BUDGET_URL", site.budget_url),
    ):
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.netloc or " " in address):
            raise SourceError(f"{variable} : « {address} » n'est pas une adresse complète (https://…)")
    # A semicolon would end the directive, and a comma the policy.
    if any(mark in site.frame_ancestors for mark in ";,"):
        raise SourceError("PANORAMA_FRAME_ANCESTORS : séparez les origines par des espaces")


@functools.cache
def site() -> Site:
    """The site of this process."""
    return read_site(os.environ)
