"""The one error that wrong source data raise, and the words of the file system's."""

import errno
from collections.abc import Sequence

_SYSTEM_ERRORS = {
    errno.ENOENT: "absent",
    **dict.fromkeys((errno.EACCES, errno.EPERM), "accès refusé"),
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "quota atteint",
    errno.EFBIG: "fichier trop grand",
    errno.EROFS: "en lecture seule",
}


class SourceError(ValueError):
    """Source data that cannot be taken in: one French line for each problem (where, what, what to do)."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


def system_reason(error: OSError) -> str:
    """Why the file system refused, in French for the usual reasons."""
    return _SYSTEM_ERRORS.get(error.errno or 0, error.strerror or str(error))
