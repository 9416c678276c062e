"""Command line of the data: `python -m data check|add|history|sync|status|build|schema|settings`."""

import argparse
import os
import re
import sys
import urllib.parse
from pathlib import Path
from typing import Any, NoReturn

from data.intake.adding import add, standing, status_text
from data.intake.checking import Request, check
from data.intake.decisions import DECISIONS_FILE, read_decisions, write_decisions
from data.intake.download import Policy
from data.intake.history import history, read_public_sources
from data.intake.matching import Decisions, Unknown
from data.intake.resources import read_printed
from data.intake.sync import HOSTS, SyncJob, show_bar, sync
from data.intake.writing import checked_figures, read_figures_file, write_errors
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.files import write_whole
from data.model.french import count
from data.model.labels import Vocabulary, read_vocabulary
from data.model.table_schema import schema_text
from data.model.tables import read_corrections
from data.questions.parts.editions import reconciliation, reconciliation_in_words
from data.readers.published import kind_of, read_published
from data.store.settings import settings, settings_table

DONE, REFUSED = 0, 1
_FORCE_HELP = "accepter un fichier qui perd beaucoup de projets"
_FIGURE_HELP = {
    "projects": "nombre de projets",
    "interministerial": "nombre de projets interministériels",
    "total_cost_meur": "coût total (3300, « 3 300 M€ » ou « 3,3 Md€ »)",
    "mean_duration_years": "durée moyenne, en années",
    "schedule_drift_pct": "écart calendaire, en %%",
    "budget_drift_pct": "écart budgétaire, en %%",
    "entrants": "nombre d'entrants",
    "leavers": "nombre de sortants",
    "publication_date": "jour ou mois de publication (15/08/2025, août 2025)",
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
    (r"ambiguous option: (.*) could match (.*)", r"option \1 ambiguë : \2"),
    (r"argument (.*?): (.*)", r"\1 : \2"),
)


