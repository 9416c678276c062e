"""What the operator says of this site, read once at start."""

import functools

from data.store.settings import Site

NOT_STATED = "non renseigné par l'exploitant de ce site"

__all__ = ["NOT_STATED", "Site", "site"]


@functools.cache
def site() -> Site:
    """The site of this process.

    Raises:
        SourceError: The site file cannot be read or holds an unknown key, or an address is not one.
    """
    return Site.read()
