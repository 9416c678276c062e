"""Command line of the data: `python -m data build`."""

import argparse
import sys

from data import reconcile
from data.dataset import build_dataset
from data.errors import SourceError
from data.store import data_dir


def build() -> str:
    """Rebuild and check everything; the report that says what is held and how it reconciles."""
    folder = data_dir()
    dataset = build_dataset(folder)
    return "\n".join(
        [
            f"Jeu de données {dataset.id} : {len(dataset.held_editions)} tableaux d'édition, "
            f"{len(dataset.projects)} lignes, {dataset.projects['project'].nunique()} projets.",
            "Rapprochement publié / recalculé (= à la précision imprimée, ≠ différence et son motif) :",
            reconcile.in_words(reconcile.reconciliation(dataset)),
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when done, 1 when the data are refused, 2 for a wrong command line."""
    parser = argparse.ArgumentParser(prog="python -m data", description="Données du panorama.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("build", help="reconstruire et vérifier toutes les tables")
    parser.parse_args(arguments)
    try:
        report = build()
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{report}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