class FrenchParser(argparse.ArgumentParser):
    """An argument parser whose help and errors are in French; a wrong command line ends with 2."""

    def __init__(self, prog: str | None = None, description: str | None = None, **options: Any) -> None:
        super().__init__(prog=prog, description=description, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "arguments", "options"
        # argparse takes « -6,5 » for an option; this is how it knows numbers.
        self._negative_number_matcher = re.compile(r"-[\d ]*[.,]?\d+ ?%?")
        self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """End with the error in French, and the command that says how this one is written."""
        matches = (match.expand(french) for english, french in _MESSAGES if (match := re.fullmatch(english, message)))
        message = next(matches, message)
        self.exit(2, f"{self.prog} : {message}\nToutes les options : {self.prog} --help\n")


def build(_: argparse.Namespace) -> None:
    """Rebuild and check everything; print the size of the dataset and the reconciliation of its figures."""
    dataset = build_dataset(settings().data_dir)
    read_corrections(settings().data_dir)
    _say(
        f"Jeu de données {dataset.id} : {len(dataset.editions_with_table)} tableaux d'édition, "
        f"{len(dataset.projects)} lignes, {dataset.projects['project'].nunique()} projets.\n"
        "Rapprochement publié / recalculé (= à la précision imprimée, ≠ différence et son motif) :\n"
        f"{reconciliation_in_words(reconciliation(dataset))}"
    )


def check_file(options: argparse.Namespace) -> int:
    """Print everything that is wrong in a file; write nothing."""
    intake = check(_request(options)[0])
    _say(intake.report())
    return REFUSED if intake.findings.refused else DONE


def add_file(options: argparse.Namespace) -> int:
    """Check a file and add it."""
    request, printed = _request(options)
    figures = read_figures_file(options.figures) if options.figures else {}
    figures |= {name: text for name in _FIGURE_HELP if (text := getattr(options, name)) is not None}
    dialogue = (input, _say) if options.interactive else None
    addition = add(request, printed | checked_figures(figures), dialogue=dialogue)
    _say(addition.report())
    _write_undecided(options, addition.intake.undecided)
    return REFUSED if addition.intake.findings.refused else DONE


def status(_: argparse.Namespace) -> int:
    """Print what is wrong and what is served, or the editions of the data folder, their sources and hashes."""
    problems, served = standing(settings().data_dir, settings().cache_dir)
    _say("\n".join([f"Données refusées dans {settings().data_dir} :", *problems, served] if problems else [served]))
    if not problems:
        _say(status_text(settings().data_dir))
    return REFUSED if problems else DONE


def run_sync(options: argparse.Namespace) -> int:
    """Add what is new or changed on data.gouv.fr."""
    dataset, base = options.dataset or settings().datagouv_dataset, options.base_url or settings().datagouv_url
    base_host = urllib.parse.urlsplit(base).netloc.casefold().removesuffix(":443")
    hosts = (*HOSTS, base_host, *options.allow_host, *settings().datagouv_hosts.split(","))
    allowed = frozenset(name.strip().casefold() for name in hosts if name.strip())
    policy = Policy(allowed, is_local=settings().sync_local_tests)
    job = SyncJob(
        settings().data_dir, base, dataset, policy,
        may_replace=options.replace, is_forced=options.force, decisions=_decisions(options),
    )  # fmt: skip
    outcome = sync(job, say=_say, progress=show_bar if sys.stderr.isatty() else None)
    _write_undecided(options, outcome.undecided)
    return REFUSED if outcome.refused else DONE


def run_history(options: argparse.Namespace) -> int:
    """Add the editions that are missing from their public sources."""
    sources = read_public_sources(settings().data_dir)
    policy = Policy(sources.hosts, is_local=settings().sync_local_tests)
    job = SyncJob(settings().data_dir, "", "", policy, is_forced=options.force, decisions=_decisions(options))
    outcome = history(job, sources, say=_say, compares_again=options.compare)
    _write_undecided(options, outcome.undecided)
    return REFUSED if outcome.refused else DONE


def schema(_: argparse.Namespace) -> None:
    """Write the Table Schema of the dataset."""
    folder = settings().data_dir
    path, text = folder / "schema.json", schema_text(read_vocabulary(folder / "vocabulary"))
    with write_errors(path):
        write_whole(path, text)
    _say(f"{path} écrit.")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 when done, 1 when the data are refused, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or DONE
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
    except BrokenPipeError:  # the reader of the report has stopped (head, less)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\nInterrompu : rien n'a été ajouté après la dernière ligne affichée.\n")
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = FrenchParser(prog="python -m data", description="Données du panorama.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    parsers = {}
    for run, name, text in _COMMANDS:
        parsers[name] = commands.add_parser(name, help=text)
        parsers[name].set_defaults(run=run)
    for option in (parsers["check"].add_argument, parsers["add"].add_argument):
        option("file", type=_existing_file, metavar="FICHIER", help="ODS, XLSX, XLS, CSV ou page HTML de l'édition")
        option("--edition", type=_edition_number, metavar="N", help="numéro de l'édition, si ce n'est pas sa page")
        text = "mois de référence, par exemple 2021-11, si ce n'est pas sa page"
        option("--reference", type=_month, metavar="MOIS", help=text)
        option("--sheet", default="", metavar="FEUILLE", help="feuille à lire, s'il y a un choix")
        option("--force", action="store_true", help=_FORCE_HELP)
    for name in ("check", "add"):
        parsers[name].set_defaults(parser=parsers[name])
    parsers["history"].add_argument("--force", action="store_true", help=_FORCE_HELP)
    text = "comparer de nouveau toutes les sources des éditions tenues"
    parsers["history"].add_argument("--compare", action="store_true", help=text)
    text = "décisions sur les libellés inconnus, relues dans un tableur"
    for name in ("check", "add", "history", "sync"):
        parsers[name].add_argument("--decisions", type=_existing_file, metavar="FICHIER", help=text)
    option = parsers["add"].add_argument
    option("--interactive", action="store_true", help="décider un par un des libellés inconnus")
    option("--figures", type=Path, metavar="FICHIER", help="chiffres publiés, un par ligne : projects;45")
    for name, text in _FIGURE_HELP.items():
        option(f"--{name.replace('_', '-')}", dest=name, metavar="VALEUR", help=text)
    option = parsers["sync"].add_argument
    option("--dataset", metavar="ID", help="identifiant du jeu de données (PANORAMA_DATAGOUV_DATASET)")
    text = "adresse de data.gouv.fr (PANORAMA_DATAGOUV_URL, https://www.data.gouv.fr)"
    option("--base-url", metavar="ADRESSE", help=text)
    text = "hôte admis de plus (PANORAMA_DATAGOUV_HOSTS, avec des virgules)"
    option("--allow-host", action="append", metavar="HÔTE", default=[], help=text)
    text = "corriger aussi les éditions tenues d'une autre source que data.gouv.fr"
    option("--replace", action="store_true", help=text)
    option("--force", action="store_true", help=_FORCE_HELP)
    return parser


def _edition_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1000):
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas un numéro d'édition")
    return int(text)


def _month(text: str) -> str:
    try:
        return checked_figures({"reference_date": text})["reference_date"]
    except SourceError as error:
        raise argparse.ArgumentTypeError(str(error).partition(" : ")[2]) from error


def _existing_file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"pas de fichier « {text} »")
    return Path(text)


