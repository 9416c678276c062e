"""The picture that stands beside the link to a view, where links are shared; `bin/draw-previews` draws them."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "assets" / "apercus"
DEFAULT = "synthese.png"


def file_name(path: str) -> str:
    """Name of the picture of a view: the first word of its address, that of the project's page being « projet »."""
    first, _, rest = path.strip("/").partition("/")
    return f"{'projet' if rest else first or 'synthese'}.png"


def picture(path: str) -> str:
    """Name of the picture of a view, that of the Synthèse where it has none of its own yet."""
    name = file_name(path)
    return name if (FOLDER / name).exists() else DEFAULT
