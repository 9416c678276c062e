"""A dataset is served only after what visitors may open was rendered from it once."""

from collections.abc import Iterator

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks import request_guard
from callbacks.errors import FAULTS
from callbacks.files import FORMATS, TABLES
from callbacks.slow_exports import DECKS
from components.charts.catalogue import CHARTS
from components.files import feed
from components.views import VIEWS
from components.views.trends import PATH as TRENDS
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.store.settings import settings

MAX_PROBLEMS = 5
_EXTREMES = ("start", "end", "planned_duration_years", "cost_meur", "cost_change_pct", "slip_months")


def register(app: Dash) -> None:
    """Check every dataset of this process before it is served."""
    store.accept_with(lambda dataset: check(app, dataset))


def check(app: Dash, dataset: Dataset) -> None:
    """Raise a `SourceError` that names what cannot be rendered from the current dataset of this thread."""
    client, problems = site_client(app), list[str]()
    question = request_guard.request_of(TRENDS, "", " ".join(CHARTS))
    for address in [*addresses(dataset), request_guard.PATH]:
        faults: list[Exception] = []
        options = {"headers": {"Accept-Encoding": "br"}, "environ_overrides": {FAULTS: faults}}
        response: TestResponse = (
            client.post(address, json=question, **options)
            if address == request_guard.PATH
            else client.get(address, **options)
        )
        if faults or response.status_code >= 500:
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
    """Every view, chart, export and the feed; of the pages of projects, those whose figures are the most unusual."""
    return [
        *(path for path in VIEWS if "<" not in path),
        *(f"/projets/{slug}" for slug in dict.fromkeys(_unusual_projects(dataset))),
        *(f"/export/graphique/{name}.{form}" for name in CHARTS for form in ("csv", "svg")),
        *(f"/export/{name}.{form}" for name in TABLES for form in FORMATS),
        *(f"/export/presentation.{form}" for form in DECKS),
        f"/export/graphique/{next(iter(CHARTS))}.png",
        feed.PATH,
        "/sitemap.xml",
    ]


def site_client(app: Dash) -> FlaskClient:
    """A client of this process under a name at which the site answers."""
    client = app.server.test_client()
    if hosts := settings().trusted_hosts.split():
        client.environ_base["HTTP_HOST"] = hosts[0].removeprefix(".")
    return client


def _unusual_projects(dataset: Dataset) -> Iterator[object]:
    """The projects with the lowest and highest value of each measure, and those with none."""
    projects = dataset.projects
    for column in _EXTREMES:
        known = projects[column].dropna()
        if len(known):
            yield from projects.loc[[known.idxmin(), known.idxmax()], "project"]
        yield from projects["project"][projects[column].isna()].head(1)
