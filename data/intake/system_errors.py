"""Errors of the file system in French, for the operator."""

import errno

_REASONS = {
    errno.ENOENT: "absent",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "quota atteint",
    errno.EFBIG: "fichier trop grand",
    errno.EROFS: "en lecture seule",
}


def reason(error: OSError) -> str:
    """Why the system refused, in French where it is a usual reason."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
