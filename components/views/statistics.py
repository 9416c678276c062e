"""Statistiques: what the service offers, counted; its visitors, not."""

from dash.development.base_component import Component

from components.views.prose import bullets, link, section
from data.model import french
from data.model.dataset import Dataset


def body(_view: object, _state: object, dataset: Dataset, *_draw: object) -> list[Component]:
    """That nothing is counted of visits, and what can be said without counting them."""
    published, table = dataset.latest_published, dataset.latest_table
    return [
        section(
            "Audience : rien n'est compté",
            "Ce service ne mesure pas sa fréquentation : ni cookie, ni traceur, ni compteur, ni analyse des adresses "
            "IP. Aucun chiffre de visites n'existe donc, et aucun ne peut être publié.",
            "Ce choix est assumé : une page publique de transparence se consulte sans être suivi. S'il fallait un jour "
            "mesurer l'audience, ce serait sans cookie ni adresse, et cette page dirait comment.",
        ),
        section(
            "Ce que le service met à disposition",
            bullets(
                f"{french.count(len(dataset.editions), 'édition suivie', 'éditions suivies')}, dont "
                f"{french.number(len(dataset.held_editions))} avec leur tableau de projets",
                f"{french.count(dataset.projects['project'].nunique(), 'projet distinct', 'projets distincts')} et "
                f"{french.count(len(dataset.projects), 'ligne')} de données, toutes téléchargeables",
                f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))})",
                f"Dernier tableau de projets : édition {table} ({french.month(dataset.reference_date(table))})",
            ),
        ),
        section(
            "État du service",
            [
                "L'état du service et l'identifiant des données servies sont publics : ",
                link("/healthz", "/healthz"),
                " (JSON).",
            ],
        ),
    ]
