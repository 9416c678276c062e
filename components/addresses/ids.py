"""Every component id: of what Dash keeps on a page, and of the elements that scripts and tests find by name."""

FILTER = "filter"
PLAIN, COUNTED = "plain", "counted"

LIVE = "live"
"""The part of a page that Dash keeps."""
PAGE = "page"
"""Address that the page was opened with, without what stands in the path."""
QUERY = "query"
"""Query of the selection shown now."""
SHOWN, OPENED = "shown", "opened"
"""Names of the charts that are drawn, and of those whose tables were asked for, separated by spaces."""
CHANGE = "change"
"""What a change of filter changes, as JSON."""
CALL, FILLED = "call", "filled"
"""The card, or tables, asked for, and what came, as JSON."""

SELECTION = "selection-in-words"
ANNOUNCEMENT = "announcement"


def filter_control(parameter: str, form: str = PLAIN) -> dict[str, str]:
    """The control of a filter; `COUNTED` where its options carry numbers of projects."""
    return {"type": FILTER, "name": parameter, "form": form}


def group(step: str) -> str:
    """The projects behind a step of the comparison of two editions."""
    return f"groupe-{step}"
