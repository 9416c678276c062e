"""Every component id."""

FILTER, CHOSEN = "filter", "chosen"
PLAIN, COUNTED = "plain", "counted"
CHART_HEAD, CHART_FIGURE, CHART_BODY = "chart-head", "chart-figure", "chart-body"
CHART_CARD, CHART_CALL = "chart-card", "chart-call"
CHART_TABLES, CHART_TABLES_CALL = "chart-tables", "chart-tables-call"
LINK = "link"
VIEW_PART = "view-part"

VIEW = "view"
QUERY = "query"
KEY_FIGURES = "key-figures"
SELECTION = "selection-in-words"
ANNOUNCEMENT = "announcement"


def filter_control(parameter: str, form: str = PLAIN) -> dict[str, str]:
    """The control of a filter; `COUNTED` where its options carry numbers of projects."""
    return {"type": FILTER, "name": parameter, "form": form}


def chosen(parameter: str) -> dict[str, str]:
    """What is chosen in a filter, beside its name."""
    return {"type": CHOSEN, "name": parameter}


def chart_part(part: str, chart: str) -> dict[str, str]:
    """A part of a chart's card: head, figure, tables, body, or the button that calls for the card or its tables."""
    return {"type": part, "name": chart}


def link(path: str) -> dict[str, str]:
    """A link that carries the selection to another view or file."""
    return {"type": LINK, "name": path}


def view_part(name: str) -> dict[str, str]:
    """A part of a view, beside its charts, that follows the filters."""
    return {"type": VIEW_PART, "name": name}


def group(step: str) -> str:
    """The projects behind a step of the comparison of two editions."""
    return f"groupe-{step}"
