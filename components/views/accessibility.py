"""The accessibility statement, in the form set by the decree: non-compliant until an audit."""

from dash.development.base_component import Component

from components.addresses.site import site
from components.views.prose import bullets, link, mail_link, section

ESTABLISHED_ON = "22 novembre 2026"
REFERENCE = "référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1.2"


def body(*_context: object) -> list[Component]:
    """State of compliance, what was tested and how, known limits, contact, ways of appeal."""
    who = site()
    publisher = who.publisher or "L'exploitant de ce site"
    address = f" ({who.public_url})" if who.public_url else ""
    return [
        section(
            "Engagement",
            f"{publisher} s'engage à rendre ce service accessible, conformément à l'article 47 de la loi n° "
            "2005-102 du 11 février 2005.",
            "Cette déclaration d'accessibilité s'applique au Panorama des grands projets numériques de l'État"
            f"{address}, affiché en pleine page ou intégré dans un autre site.",
        ),
        section(
            "État de conformité",
            f"Le service est non conforme avec le {REFERENCE}, car il n'existe aucun résultat d'audit en cours de "
            "validité permettant de mesurer le respect des critères.",
        ),
        _tests(),
        section(
            "Contenus non accessibles",
            "Faute d'audit, la liste des non-conformités n'est pas établie. Limites connues :",
            bullets(
                "Les graphiques ne se parcourent pas au clavier point par point. Chacun a un titre qui dit son "
                "message, une description en phrases et un tableau de toutes ses valeurs, affiché par le bouton "
                "« Tableau » qui le précède.",
                "Les classeurs et présentations à télécharger n'ont pas été vérifiés avec un lecteur d'écran ; leur "
                "contenu se trouve aussi dans les pages.",
                "Aucun essai n'a encore été mené par des personnes qui utilisent une technologie d'assistance au "
                "quotidien.",
            ),
            "Aucune dérogation pour charge disproportionnée n'est invoquée.",
        ),
        section(
            "Établissement de cette déclaration",
            f"Cette déclaration a été établie le {ESTABLISHED_ON}. Technologies : HTML5, WAI-ARIA, CSS, "
            f"JavaScript, SVG.",
        ),
        section(
            "Retour d'information et contact",
            [
                "Si vous ne parvenez pas à accéder à un contenu, écrivez à : ",
                mail_link(who.contact),
                ". Vous serez orienté vers une alternative accessible ou obtiendrez le contenu sous une autre forme. "
                "Une réponse est due sous sept jours.",
            ],
        ),
        section(
            "Voies de recours",
            "Si vous avez signalé un défaut d'accessibilité qui vous empêche d'accéder à un contenu et que vous n'avez "
            "pas obtenu de réponse satisfaisante, vous pouvez :",
            bullets(
                ["écrire un message au ", link("Défenseur des droits", "https://formulaire.defenseurdesdroits.fr/")],
                ["contacter ", link("le délégué du Défenseur des droits dans votre région",
                                    "https://www.defenseurdesdroits.fr/carte-des-delegues")],
                "envoyer un courrier par la poste (gratuit, ne pas mettre de timbre) : Défenseur des droits, Libre "
                "réponse 71120, 75342 Paris CEDEX 07",
            ),
        ),
    ]  # fmt: skip


def _tests() -> Component:
    return section(
        "Ce qui a été testé, et comment",
        "En attendant un audit, ces vérifications sont rejouées à chaque modification du code, sur toutes les vues :",
        bullets(
            "règles automatiques axe-core (WCAG 2.1, niveaux A et AA) dans Chromium : en pleine page et en cadre, en "
            "thème clair et en thème sombre, à la largeur d'un téléphone et d'un ordinateur, avec et sans filtre ; "
            "aucune violation n'est admise",
            "parcours au clavier seul, sans piège : lien d'évitement, menu, filtre, graphique, tableau, "
            "téléchargement, retour",
            "largeur de 320 pixels, texte agrandi à 200 % et espacement du texte augmenté, sans défilement horizontal "
            "ni perte de contenu",
            "page lue sans JavaScript : titre, chiffres clés, phrases et tableau des projets",
        ),
        "Un outil automatique ne détecte qu'une partie des défauts : ces vérifications ne remplacent pas un audit.",
    )
