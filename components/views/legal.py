"""Mentions légales, and the budget: who answers for the site, with which rights and which money."""

from dash.development.base_component import Component

from components.addresses.site import LICENCE, LICENCE_ADDRESS, site
from components.views.prose import link, mail_link, section, terms


def body(*_context: object) -> list[Component]:
    """Publisher, director, host, licences, source code."""
    who = site()
    return [
        section(
            "Éditeur",
            terms(
                ("Édité par", who.publisher),
                ("Adresse et téléphone", who.publisher_address),
                ("Directeur ou directrice de la publication", who.director),
                ("Contact", mail_link(who.contact)),
            ),
        ),
        section("Hébergement", terms(("Hébergeur", who.host), ("Adresse et téléphone", who.host_address))),
        section(
            "Données",
            [
                "Les données viennent des éditions du Panorama des grands projets numériques de l'État, publiées "
                "par la Direction interministérielle du numérique (DINUM) sous ",
                link(LICENCE, LICENCE_ADDRESS),
                ". Elles peuvent être réutilisées librement, à condition de nommer la source et la date de la dernière "
                "mise à jour.",
            ],
            "Les coûts sont des estimations du coût complet d'un projet ; ce ne sont ni des dépenses, ni des budgets "
            "votés. Les mesures calculées par ce site (médianes, évolutions depuis la première édition connue) "
            "n'engagent que lui : elles sont toujours distinguées des chiffres publiés.",
        ),
        section(
            "Code source",
            ["Le code de ce site est libre, sous licence MIT. ", *_source_code()],
            anchor="code-source",
        ),
        section(
            "Liens et reprise",
            [
                "Tout site peut faire un lien vers ces pages sans demander d'accord. L'affichage dans un cadre "
                "est ouvert aux sites autorisés par l'exploitant : voir ",
                link("Intégrer une vue", "/integration"),
                ".",
            ],
        ),
    ]


def _source_code() -> list[str | Component]:
    address = site().source_url
    if not address:
        return ["L'exploitant de ce site n'a pas indiqué l'adresse à laquelle il le publie."]
    return ["Il est publié à l'adresse ", link(address, address), "."]


def budget_body(*_context: object) -> list[Component]:
    """What the service costs, or where it is said."""
    address = site().budget_url
    said: list[str | Component] = (
        ["Le budget du service est publié à l'adresse ", link(address, address), "."]
        if address
        else ["L'exploitant de ce site n'a pas encore publié le budget du service."]
    )
    return [
        section("Coût du service", said),
        section(
            "Ce qui fait ce coût",
            "Le site n'achète ni licence, ni police de caractères, ni service tiers : il fonctionne avec des logiciels "
            "libres sur un seul serveur, sans base de données. Son coût se compose de l'hébergement et du temps des "
            "personnes qui le maintiennent et qui relisent chaque nouvelle édition.",
        ),
    ]
