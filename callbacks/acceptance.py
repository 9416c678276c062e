"""A dataset is served only after what visitors may open was rendered from it once."""

import logging
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from dash import Dash
from flask import Flask
from werkzeug.test import Client

from callbacks import request_guard
from callbacks.errors import FAULTS
from callbacks.files import FORMATS, LISTINGS, TABLES
from callbacks.health import OWN_REQUEST
from callbacks.slow_exports import DECKS
from components.charts.catalogue import CHARTS
from components.files import feed
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError

MAX_PROBLEMS = 5
RETRY_SECONDS = 0.5
_log = logging.getLogger(__name__)
_EXTREMES = ("start", "end", "planned_duration_years", "cost_meur", "cost_change_pct", "slip_months")


def register(app: Dash) -> None:
    """Check every dataset of this process before it is served."""
    store.accept_with(lambda dataset: check(app, dataset))


def check(app: Dash, dataset: Dataset) -> None:
    """Raise a `SourceError` that names what cannot be rendered from the current dataset of this thread."""
    _log.info("rendering every page and file of dataset %s once before it is served", dataset.id)
    client, problems = site_client(app), list[str]()
    views = [view for view in VIEWS.values() if view.is_live and view.charts and not view.is_single_chart]
    questions = [request_guard.request_of(view.path, "", " ".join(view.charts)) for view in views]
    requests: list[tuple[str, dict[str, Any]]] = [(address, {}) for address in addresses(dataset)]
    requests += [(request_guard.PATH, {"method": "POST", "json": question}) for question in questions]
    for address, body in requests:
        faults: list[Exception] = []
        options: dict[str, Any] = {"headers": {"Accept-Encoding": "br"}, "environ_overrides": {FAULTS: faults}, **body}
        while (response := client.open(address, base_url=_origin(app), **options)).status_code == 429:
            time.sleep(RETRY_SECONDS)  # visitors hold the slots of exports
        if faults or response.status_code != 200:
            reason = f"{faults[0]!r}" if faults else f"réponse {response.status_code}"
            problems.append(
                f"{address} ne peut pas être préparé avec ces données ({reason}) ; le journal dit où, rétablissez les "
                "fichiers changés"
            )
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise SourceError(problems)


def addresses(dataset: Dataset) -> list[str]:
    """Every view, chart, export and the feed; of what projects and ministries have, that of the most unusual ones."""
    return [
        *(path for path in VIEWS if "<" not in path),
        *(f"/projets/{slug}" for slug in dict.fromkeys(_unusual_projects(dataset))),
        *(f"/export/graphique/{name}.{form}" for name in CHARTS for form in ("csv", "svg")),
        *(f"/export/{name}.{form}" for name in TABLES for form in FORMATS),
        *(f"/export/tableau.csv?vue={path}" for path in LISTINGS),
        *(f"/export/presentation.{form}" for form in DECKS),
        *(f"/export/projet/{slug}.pdf" for slug in _most_and_least(dataset.projects["project"])),
        *(f"/export/ministere/{slug}.pdf" for slug in _most_and_least(dataset.projects["ministries"])),
        f"/export/graphique/{next(iter(CHARTS))}.png",
        feed.PATH,
        "/sitemap.xml",
    ]


def site_client(app: Dash) -> Client:
    """A client of this process, inside the base path of the site, whose requests are not counted."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Flask.wsgi_app(app.server, environ | {OWN_REQUEST: True}, start_response)

    return Client(answer)


def _origin(app: Dash) -> str:
    """An origin at which the application answers."""
    hosts = app.server.config.get("TRUSTED_HOSTS") or []
    return f"http://{hosts[0].removeprefix('.') if hosts else 'localhost'}"


def _most_and_least(slugs: pd.Series) -> list[str]:
    """The slug with most rows and that with fewest, the first of those that are joined."""
    counts = slugs.astype(str).str.partition("|")[0].value_counts()
    return [*dict.fromkeys(counts.index[[0, -1]])]


def _unusual_projects(dataset: Dataset) -> Iterator[object]:
    """The projects with the lowest and highest value of each measure, and those with none."""
    projects = dataset.projects
    for column in _EXTREMES:
        known = projects[column].dropna()
        if len(known):
            yield from projects.loc[[known.idxmin(), known.idxmax()], "project"]
        yield from projects["project"][projects[column].isna()].head(1)
