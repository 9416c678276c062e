"""The Table Schema says of the published table what it is, so that the State's validators accept it."""

import json
import re

import pandas as pd
import pytest

from data.model.dataset import Dataset
from data.model.folders import DATA_DIR
from data.model.french import is_missing
from data.model.labels import read_vocabulary
from data.model.schema import PROJECTS
from data.model.table_schema import schema_text

SCHEMA = json.loads((DATA_DIR / "schema.json").read_text(encoding="utf-8"))
TYPES = {
    "string": r".+",
    "integer": r"-?\d+",
    "number": r"-?\d+(,\d+)?",
    "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
    "boolean": r"oui|non",
}


def faults(field: dict, value: str) -> list[str]:
    """What is wrong in a cell, as the specification of Table Schema reads it."""
    constraints = field["constraints"]
    if value in SCHEMA["missingValues"]:
        return ["required"] if constraints["required"] else []
    if not re.fullmatch(TYPES[field["type"]], value, re.DOTALL):
        return ["type"]
    found = []
    if "enum" in constraints and value not in constraints["enum"]:
        found.append("enum")
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], value):
        found.append("pattern")
    if "minimum" in constraints and float(value.replace(",", ".")) < constraints["minimum"]:
        found.append("minimum")
    return found


def written(value: object, kind: str) -> str:
    """A value as a French CSV writes it."""
    if is_missing(value):
        return ""
    if kind == "yes_no":
        return "oui" if value else "non"
    if kind == "month" and isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if kind == "integer":
        return str(int(str(value).removesuffix(".0")))
    return repr(value).replace(".", ",") if isinstance(value, float) else str(value)


def test_the_schema_in_the_repository_is_the_one_generated() -> None:
    """Run `python -m data schema` when a column changes."""
    expected = schema_text(read_vocabulary(DATA_DIR / "vocabulary"))
    assert (DATA_DIR / "schema.json").read_text(encoding="utf-8") == expected


def test_the_schema_describes_every_column_in_order() -> None:
    assert [field["name"] for field in SCHEMA["fields"]] == [column.header for column in PROJECTS]
    assert all(field["title"] and field["description"] for field in SCHEMA["fields"])
    assert set(SCHEMA["primaryKey"]) <= {field["name"] for field in SCHEMA["fields"]}


def test_the_table_that_leaves_follows_the_schema(dataset: Dataset) -> None:
    lines = [
        {column.header: written(record[column.name], column.kind) for column in PROJECTS}
        for record in dataset.projects.to_dict("records")
    ]
    found = {
        (field["name"], fault, line[field["name"]])
        for line in lines
        for field in SCHEMA["fields"]
        for fault in faults(field, line[field["name"]])
    }
    assert found == set()
    keys = [tuple(line[name] for name in SCHEMA["primaryKey"]) for line in lines]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("cout_meur", "douze", "type"),
        ("cout_meur", "-3", "minimum"),
        ("phase", "inventee", "enum"),
        ("debut", "janvier 2015", "type"),
        ("ministere_id", "interieur|inconnu", "pattern"),
        ("projet", "", "required"),
    ],
)
def test_the_schema_refuses_what_is_wrong(name: str, value: str, fault: str) -> None:
    field = next(field for field in SCHEMA["fields"] if field["name"] == name)
    assert faults(field, value) == [fault]
