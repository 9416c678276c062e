"""Command line of the data: `python -m data check|add|sync|status|build|schema|settings`."""

import argparse
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from data.intake.adding import add, status_text
from data.intake.checking import Request, check
from data.intake.findings import system_reason
from data.intake.sync import run_sync
from data.intake.writing import checked_figures, read_figures_file
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.files import write_whole
from data.model.labels import read_vocabulary
from data.model.table_schema import schema_text
from data.questions.editions import reconciliation, reconciliation_in_words
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
# argparse writes its own words in English.
_MESSAGES = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"arguments inconnus : \1"),
    (r"argument (.*): expected one argument", r"\1 : une valeur est attendue"),
    (r"argument (.*): invalid choice: (.*?) \(choose from (.*)\)", r"\1 : \2 n'existe pas (au choix : \3)"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 ne va pas avec \2"),
    (r"ambiguous option: (.*) could match (.*)", r"option \1 ambiguë : \2"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """An argument parser whose help and errors are in French; a wrong command line ends with 2."""

    def __init__(self, prog: str | None = None, description: str | None = None, **options: Any) -> None:
        super().__init__(prog=prog, description=description, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """End with the error in French, and the usage of the command."""
        matches = (match.expand(french) for english, french in _MESSAGES if (match := re.fullmatch(english, message)))
        message = next(matches, message)
        usage = self.format_usage().replace("usage: ", "usage : ")
        self.exit(2, f"{usage}{self.prog} : {message}\n")


def build(_: argparse.Namespace) -> int:
    """Rebuild and check everything; print the size of the dataset and the reconciliation of its figures."""
    dataset = build_dataset(settings().data_dir)
    _say(
        f"Jeu de données {dataset.id} : {len(dataset.held_editions)} tableaux d'édition, "
        f"{len(dataset.projects)} lignes, {dataset.projects['project'].nunique()} projets."
    )
    _say("Rapprochement publié / recalculé (= à la précision imprimée, ≠ différence et son motif) :")
    _say(reconciliation_in_words(reconciliation(dataset)))
    return DONE


def check_file(options: argparse.Namespace) -> int:
    """Print everything that is wrong in a file; write nothing."""
    intake = check(_request(options))
    _say(intake.report())
    return REFUSED if intake.findings.refused else DONE


def add_file(options: argparse.Namespace) -> int:
    """Check a file and add it."""
    figures = read_figures_file(options.figures) if options.figures else {}
    figures |= {name: getattr(options, name) for name in _FIGURE_HELP if getattr(options, name) is not None}
    dialogue = (input, _say) if options.interactive else None
    addition = add(_request(options), checked_figures(figures), dialogue=dialogue)
    _say(addition.report())
    return REFUSED if addition.intake.findings.refused else DONE


def status(_: argparse.Namespace) -> int:
    """Print the editions of the data folder, their sources and hashes."""
    _say(status_text(settings().data_dir))
    return DONE


def sync(options: argparse.Namespace) -> int:
    """Add what is new or changed on data.gouv.fr."""
    if dataset := options.dataset or settings().datagouv_dataset:
        return REFUSED if run_sync(dataset, options, settings().data_dir, say=_say) else DONE
    sys.stderr.write(
        "Quel jeu de données ? Donnez --dataset ou PANORAMA_DATAGOUV_DATASET : l'identifiant que data.gouv.fr "
        "affiche au bas de la page du jeu (24 caractères ; il ne change jamais, l'adresse de la page si).\n"
    )
    return USAGE


def schema(_: argparse.Namespace) -> int:
    """Write the Table Schema of the dataset."""
    path = settings().data_dir / "schema.json"
    text = schema_text(read_vocabulary(settings().data_dir / "vocabulary"))
    try:
        write_whole(path, text)
    except OSError as error:
        reason = f"écriture impossible ({system_reason(error)}) ; rien n'a été remplacé"
        raise SourceError(f"{path.name} : {reason}") from error
    _say(f"{path} écrit.")
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
    except BrokenPipeError:  # the reader of the report has stopped (head, less)
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
    _add_sync_options(syncing)
    return parser


def _add_file_options(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("file", type=_existing_file, metavar="FICHIER", help="ODS, XLSX, XLS ou CSV de l'édition")
    parser.add_argument("--edition", type=_edition_number, required=True, metavar="N", help="numéro de l'édition")
    text = "mois de référence, par exemple 2021-11"
    parser.add_argument("--reference", type=_month, required=True, metavar="AAAA-MM", help=text)
    parser.add_argument("--sheet", default="", metavar="FEUILLE", help="feuille à lire, s'il y a un choix")
    parser.add_argument("--force", action="store_true", help="accepter un fichier qui perd beaucoup de projets")
    parser.set_defaults(run=run)


def _add_sync_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", metavar="ID", help="identifiant du jeu de données (PANORAMA_DATAGOUV_DATASET)")
    text = "adresse de data.gouv.fr (PANORAMA_DATAGOUV_URL, https://www.data.gouv.fr)"
    parser.add_argument("--base-url", metavar="ADRESSE", help=text)
    text = "hôte admis de plus (PANORAMA_DATAGOUV_HOSTS, avec des virgules)"
    parser.add_argument("--allow-host", action="append", metavar="HÔTE", help=text)
    text = "corriger aussi les éditions tenues d'une autre source que data.gouv.fr"
    parser.add_argument("--replace", action="store_true", help=text)
    parser.add_argument("--force", action="store_true", help="accepter un fichier qui perd beaucoup de projets")
    parser.set_defaults(run=sync)


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
    return Request(options.file, options.edition, options.reference, settings().data_dir, options.sheet, options.force)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
