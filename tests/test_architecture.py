"""Imports go one way: data ← components ← callbacks ← app.py."""

import ast
import re
from pathlib import Path

import pytest

from components.charts.parts import tokens

ROOT = Path(__file__).parents[1]
LAYERS = ("data", "components", "callbacks", "app")
"""From the lowest up: a module may import its own layer and those before it."""
FORBIDDEN_IN_DATA = ("dash", "plotly", "flask")


def imports(path: Path) -> list[tuple[int, str]]:
    """Every module that a file imports, with its line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def layer(module: str) -> int | None:
    """Position of a module's layer, None for what is not ours."""
    belongs = [name for name in LAYERS if module == name or module.startswith(f"{name}.")]
    return LAYERS.index(max(belongs, key=len)) if belongs else None


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


SOURCES = [
    ROOT / "app.py",
    *(path for name in ("data", "components", "callbacks") for path in (ROOT / name).rglob("*.py")),
]


def violations(path: Path, module: str) -> list[str]:
    own = layer(module)
    assert own is not None
    lines = []
    for number, imported in imports(path):
        position = layer(imported)
        is_store = imported in ("data.store", "data.store.current", "data.store.dataset_store")
        if position is not None and position > own:
            lines.append(f"{path.name}:{number}: {module} imports {imported}, a layer above it")
        if is_store and own < LAYERS.index("callbacks") and not module.startswith("data"):
            lines.append(f"{path.name}:{number}: {module} reads the store; only callbacks and app.py do")
        if module.startswith("data") and imported.split(".")[0] in FORBIDDEN_IN_DATA:
            lines.append(f"{path.name}:{number}: {module} knows {imported}")
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_go_one_way(path: Path) -> None:
    assert violations(path, module_of(path)) == []


def test_an_import_of_a_layer_above_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "cost.py"
    planted.write_text("from callbacks.results import drawn\nimport data.store\nimport dash\n")
    assert [line.split(":")[1] for line in violations(planted, "components.charts.cost")] == ["1", "1", "2"]
    assert [line.split(":")[1] for line in violations(planted, "data.cost")] == ["1", "1", "3"]
    assert violations(planted, "callbacks.cost") == []


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_figures_are_plain_values(path: Path) -> None:
    # plotly.py's classes check each attribute at each request; `tests/components/charts/` has it check them once.
    named = [f"{path.name}:{number}" for number, imported in imports(path) if imported.startswith("plotly.")]
    assert named == []


COLOUR = re.compile(r"(?<!&)#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgb|hsl)a?\(\s*\d", re.IGNORECASE)
PAINTED = [
    *SOURCES,
    ROOT / "bin" / "draw-previews",
    *(path for path in (ROOT / "assets").rglob("*") if path.suffix in (".css", ".js")),
]


def colours_in(path: Path) -> list[str]:
    """The colours that a file writes itself: where, and what to do instead."""
    return [
        f"{path.name}:{number}: {found[0]} is a colour; name it in assets/colours.toml and read that token"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for found in COLOUR.finditer(line)
    ]


def test_no_hex_colour_outside_the_tokens_file() -> None:
    assert [line for path in PAINTED for line in colours_in(path)] == []


def test_a_colour_outside_the_tokens_file_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.css"
    planted.write_text("a { color: #FFF; }\nb { fill: var(--ink); }\n#aide { color: rgb(0 0 0 / 60%); }\n&#8239;\n")
    assert [line.split(":")[1] for line in colours_in(planted)] == ["1", "3"]


def test_every_colour_that_a_style_sheet_reads_is_a_token() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in (ROOT / "assets").glob("*.css")]
    used = {name for text in sheets for name in re.findall(r"var\(--([\w-]+)[,)]", text)}
    # These are no colours of the palette: a length, the typeface, or set by Python and scripts on the element itself.
    used -= {"pas", "echelle", "avance", "couleur", "marque", "typeface"}
    defined = set(re.findall(r"--([\w-]+):", tokens.custom_properties()))
    assert used - defined == set()
    assert set(tokens.PAGE) - used == set()
