"""Every column once: its type, unit, French label and definition.

Three tables: an edition's file (`EDITION_FILE`), the projects of all editions (`PROJECTS`), and the editions
(`EDITIONS`). Frames use `name`; exports use `header`.
"""

from dataclasses import dataclass
from typing import Literal

FIRST_YEAR = 1990
"""Before any project of the panorama began."""
YEARS_AHEAD = 10
"""How long after the edition a start is still plausible."""
MAX_YEARS, MAX_MEUR = 50.0, 5_000.0
"""The longest duration and the highest cost of one project."""
Kind = Literal["text", "integer", "number", "month", "day", "yes_no"]


@dataclass(frozen=True)
class Column:
    """One column of a table: `name` in frames (the unit comes last), `header` in exports, the rest for visitors.

    `month` is written `2021-11`, `yes_no` « oui » or « non »; a required column has a value on each line.
    """

    name: str
    header: str
    kind: Kind
    unit: str
    label: str
    definition: str
    required: bool = False


EDITION_FILE = (
    Column("published_name", "projet_publie", "text", "", "Nom publié",
           "Nom du projet tel qu'imprimé dans l'édition.", required=True),
    Column("published_ministry", "ministere_publie", "text", "", "Ministère publié",
           "Ministère porteur tel qu'imprimé dans l'édition.", required=True),
    Column("is_interministerial", "interministeriel", "yes_no", "", "Interministériel",
           "Le projet bénéficie à plusieurs ministères.", required=True),
    Column("start", "debut", "month", "", "Début", "Mois de début du projet."),
    Column("planned_duration_years", "duree_annees", "number", "ans", "Durée prévisionnelle",
           "Durée prévisionnelle : jours/365 jusqu'à l'édition 7, mois entiers/12 à partir de l'édition 8."),
    Column("published_phase", "phase_publiee", "text", "", "Phase publiée",
           "Phase en cours telle qu'imprimée ; si plusieurs sont menées de front, la plus consommatrice.",
           required=True),
    Column("cost_meur", "cout_meur", "number", "M€", "Coût complet estimé",
           "Construction, masse salariale comprise, et deux ans d'exploitation et de maintenance. "
           "C'est une prévision, jamais une dépense."),
    Column("published_functional_area", "zone_publiee", "text", "", "Zone fonctionnelle publiée",
           "Zone fonctionnelle principale telle qu'imprimée."),
    Column("programmes", "programmes", "text", "", "Programmes",
           "Programmes budgétaires (P suivi de trois chiffres) et fonds qui financent le projet."),
)  # fmt: skip

PROJECTS = (
    Column("edition", "edition", "integer", "", "Édition", "Numéro de l'édition.", required=True),
    Column("reference_date", "date_reference", "month", "", "Date de référence",
           "Mois auquel se rapportent les chiffres de l'édition.", required=True),
    Column("project", "projet_id", "text", "", "Identifiant", "Identifiant stable du projet.", required=True),
    Column("name", "projet", "text", "", "Projet", "Nom actuel du projet.", required=True),
    EDITION_FILE[0],
    Column("ministries", "ministere_id", "text", "", "Portefeuille",
           "Portefeuille ministériel suivi d'un gouvernement à l'autre ; deux, séparés par |, "
           "quand le libellé couvre deux ministères.", required=True),
    Column("ministry_name", "ministere", "text", "", "Ministère", "Nom du portefeuille.", required=True),
    *EDITION_FILE[1:5],
    Column("end", "fin", "month", "", "Fin prévue", "Mois de début plus durée prévisionnelle."),
    Column("phase", "phase", "text", "", "Phase", "Phase dans l'édition considérée.", required=True),
    EDITION_FILE[6],
    Column("functional_area", "zone", "text", "", "Zone fonctionnelle",
           "Zone fonctionnelle, regroupée en une liste revue.", required=True),
    EDITION_FILE[8],
    Column("first_cost_meur", "cout_premiere_edition_meur", "number", "M€", "Premier coût connu",
           "Coût dans la première édition où il est publié. Ce n'est pas l'estimation initiale."),
    Column("cost_change_pct", "evolution_cout_pct", "number", "%", "Évolution du coût",
           "Coût de l'édition rapporté au premier coût connu, moins un."),
    Column("duration_change_pct", "evolution_duree_pct", "number", "%", "Évolution de la durée",
           "Durée prévisionnelle de l'édition rapportée à la première connue, moins un."),
    Column("slip_months", "decalage_fin_mois", "integer", "mois", "Décalage de la fin",
           "Fin prévue dans l'édition moins première fin prévue connue. Un début déplacé la déplace aussi."),
)  # fmt: skip

