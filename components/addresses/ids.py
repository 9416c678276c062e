"""Ids of the elements that callbacks, scripts and tests find by name."""

QUESTION, ANSWER = "question", "answer"
"""The two components that Dash keeps on a page, hidden."""
SELECTION = "selection-in-words"
ANNOUNCEMENT = "announcement"


def group(step: str) -> str:
    """The id of the projects behind a step of the comparison of two editions."""
    return f"groupe-{step}"
