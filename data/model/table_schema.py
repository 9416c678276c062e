"""The Table Schema of the published dataset, generated from `schema.PROJECTS`: what the State's validators read."""

import json

from data.model.labels import Vocabulary
from data.model.schema import PROJECTS, Column

VERSION = "1.0.0"
_TYPES = {"text": "string", "integer": "integer", "number": "number", "month": "yearmonth", "day": "date",
          "yes_no": "boolean"}  # fmt: skip
# Exported files are written for French readers.
_WRITTEN: dict[str, dict[str, object]] = {
    "yes_no": {"trueValues": ["oui"], "falseValues": ["non"]},
    "number": {"decimalChar": ","},
}


def table_schema(vocabulary: Vocabulary) -> dict[str, object]:
    """The schema of the table of projects, as specs.frictionlessdata.io/table-schema describes it."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "panorama-grands-projets-numeriques",
        "title": "Panorama des grands projets numériques de l'État",
        "description": (
            "Une ligne par projet et par édition du panorama publié par la direction interministérielle du numérique. "
            "Une cellule vide est une valeur non publiée, jamais zéro."
        ),
        "version": VERSION,
        "countryCode": "FR",
        "keywords": ["numérique", "projets", "État", "coûts", "panorama"],
        "sources": [{"title": "DINUM, Panorama des grands projets numériques de l'État, Licence Ouverte 2.0"}],
        "fields": [_field(column, vocabulary) for column in PROJECTS],
        "missingValues": [""],
        "primaryKey": ["edition", "projet_id"],
    }


def schema_text(vocabulary: Vocabulary) -> str:
    """The content of data/schema.json."""
    return json.dumps(table_schema(vocabulary), ensure_ascii=False, indent=2) + "\n"


def _field(column: Column, vocabulary: Vocabulary) -> dict[str, object]:
    unit = f" En {column.unit}." if column.unit else ""
    return {
        "name": column.header,
        "title": column.label,
        "description": f"{column.definition}{unit}",
        "type": _TYPES[column.kind],
        **_WRITTEN.get(column.kind, {}),
        "constraints": {"required": column.required, **_constraints(column, vocabulary)},
    }


def _constraints(column: Column, vocabulary: Vocabulary) -> dict[str, object]:
    ministries = "|".join(vocabulary.ministries.names)
    constraints: dict[str, dict[str, object]] = {
        "edition": {"minimum": 1},
        "project": {"pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"},
        "ministries": {"pattern": f"^(?:{ministries})(?:\\|(?:{ministries}))*$"},
        "phase": {"enum": list(vocabulary.phases.names)},
        "functional_area": {"enum": list(vocabulary.functional_areas.names)},
        "programmes": {"pattern": "^(?:(?:P[0-9]{3}|[A-Z]{2,}) ?)+$"},
        **{name: {"minimum": 0} for name in ("planned_duration_years", "cost_meur", "first_cost_meur")},
    }
    return constraints.get(column.name, {})
