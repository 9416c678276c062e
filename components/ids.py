"""Every component id."""

FILTER, CHOSEN = "filter", "chosen"
CHART_HEAD, CHART_FIGURE, CHART_BODY = "chart-head", "chart-figure", "chart-body"
LINK = "link"

VIEW = "view"
QUERY = "query"
KEY_FIGURES = "key-figures"
SELECTION = "selection-in-words"
ANNOUNCEMENT = "announcement"


def filter_control(parameter: str) -> dict[str, str]:
    """The control of a filter."""
    return {"type": FILTER, "name": parameter}


def chosen(parameter: str) -> dict[str, str]:
    """What is chosen in a filter, beside its name."""
    return {"type": CHOSEN, "name": parameter}


def chart_part(part: str, chart: str) -> dict[str, str]:
    """The head, figure or body of a chart's card."""
    return {"type": part, "name": chart}


def link(path: str) -> dict[str, str]:
    """A link that carries the selection to another view or file."""
    return {"type": LINK, "name": path}
