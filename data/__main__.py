"""Command line of the data: `python -m data check|add|sync|status|build|schema|settings`."""

import argparse
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from data.intake.adding import add
from data.intake.checking import Request, check
from data.intake.figures import checked_figures, read_figures_file
from data.intake.french_parser import FrenchParser
from data.intake.status import status_text
from data.intake.sync_command import MissingDatasetError, add_sync_options, run_sync
from data.intake.writing import replace_file
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.labels import read_vocabulary
from data.model.table_schema import schema_text
from data.questions import reconcile
from data.store.settings import settings, settings_table

DONE, REFUSED, USAGE = 0, 1, 2
_FIGURE_HELP = {
    "projects": "nombre de projets",
    "interministerial": "nombre de projets interministériels",
    "total_cost_meur": "coût total (3300, « 3 300 M€ » ou « 3,3 Md€ »)",
    "mean_duration_years": "durée moyenne, en années",
    "schedule_drift_pct": "écart calendaire, en %%",
    "budget_drift_pct": "écart budgétaire, en %%",
    "entrants": "nombre d'entrants",
    "leavers": "nombre de sortants",
    "publication_date": "jour ou mois de publication (2025-08-15)",
    "total_label": "intitulé imprimé du total",
    "source": "d'où viennent les chiffres",
    "note": "remarque sur l'édition",
}


def build(_: argparse.Namespace) -> int:
    """Rebuild and check everything; the report says what is held and how it reconciles."""
    folder = settings().data_dir
    dataset = build_dataset(folder)
    _say(
        f"Jeu de données {dataset.id} : {len(dataset.held_editions)} tableaux d'édition, "
        f"{len(dataset.projects)} lignes, {dataset.projects['project'].nunique()} projets."
    )
    _say("Rapprochement publié / recalculé (= à la précision imprimée, ≠ différence et son motif) :")
    _say(reconcile.in_words(reconcile.reconciliation(dataset)))
    return DONE


def check_file(options: argparse.Namespace) -> int:
    """Say everything that is wrong in a file; write nothing."""
    intake = check(_request(options))
    _say(intake.report())
    return REFUSED if intake.findings.refused else DONE


def add_file(options: argparse.Namespace) -> int:
    """Check a file and take it in."""
    given = read_figures_file(options.figures) if options.figures else {}
    typed = {name: getattr(options, name) for name in _FIGURE_HELP if getattr(options, name) is not None}
    decide = (input, _say) if options.interactive else None
    addition = add(_request(options), checked_figures({**given, **typed}), decide=decide)
    _say(addition.report())
    return REFUSED if addition.intake.findings.refused else DONE


def status(_: argparse.Namespace) -> int:
    """Say what is held, from where, since when, with which hash."""
    _say(status_text(settings().data_dir))
    return DONE


def sync(options: argparse.Namespace) -> int:
    """Take in what is new or changed on data.gouv.fr."""
    try:
        return REFUSED if run_sync(options, settings().data_dir, say=_say) else DONE
    except MissingDatasetError:
        sys.stderr.write(
            "Quel jeu de données ? Donnez --dataset ou PANORAMA_DATAGOUV_DATASET : l'identifiant que data.gouv.fr "
            "affiche au bas de la page du jeu (24 caractères ; il ne change jamais, l'adresse de la page si).\n"
        )
        return USAGE


def schema(_: argparse.Namespace) -> int:
    """Write the Table Schema of the dataset."""
    folder = settings().data_dir
    replace_file(folder / "schema.json", schema_text(read_vocabulary(folder / "vocabulary")))
    _say(f"{folder / 'schema.json'} écrit.")
    return DONE


def show_settings(_: argparse.Namespace) -> int:
    """Print the table of settings of docs/operations.md."""
    _say(settings_table())
    return DONE


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when done, 1 when the data are refused, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except BrokenPipeError:  # whoever reads the report has seen enough (head, less)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nInterrompu : rien n'a été ajouté après la dernière ligne affichée.\n")
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = FrenchParser(prog="python -m data", description="Données du panorama.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    for name, run, text in (
        ("build", build, "reconstruire et vérifier toutes les tables"),
        ("status", status, "dire ce qui est tenu, d'où, depuis quand, avec quelle empreinte"),
        ("schema", schema, "écrire schema.json (Table Schema) à partir du schéma du projet"),
        ("settings", show_settings, "dire les réglages, leur valeur par défaut et leur effet"),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    checking = commands.add_parser("check", help="vérifier un fichier publié, sans rien écrire")
    _add_file_options(checking, check_file)
    adding = commands.add_parser("add", help="vérifier un fichier publié et l'ajouter")
    _add_file_options(adding, add_file)
    adding.add_argument("--interactive", action="store_true", help="décider un par un des libellés inconnus")
    adding.add_argument("--figures", type=Path, metavar="FICHIER", help="chiffres publiés, un par ligne : projects;45")
    for name, text in _FIGURE_HELP.items():
        adding.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="VALEUR", help=text)
    syncing = commands.add_parser("sync", help="prendre ce qui est nouveau ou changé sur data.gouv.fr")
    add_sync_options(syncing)
    syncing.set_defaults(run=sync)
    return parser


def _add_file_options(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("file", type=_existing_file, metavar="FICHIER", help="ODS, XLSX, XLS ou CSV de l'édition")
    parser.add_argument("--edition", type=_edition_number, required=True, metavar="N", help="numéro de l'édition")
    parser.add_argument(
        "--reference", type=_month, required=True, metavar="AAAA-MM", help="mois de référence, par exemple 2021-11"
    )
    parser.add_argument("--sheet", default="", metavar="FEUILLE", help="feuille à lire, s'il y a un choix")
    parser.add_argument("--force", action="store_true", help="accepter un fichier qui perd beaucoup de projets")
    parser.set_defaults(run=run)


def _edition_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1000):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un numéro d'édition")
    return int(text)


def _month(text: str) -> str:
    if not re.fullmatch(r"20\d{2}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un mois de la forme 2021-11")
    return text


def _existing_file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"pas de fichier « {text} »")
    return Path(text)


def _request(options: argparse.Namespace) -> Request:
    return Request(
        path=options.file,
        edition=options.edition,
        reference=options.reference,
        folder=settings().data_dir,
        sheet=options.sheet,
        is_forced=options.force,
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
