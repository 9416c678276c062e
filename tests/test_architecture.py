"""The shape of the tree: imports go one way, files and folders stay small, names are plain; each failure says the fix.

`docs` and CONTRIBUTING give the same rules in words.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.charts.parts import tokens

ROOT = Path(__file__).parents[1]
ORDER = (
    "data.model",
    "data.questions",
    "data.store",
    "data.readers",
    "data.intake",
    "data",
    "components.addresses",
    "components.markup",
    "components.filters",
    "components.charts",
    "components.html",
    "components.files",
    "components.deck",
    "components.views",
    "components",
    "callbacks",
    "app",
)
"""Packages from the lowest up: a module may import its own package and those before it."""
ONLY_STORE_READERS = ("data", "callbacks", "app")
FORBIDDEN_IN_DATA = ("dash", "plotly", "flask")
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_FILES = 300, 60, 18
BANNED_NAMES = {"asked", "told", "kept", "made", "drawn", "held", "said", "place", "turn"}
"""Participles and riddles as names; `docs` of the house style say what to write instead."""

SOURCES = [
    ROOT / "app.py",
    ROOT / "gunicorn.conf.py",
    *sorted(path for name in ("data", "components", "callbacks") for path in (ROOT / name).rglob("*.py")),
]
FOLDERS = sorted({path.parent for path in SOURCES} - {ROOT})


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of everything that a file imports."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.lineno, node.module))
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def layer(module: str) -> int | None:
    """Position of a module's package in `ORDER`, None for what is not ours."""
    packages = [name for name in ORDER if module == name or module.startswith(f"{name}.")]
    return ORDER.index(max(packages, key=len)) if packages else None


def import_violations(path: Path, module: str) -> list[str]:
    own = layer(module)
    assert own is not None
    lines = []
    for number, imported in imports(path):
        position = layer(imported)
        top = module.split(".")[0]
        if position is not None and position > own:
            lines.append(
                f"{path.name}:{number}: {module} imports {imported}, which stands above it: move what it needs down, "
                f"to {ORDER[own]} or below"
            )
        if imported == "data.store" and top not in ONLY_STORE_READERS:
            lines.append(f"{path.name}:{number}: {module} reads the store: take the dataset as an argument instead")
        if top == "data" and imported.split(".")[0] in FORBIDDEN_IN_DATA:
            lines.append(f"{path.name}:{number}: {module} imports {imported}: what draws belongs in components/")
    return lines


def ring(graph: dict[str, set[str]]) -> list[str]:
    """One cycle of a graph, empty where there is none."""
    done: set[str] = set()

    def walk(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node not in done:
            for after in sorted(graph[node]):
                if found := walk(after, [*trail, node]):
                    return found
            done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := walk(node, []))), [])


def module_graph(*, of_folders: bool) -> dict[str, set[str]]:
    """Module (or its folder) → those that it imports."""
    modules = {module_of(path): path for path in SOURCES}
    graph: dict[str, set[str]] = defaultdict(set)

    def node(module: str) -> str:
        if not of_folders:
            return module
        folder = modules[module].parent
        return "app" if folder == ROOT else name_of(folder)

    for module, path in modules.items():
        # A package and what it holds are one: `from data.store import current` is no ring inside data.store.
        targets = {imported for _, imported in imports(path) if imported in modules and imported != module}
        finest = {name for name in targets if not any(other.startswith(f"{name}.") for other in targets)}
        graph[node(module)] |= {node(name) for name in finest} - {node(module)}
    return graph


@pytest.mark.parametrize("path", SOURCES[2:], ids=module_of)
def test_imports_go_one_way(path: Path) -> None:
    assert import_violations(path, module_of(path)) == []


def test_an_import_of_a_layer_above_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "cost.py"
    planted.write_text("from callbacks.results import chart_of\nimport data.store\nimport dash\n")
    assert [line.split(":")[1] for line in import_violations(planted, "components.charts.cost")] == ["1", "1", "2"]
    assert [line.split(":")[1] for line in import_violations(planted, "data.model.cost")] == ["1", "1", "2", "3"]
    assert import_violations(planted, "callbacks.cost") == []


@pytest.mark.parametrize("of_folders", [False, True], ids=["modules", "folders"])
def test_there_is_no_ring_of_imports(of_folders: bool) -> None:
    found = ring(module_graph(of_folders=of_folders))
    assert not found, f"{' → '.join(found)}: move what both need to the lower one"


def test_a_ring_is_found() -> None:
    assert ring({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert ring({"a": {"b"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= MOST_LINES, f"{name_of(path)}: {lines} lines, at most {MOST_LINES}: split it by subject"
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}: {size} lines, at most {MOST_LINES_OF_A_FUNCTION}: name its steps"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and (size := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_folders_are_small(folder: Path) -> None:
    files = [path for path in folder.iterdir() if path.suffix == ".py"]
    assert len(files) <= MOST_FILES, (
        f"{name_of(folder)}: {len(files)} files, at most {MOST_FILES}: group them by subject"
    )


def test_no_module_is_loose_in_data_or_components() -> None:
    loose = [
        name_of(path)
        for name in ("data", "components")
        for path in (ROOT / name).glob("*.py")
        if path.stem not in ("__init__", "__main__")
    ]
    assert not loose, f"{loose}: move each to the folder of its subject"


def names_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of everything that a file names: modules, functions, classes, parameters, variables, attributes."""
    yield 1, path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_names_are_plain_english(path: Path) -> None:
    banned = [
        f"{name_of(path)}:{line}: « {name} »: name what it is (request, options, cached, figure, slot…)"
        for line, name in names_in(path)
        if name.strip("_") in BANNED_NAMES or name.startswith("nobody_")
    ]
    assert not banned


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
    used -= {"pas", "echelle", "rail", "avance", "couleur", "marque", "rang", "sur", "typeface"}
    defined = set(re.findall(r"--([\w-]+):", tokens.custom_properties()))
    assert used - defined == set()
    assert set(tokens.PAGE) - used == set()
