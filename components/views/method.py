"""Méthode: what the figures mean, how those of this site are calculated, where series break, what cannot be known.

Questions and answers cover all that the former page answered, in this project's own words.
"""

from dash import html
from dash.development.base_component import Component

from components.addresses.view_state import ViewState
from components.views.prose import bullets, link, section, terms
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.model.schema import PROJECTS

PATH = "/methode"


def body(_view: View, _state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """Definitions, calculation, breaks, limits, questions and answers."""
    return [
        html.P(
            french.typeset(
                "Ce que disent les chiffres, comment ceux de ce site sont calculés, et ce qu'ils ne permettent pas de "
                "dire."
            ),
            className="chapeau",
        ),
        _drifts(),
        _calculation(),
        _columns(),
        _breaks(dataset),
        _limits(),
        _questions(),
    ]


def _drifts() -> html.Section:
    return section(
        "Quatre écarts, jamais mélangés",
        terms(
            (
                "Écart publié",
                "La moyenne imprimée par l'éditeur pour l'édition, calendaire ou budgétaire. Elle n'existe que pour "
                "l'ensemble du panorama : aucun fichier ouvert ne donne l'écart d'un projet ni son estimation "
                "initiale, elle ne peut donc être ni recalculée, ni filtrée.",
            ),
            (
                "Écart calculé depuis la première édition connue",
                "Pour chaque projet : valeur de l'édition ÷ première valeur publiée − 1, en %. Pour la fin prévue : "
                "différence en mois. La première valeur connue n'est pas l'estimation initiale.",
            ),
            (
                "Écart calculé depuis l'édition précédente",
                "Le même calcul avec la valeur de l'édition précédente détenue, sur les seuls projets présents aux "
                "deux (« projets communs »).",
            ),
            (
                "Écart pondéré",
                "Somme des coûts de l'édition ÷ somme des premiers coûts connus des mêmes projets − 1. La moyenne dit "
                "ce qui arrive à un projet ordinaire, l'écart pondéré ce qui arrive à l'argent : un très grand projet "
                "y pèse davantage.",
            ),
        ),
    )


def _calculation() -> html.Section:
    return section(
        "Règles de calcul",
        bullets(
            "Une valeur non publiée n'est jamais comptée pour zéro : chaque moyenne dit sur combien de projets elle "
            "porte.",
            f"Moyenne, médiane et quartiles sont donnés ensemble. Sous {MINIMUM_FOR_A_MEAN} projets, aucune moyenne : "
            f"les projets sont listés.",
            "Fin prévue = mois de début + durée prévue, arrondie au mois. Un début déplacé déplace donc la fin : il "
            "est montré à part.",
            "Un filtre sur une édition passée porte sur la valeur de cette édition : un projet « en déploiement » "
            "l'est à l'édition où il est imprimé ainsi.",
            "Un libellé qui couvre deux ministères compte dans les deux filtres et une seule fois dans les totaux.",
            "Entrant : absent de l'édition précédente. Sortant : absent de l'édition considérée. Un changement de "
            "phase ou de nom n'est ni l'un ni l'autre.",
            "Comparaison de deux totaux : entrants, sortants, réévaluations et coûts publiés ou retirés s'additionnent "
            "exactement. Une variation de 0,05 M€ au plus est tenue pour un arrondi d'impression.",
            "Un ministère est suivi d'un gouvernement à l'autre sous un même portefeuille ; le libellé imprimé est "
            "gardé et affiché.",
        ),
    )


def _columns() -> html.Section:
    pairs = [
        (f"{column.label} ({column.header})", f"{column.definition}{f' En {column.unit}.' if column.unit else ''}")
        for column in PROJECTS
    ]
    return section(
        "Définitions des colonnes",
        html.Details([html.Summary(f"Les {len(pairs)} colonnes de la table des projets"), terms(*pairs)]),
    )


def _breaks(dataset: Dataset) -> html.Section:
    described = dataset.breaks.drop_duplicates("break").sort_values("edition", kind="stable")
    items = [
        f"À l'édition {line['edition']} – {line['name']} : {line['explanation']} (Source : {line['source']}.)"
        for line in described.to_dict("records")
    ]
    return section(
        "Ruptures de série",
        "Aucune courbe n'est tracée à travers une rupture, aucune tendance n'est calculée de part et d'autre.",
        bullets(*items),
    )


def _limits() -> html.Section:
    return section(
        "Ce que ces chiffres ne disent pas",
        bullets(
            "Ce sont des estimations, pas des dépenses. Le panorama ne publie ni les montants engagés, ni les montants "
            "payés.",
            "Les bénéfices attendus ou obtenus ne sont pas publiés : un coût qui monte n'est pas un échec, un coût qui "
            "baisse n'est pas un succès. Le périmètre d'un projet peut avoir changé.",
            "La première valeur connue n'est pas la prévision initiale : l'historique commence en novembre 2016 et, "
            "pour chaque projet, à son entrée. L'évolution calculée ici est donc souvent plus faible que l'écart "
            "publié.",
            "La raison d'une entrée, d'une sortie ou d'une réévaluation n'est pas publiée. Sortir du panorama ne veut "
            "pas dire être livré.",
            "Rien ne dit si les montants sont en euros courants ou constants : sur un projet long, l'inflation peut "
            "expliquer une part de la hausse.",
            "Les moyennes changent aussi quand la liste change : un projet très réévalué qui sort fait baisser la "
            "moyenne. L'option « projets communs » de la comparaison écarte cet effet.",
            "Les tableaux de plusieurs éditions ne sont pas détenus : ce qui s'est passé entre deux tableaux n'est pas "
            "daté plus finement.",
        ),
    )


_QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "Qu'est-ce que le panorama ?",
        "La liste des projets numériques de l'État les plus importants, tenue par la DINUM (la DINSIC jusqu'en 2019) "
        "et publiée depuis novembre 2016 : pour chacun, qui le porte, où il en est, ce qu'il devrait coûter et durer.",
    ),
    (
        "Quels projets y figurent ?",
        "Ceux dont l'effet sur les usagers, les agents ou les ministères est fort, ceux qui sont complexes ou risqués, "
        "et ceux dont l'enjeu financier est élevé. Le repère est un coût global de 9 M€. Des projets plus petits y ont "
        "figuré au début. Les ministères déclarent leurs projets, la DINUM les recense.",
    ),
    (
        "Qu'est-ce qu'un projet interministériel ?",
        "Un projet dont plusieurs ministères bénéficient, quel que soit celui qui le porte.",
    ),
    (
        "Qu'y a-t-il dans le coût complet estimé ?",
        "La construction, personnel de l'État compris, puis deux ans (24 mois) d'exploitation et de maintenance. "
        "Depuis l'édition 13, la part des infrastructures de production et des infrastructures partagées y est "
        "comptée, et les deux ans partent de la mise en service d'une partie significative du produit (méthode agile) "
        "ou de son ensemble (cycle en V).",
    ),
    (
        "Comment le coût total est-il obtenu ?",
        "C'est la somme des coûts prévus. Les projets en cadrage n'y sont pas, ni, depuis l'édition 8, ceux dont la "
        "trajectoire est en cours de révision. Depuis l'édition 13, le total imprimé dépasse pourtant la somme des "
        "coûts du tableau : il comprend des coûts que le tableau ne donne pas. La page Données montre l'écart.",
    ),
    (
        "Comment la durée moyenne est-elle obtenue ?",
        "C'est la moyenne simple des durées prévues publiées, du lancement à la fin prévue. Les projets sans durée ne "
        "comptent pas.",
    ),
    (
        "Que mesurent l'écart calendaire et l'écart budgétaire moyens ?",
        "De combien, en moyenne, la durée et le coût prévus aujourd'hui s'éloignent de ce qui était prévu au départ. "
        "C'est la moyenne des taux de tous les projets, dans l'esprit des indicateurs de coût et de délai des projets "
        "annuels de performances. Le taux de chaque projet n'est pas publié.",
    ),
    (
        "Que veulent dire les phases ?",
        "Cadrage : faisabilité, pas encore d'investissement lourd. Conception / réalisation : le produit se construit. "
        "Expérimentation : une première version sert réellement, à petite échelle. Déploiement : généralisation. Quand "
        "plusieurs sont menées de front, celle qui mobilise le plus de moyens est retenue. « Terminé » apparaît à "
        "partir de l'édition 5.",
    ),
    (
        "Pourquoi certains coûts et certaines durées manquent-ils ?",
        "En cadrage, ils ne sont pas encore arrêtés. Pendant un appel d'offres ou une révision de trajectoire, ils "
        "sont retenus volontairement. Ce site écrit alors « non publié ».",
    ),
    (
        "Qu'est-ce que la zone fonctionnelle ?",
        "Le domaine de l'action publique que le projet sert d'abord : ressources humaines, fiscalité, santé… Les "
        "libellés imprimés variant beaucoup, ils sont regroupés dans une liste relue.",
    ),
    (
        "Que sont les programmes de financement ?",
        "Les programmes budgétaires (P suivi de trois chiffres) ou les fonds qui paient le projet.",
    ),
    (
        "À quelle date se rapportent les chiffres, et quand sont-ils publiés ?",
        "Chaque édition a un mois de référence ; la publication suit de quelques semaines (2016–2018) à plusieurs mois "
        "(depuis 2019). Le rythme, d'abord de trois à quatre éditions par an, est devenu semestriel fin 2020.",
    ),
    (
        "Où trouver les données, et que peut-on en faire ?",
        "Sur la page Données de ce site, et sur data.gouv.fr pour les fichiers de l'éditeur. La Licence Ouverte 2.0 "
        "permet toute réutilisation qui cite la source et la date.",
    ),
)
"""Question and answer."""


def _questions() -> html.Section:
    items = [
        html.Details([html.Summary(french.typeset(question)), html.P(french.typeset(answer))])
        for question, answer in _QUESTIONS
    ]
    return section(
        "Questions et réponses",
        html.Div(items, className="texte"),
        ["Les fichiers, le rapprochement et la table des noms sont sur la page ", link("Données", "/donnees"), "."],
    )
