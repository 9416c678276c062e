"""Données personnelles: nothing is asked, nothing is stored on the visitor's machine, the server keeps a log."""

from dash.development.base_component import Component

from components.addresses.site import NOT_STATED, site
from components.views.prose import bullets, link, mail_link, section, terms


def body(*_context: object) -> list[Component]:
    """What is kept, why, for how long, and the rights of visitors."""
    who = site()
    return [
        section(
            "En bref",
            bullets(
                "Aucun compte, aucun formulaire qui demande qui vous êtes.",
                "Aucun cookie, aucun traceur, rien n'est enregistré sur votre appareil : il n'y a donc pas de "
                "bandeau de consentement.",
                "Aucune mesure d'audience, aucun appel à un service tiers.",
                "Votre sélection (ministère, phase…) se trouve dans l'adresse de la page, et nulle part ailleurs.",
            ),
        ),
        section(
            "Le journal du serveur",
            "Comme tout site, celui-ci peut tenir un journal technique : adresse IP, date, adresse demandée, réponse, "
            "navigateur. Une adresse IP est une donnée personnelle.",
            terms(
                ("Responsable du traitement", who.publisher),
                ("Finalité", "Assurer la sécurité du service et diagnostiquer ses pannes."),
                ("Base légale", "L'intérêt légitime à protéger le service."),
                ("Durée de conservation", f"{who.log_days} jours, puis effacement."),
                ("Destinataires", "Les personnes chargées de l'exploitation du site."),
                ("Sous-traitant", f"L'hébergeur : {who.host or NOT_STATED}."),
                ("Transfert hors de l'Union européenne", "Aucun du fait de ce logiciel."),
            ),
        ),
        section(
            "Vos droits",
            [
                "Vous pouvez demander l'accès à vos données, leur rectification, leur effacement ou la limitation de "
                "leur traitement, et vous y opposer, en écrivant à : ",
                mail_link(who.data_protection_contact or who.contact),
                ".",
            ],
            [
                "Si la réponse ne vous satisfait pas, vous pouvez saisir la ",
                link(
                    "Commission nationale de l'informatique et des libertés (CNIL)", "https://www.cnil.fr/fr/plaintes"
                ),
                ".",
            ],
        ),
        section(
            "Quand une vue est intégrée dans un autre site",
            "La vue intégrée suit les mêmes règles : elle n'enregistre rien et fonctionne même lorsque le navigateur "
            "bloque le stockage des sites tiers. Elle ne transmet à la page qui l'accueille que sa hauteur, en pixels. "
            "La page qui l'accueille a ses propres règles.",
        ),
    ]
