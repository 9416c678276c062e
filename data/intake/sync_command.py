"""The command line of `sync`: where to look, and what the operator sees meanwhile."""

import argparse
import sys
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from data.intake.download import Policy
from data.intake.resources import Resource
from data.intake.sync import Settings, sync
from data.store.settings import settings as environment

HOSTS = ("www.data.gouv.fr", "static.data.gouv.fr")
_BAR = 24


class MissingDatasetError(Exception):
    """No dataset was named."""


def add_sync_options(parser: argparse.ArgumentParser) -> None:
    """Give the command its options; each has its environment variable."""
    parser.add_argument("--dataset", metavar="ID", help="identifiant du jeu de données (PANORAMA_DATAGOUV_DATASET)")
    parser.add_argument(
        "--base-url",
        metavar="ADRESSE",
        help="adresse de data.gouv.fr (PANORAMA_DATAGOUV_URL, https://www.data.gouv.fr)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        metavar="HÔTE",
        help="hôte admis de plus (PANORAMA_DATAGOUV_HOSTS, avec des virgules)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="corriger aussi les éditions tenues d'une autre source que data.gouv.fr"
    )
    parser.add_argument("--force", action="store_true", help="accepter un fichier qui perd beaucoup de projets")


def run_sync(options: argparse.Namespace, folder: Path, *, say: Callable[[str], None]) -> bool:
    """Run `sync` as asked; True where something was refused.

    Raises:
        MissingDatasetError: Neither the option nor the environment names the dataset.
        SourceError: The dataset cannot be listed.
    """
    dataset = options.dataset or environment().datagouv_dataset
    if not dataset:
        raise MissingDatasetError
    base = options.base_url or environment().datagouv_url
    more = [*(options.allow_host or []), *environment().datagouv_hosts.split(",")]
    base_host = urllib.parse.urlsplit(base).netloc.casefold().removesuffix(":443")
    settings = Settings(
        folder=folder,
        base=base,
        dataset=dataset,
        policy=Policy(
            hosts=frozenset(name.strip().casefold() for name in (*HOSTS, base_host, *more) if name.strip()),
            is_local=environment().sync_local_tests,
        ),
        may_replace=options.replace,
        is_forced=options.force,
    )
    progress = _bar if sys.stderr.isatty() else None
    return bool(sync(settings, say=say, progress=progress).refused)


def _bar(resource: Resource, received: int, expected: int | None) -> None:
    share = min(1.0, received / expected) if expected else 0.0
    drawn = "#" * round(share * _BAR)
    known = f"{share:4.0%}" if expected else f"{received / 2**10:.0f} Kio"
    end = "\r\033[K" if expected and received >= expected else ""
    sys.stderr.write(f"\r{resource.title[:40]:<40} [{drawn:<{_BAR}}] {known}{end}")
    sys.stderr.flush()
