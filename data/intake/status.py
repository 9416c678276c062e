"""What the data folder holds, in French: each edition, from where, since when, with which hash."""

import csv
import hashlib
from pathlib import Path

from data.intake.adding import read_corrections, read_sources
from data.intake.previous_edition import edition_files
from data.model.french import count, full_date, listing, month
from data.model.key_figures import read_key_figures


def status_text(folder: Path) -> str:
    """The state of the data folder, one line per edition.

    Raises:
        SourceError: A table cannot be read.
    """
    figures = read_key_figures(folder / "key_figures.csv").set_index("edition")
    sources = read_sources(folder)
    lines = [f"Données tenues dans {folder} :"]
    files = edition_files(folder)
    for edition, path in sorted(files.items()):
        content = path.read_bytes()
        rows = sum(1 for _ in csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))) - 1
        lines.append(
            f"édition {edition:>2} · {month(path.stem.partition('_')[2]):<14} · {count(rows, 'projet')} · "
            f"{path.name} sha256 {_short(hashlib.sha256(content).hexdigest())}"
        )
        if edition in sources:
            line = sources[edition]
            place = line["address"] or f"fichier « {line['file']} »"
            digest = f"sha256 {_short(line['sha256'])}, {line['bytes']} octets"
            lines.append(f"    pris le {full_date(line['taken_on'])} de {place} ({digest})")
        else:
            printed = str(figures["source"].get(edition, "")) or "source non notée"
            lines.append(f"    livrée avec le projet ; {printed}")
    only = [str(edition) for edition in figures.index if edition not in files]
    lines.append(
        f"Chiffres publiés seuls, sans tableau : éditions {listing(only)}." if only else "Tous les tableaux sont tenus."
    )
    lines.append(f"{count(len(read_corrections(folder)), 'correction')} dans corrections.csv.")
    return "\n".join(lines)


def _short(digest: str) -> str:
    return digest[:16]
