"""Écoconception: what the service weighs, measured, and how it keeps light."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.views.prose import bullets, link, section
from data.model import french

MEASURED_ON = "22 novembre 2026"


@dataclass(frozen=True)
class Measure:
    """What opening a view for the first time transfers.

    Attributes:
        view: What is opened.
        kilobytes: Transferred, compressed, in kB.
        requests: Number of requests.
        elements: Elements of the page outside drawings.
    """

    view: str
    kilobytes: int
    requests: int
    elements: int

    @property
    def eco_index(self) -> float:
        """EcoIndex, out of 100: quantiles of the reference (cnumr/ecoindex_reference), drawings not counted."""
        position = 3 * _quantile(self.elements, _ELEMENTS) + 2 * _quantile(self.requests, _REQUESTS)
        return 100 - 5 * (position + _quantile(self.kilobytes, _KILOBYTES)) / 6


_ELEMENTS = (
    0,
    47,
    75,
    159,
    233,
    298,
    358,
    417,
    476,
    537,
    603,
    674,
    753,
    843,
    949,
    1076,
    1237,
    1459,
    1801,
    2479,
    594601,
)
_REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
_KILOBYTES = (0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08,
              2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26)  # fmt: skip


def _quantile(value: float, bounds: tuple[float, ...]) -> float:
    above = next((position for position, bound in enumerate(bounds) if value < bound), None)
    if above is None:
        return 20.0
    low, high = bounds[above - 1], bounds[above]
    return above - 1 + (value - low) / (high - low)


MEASURES = (
    Measure("Synthèse, intégrée dans une autre page", 322, 4, 318),
    Measure("Synthèse", 322, 4, 374),
    Measure("Tendances", 325, 4, 578),
    Measure("Projets", 25, 3, 572),
    Measure("Page d'un projet", 313, 4, 379),
    Measure("Comparer", 317, 4, 535),
    Measure("Données", 21, 3, 505),
    Measure("Méthode", 22, 3, 229),
    Measure("Présentation (neuf diapositives)", 327, 4, 2183),
    Measure("Page de texte (celle-ci)", 19, 3, 186),
)
"""Measured by `tests/browser/weigh.py`; a second visit transfers the page alone."""


def body(*_context: object) -> list[Component]:
    """The targets, the measures and the choices."""
    return [
        section(
            "Mesures",
            french.typeset(
                f"Mesuré le {MEASURED_ON} dans Chromium, première visite sans cache, sur le service tel qu'il est "
                "livré. Objectifs du référentiel général d'écoconception de services numériques (RGESN) : moins "
                "de 1 000 ko et de 30 requêtes par page."
            ),
            _table(),
        ),
        section(
            "Ce qui le rend léger",
            bullets(
                "Aucune vidéo, aucune animation, aucune photographie, aucune police à télécharger, aucun service "
                "tiers.",
                "Le serveur dessine la page : titre, chiffres clés et phrases se lisent avant tout script, et "
                "sans lui.",
                "Les pages de texte, comme celle-ci, ne chargent que quelques lignes de script ; les filtres (150 ko) "
                "ne sont chargés qu'au premier geste de qui fait plus que lire.",
                "Les fichiers sont compressés et gardés par le navigateur ; une seconde visite ne les redemande pas.",
                "Les tableaux ne sont construits que lorsqu'ils sont demandés.",
                "Aucune base de données : un seul petit serveur suffit, et chaque sélection calculée sert aux "
                "suivants.",
            ),
        ),
        section(
            "Terminaux et débits",
            "Le service fonctionne sur les navigateurs des cinq dernières années, à partir de 320 pixels de large, et "
            "donne l'essentiel avec un débit de 512 kbit/s ou sans JavaScript.",
        ),
        section(
            "Déclaration",
            [
                "Cette page tient lieu de déclaration d'écoconception. Le service n'a pas fait l'objet d'une "
                "évaluation complète des 78 critères du ",
                link(
                    "RGESN",
                    "https://www.arcep.fr/mes-demarches-et-services/entreprises/fiches-pratiques/"
                    "referentiel-general-ecoconception-services-numeriques.html",
                ),
                ".",
            ],
        ),
    ]


def _table() -> html.Div:
    headers = ("Page", "Transféré (ko)", "Requêtes", "Éléments hors dessins", "EcoIndex (sur 100)")
    return html.Div(
        html.Table(
            [
                html.Caption("Poids d'une première visite"),
                html.Thead(html.Tr([html.Th(header, scope="col") for header in headers])),
                html.Tbody([_row(measure) for measure in MEASURES]),
            ],
            className="tableau",
        ),
        className="defile",
        tabIndex="0",
        role="region",
        **{"aria-label": "Poids d'une première visite"},
    )


def _row(measure: Measure) -> html.Tr:
    return html.Tr(
        [
            html.Th(french.typeset(measure.view), scope="row"),
            html.Td(french.number(measure.kilobytes)),
            html.Td(french.number(measure.requests)),
            html.Td(french.number(measure.elements)),
            html.Td(french.number(measure.eco_index)),
        ]
    )