def _request(options: argparse.Namespace) -> tuple[Request, dict[str, str]]:
    """The file as its edition, and the figures that its page prints: none for a file of another kind."""
    folder, edition, reference = settings().data_dir, options.edition, options.reference or ""
    missing = [f"--{name}" for name in ("edition", "reference") if not getattr(options, name)]
    sheets, printed = [], dict[str, str]()
    try:
        sheets = read_published(options.file) if kind_of(options.file) == "page" else []
    except SourceError:  # the check reports it
        if missing:
            raise
    if sheets:
        edition, month, printed = read_printed(sheets, folder, edition, reference)
        reference = reference or month
    elif missing:
        options.parser.error(f"the following arguments are required: {', '.join(missing)}")
    request = Request(
        options.file, edition, reference, folder, options.sheet, options.force, decisions=_decisions(options)
    )
    return request, printed


def _decisions(options: argparse.Namespace) -> Decisions:
    return read_decisions(options.decisions, _vocabulary()) if options.decisions else {}


def _write_undecided(options: argparse.Namespace, undecided: list[Unknown]) -> None:
    """Write the labels that wait for the operator, and say what to do with them."""
    if undecided:
        path = write_decisions(options.decisions or Path(DECISIONS_FILE), undecided, _vocabulary())
        number = len({(label.family, label.label) for label in undecided})
        _say(
            f"À décider : {count(number, 'libellé')}, dans {path}. Ouvrez-le dans un tableur, relisez la colonne "
            f"« décision », enregistrez, puis relancez avec --decisions {path}"
        )


def _vocabulary() -> Vocabulary:
    return read_vocabulary(settings().data_dir / "vocabulary")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


_COMMANDS = (
    (build, "build", "reconstruire et vérifier toutes les tables"),
    (status, "status", "dire ce qui est tenu, d'où, depuis quand, avec quelle empreinte"),
    (schema, "schema", "écrire schema.json (Table Schema) à partir du schéma du projet"),
    (lambda _: _say(settings_table()), "settings", "dire les réglages, leur valeur par défaut et leur effet"),
    (check_file, "check", "vérifier un fichier publié, sans rien écrire"),
    (add_file, "add", "vérifier un fichier publié et l'ajouter"),
    (run_history, "history", "prendre dans les sources publiques toutes les éditions qui manquent"),
    (run_sync, "sync", "prendre ce qui est nouveau ou changé sur data.gouv.fr"),
)

if __name__ == "__main__":
    sys.exit(main())
