"""The views about the service itself, reached from the footer; they compute nothing and need no script."""

from collections.abc import Callable, Sequence

from components.views import accessibility, eco_design, integration, legal, privacy, statistics
from components.views.view import View

Navigation = Callable[[], Sequence[tuple[str, str]]]


def views(navigation: Navigation) -> tuple[View, ...]:
    """The views about the service.

    Args:
        navigation: Gives path and name of the views that can be embedded, once they are all known.
    """
    return (
        View(
            path="/integration",
            name="Intégrer une vue",
            title="Intégrer une vue dans une page",
            description="Le code à copier pour afficher une vue du Panorama des grands projets numériques de l'État "
            "dans une autre page, avec la sélection de votre choix.",
            body=lambda _view, state, dataset, _draw: integration.body(state, dataset, navigation()),
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/accessibilite",
            name="Accessibilité : non conforme",
            title="Déclaration d'accessibilité",
            description="État de conformité au référentiel général d'amélioration de l'accessibilité, tests menés, "
            "contact et voies de recours.",
            body=accessibility.body,
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/mentions-legales",
            name="Mentions légales",
            title="Mentions légales",
            description="Éditeur, direction de la publication, hébergeur, licences des données et du code.",
            body=legal.body,
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/donnees-personnelles",
            name="Données personnelles",
            title="Données personnelles et cookies",
            description="Aucun cookie, aucun traceur, aucune mesure d'audience : ce que garde le journal du serveur et "
            "vos droits.",
            body=privacy.body,
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/ecoconception",
            name="Écoconception",
            title="Écoconception du service",
            description="Poids et nombre de requêtes mesurés de chaque page, et les choix qui les tiennent bas.",
            body=eco_design.body,
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/stats",
            name="Statistiques",
            title="Statistiques du service",
            description="Aucune visite n'est comptée ; ce que le service met à disposition, en chiffres.",
            body=statistics.body,
            in_navigation=False,
            is_live=False,
        ),
        View(
            path="/budget",
            name="Budget",
            title="Budget du service",
            description="Ce que coûte le service et ce qui fait ce coût.",
            body=legal.budget_body,
            in_navigation=False,
            is_live=False,
        ),
    )
