"""Every component id: of what Dash keeps on a page, and of the elements that scripts and tests find by name."""

FILTER = "filter"
PLAIN, COUNTED = "plain", "counted"

LIVE = "live"
"""The part of a page that Dash keeps."""
PAGE = "page"
"""Address that the page was opened with, without what stands in the path."""
QUERY = "query"
"""Query of the current selection."""
SHOWN, OPENED = "shown", "opened"
"""Names of the charts with a figure on the page, and of those whose tables are open, separated by spaces."""
CHANGE = "change"
"""Answer to a change of filter, as JSON."""
CALL, FILLED = "call", "filled"
"""The card or tables to lazy-load, and the answer, as JSON."""

SELECTION = "selection-in-words"
ANNOUNCEMENT = "announcement"


def filter_control(parameter: str, form: str = PLAIN) -> dict[str, str]:
    """The id of the control of a filter; `COUNTED` where its options carry numbers of projects."""
    return {"type": FILTER, "name": parameter, "form": form}


def group(step: str) -> str:
    """The id of the projects behind a step of the comparison of two editions."""
    return f"groupe-{step}"
