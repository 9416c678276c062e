"""The shape of a series in the height of a line of text: an image of a few hundred bytes."""

from collections.abc import Sequence
from urllib.parse import quote

from components.charts.parts.tokens import COLOURS

WIDTH, HEIGHT = 64, 18
_COLOUR = COLOURS["slide-progress"]
_MARGIN = 3


def step_image(points: Sequence[tuple[float, float]]) -> str:
    """The address (`data:`) of the image of a step line, drawn from zero; empty below two points.

    Args:
        points: Abscissa and value, ascending.
    """
    if len(points) < 2:
        return ""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    high = max(*ys, 1e-9)

    def place(x: float, y: float) -> tuple[str, str]:
        across = _MARGIN + (x - xs[0]) / (xs[-1] - xs[0]) * (WIDTH - 2 * _MARGIN)
        up = HEIGHT - _MARGIN - y / high * (HEIGHT - 2 * _MARGIN)
        return f"{across:.0f}", f"{up:.1f}"

    places = [place(x, y) for x, y in points]
    path = f"M{places[0][0]} {places[0][1]}" + "".join(f"H{x}V{y}" for x, y in places[1:])
    end = places[-1]
    return "data:image/svg+xml," + quote(
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' width='{WIDTH}' height='{HEIGHT}'>"
        f"<path d='{path}' fill='none' stroke='{_COLOUR}' stroke-width='1.5'/>"
        f"<circle cx='{end[0]}' cy='{end[1]}' r='2' fill='{_COLOUR}'/></svg>",
        safe="/:=' ",
    )
