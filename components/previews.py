"""The picture that stands beside the link to a view, where links are shared; `bin/draw-previews` draws them."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "assets" / "apercus"
DEFAULT = "synthese.png"


def picture(path: str) -> str:
    """Name of the picture of a view, that of the Synthèse where it has none of its own."""
    name = f"{path.strip('/').split('/')[0] or 'synthese'}.png"
    return name if (FOLDER / name).exists() else DEFAULT