_EDITIONS = (
    Column("edition", "edition", "integer", "", "Édition", "Numéro de l'édition.", required=True),
    Column("reference_date", "date_reference", "month", "", "Date de référence",
           "Mois auquel se rapportent les chiffres."),
    Column("publication_date", "date_publication", "day", "", "Date de publication",
           "Jour de publication, ou mois quand lui seul est connu."),
    Column("projects_published", "projets_publies", "integer", "", "Projets (publié)", "Nombre de projets imprimé."),
    Column("projects_in_table", "projets_table", "integer", "", "Projets (tableau)",
           "Nombre de lignes du tableau des projets dans la sélection."),
    Column("interministerial_published", "interministeriels_publies", "integer", "",
           "Projets interministériels (publié)", "Nombre de projets interministériels imprimé."),
    Column("total_cost_published_meur", "cout_total_publie_meur", "number", "M€", "Coût total (publié)",
           "Total imprimé ; depuis l'édition 13 il comprend des coûts que le tableau ne donne pas."),
    Column("total_cost_meur", "cout_total_calcule_meur", "number", "M€", "Coût total (recalculé)",
           "Somme des coûts publiés au tableau, dans la sélection."),
    Column("mean_duration_published_years", "duree_moyenne_publiee", "number", "ans",
           "Durée moyenne (publiée)", "Moyenne imprimée."),
    Column("mean_duration_years", "duree_moyenne_calculee", "number", "ans", "Durée moyenne (recalculée)",
           "Moyenne des durées publiées au tableau, dans la sélection."),
    Column("schedule_drift_pct", "ecart_calendaire_publie_pct", "number", "%", "Écart calendaire (publié)",
           "Moyenne imprimée des écarts de durée par rapport aux prévisions initiales ; non recalculable."),
    Column("budget_drift_pct", "ecart_budgetaire_publie_pct", "number", "%", "Écart budgétaire (publié)",
           "Moyenne imprimée des écarts de coût par rapport aux prévisions initiales ; non recalculable."),
    Column("entrants", "entrants", "integer", "", "Entrants",
           "Projets absents de l'édition précédente : nombre publié, à défaut calculé entre deux tableaux "
           "qui se suivent ; toujours calculé quand une sélection est active."),
    Column("leavers", "sortants", "integer", "", "Sortants",
           "Projets de l'édition précédente absents de celle-ci, même règle. Motif non publié."),
    Column("source", "source", "text", "", "Source", "D'où viennent les chiffres publiés."),
)  # fmt: skip
_FLAGGED = ("projects_published", "interministerial_published", "total_cost_published_meur",
            "mean_duration_published_years", "schedule_drift_pct", "budget_drift_pct", "entrants",
            "leavers")  # fmt: skip
EDITIONS = (
    *_EDITIONS,
    *(
        Column(f"{column.name}_source", f"{column.header}_source", "text", "", f"{column.label} : provenance",
               "publié, source secondaire, déduit ou calculé à partir des tableaux de projets.")
        for column in _EDITIONS
        if column.name in _FLAGGED
    ),
)  # fmt: skip
