"""The service, its licence, and who runs this site: read once at start from a TOML file and the environment."""

import functools

from data.store.settings import Site

SERVICE = "Panorama des grands projets numériques de l'État"
LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
NOT_STATED = "non renseigné par l'exploitant de ce site"

__all__ = ["LICENCE", "LICENCE_ADDRESS", "NOT_STATED", "SERVICE", "Site", "site"]


@functools.cache
def site() -> Site:
    """The site of this process.

    Raises:
        SourceError: The site file cannot be read or holds an unknown key, or an address is not one.
    """
    return Site.read()
