"""Question: all that a chart may be asked, beyond the dataset."""

from dataclasses import dataclass, field

from data.model.selection import Selection


@dataclass(frozen=True)
class Question:
    """What a chart answers; a chart reads the fields that it needs.

    Attributes:
        selection: What is asked of the projects.
        before: Earlier edition of a comparison, None for the one chosen by `comparison.pair`.
        after: Later edition of a comparison, None likewise.
        common_only: Compare only the projects present in both editions (« projets communs »).
        project: Slug of the one project asked about, empty for none.
    """

    selection: Selection = field(default_factory=Selection)
    before: int | None = None
    after: int | None = None
    common_only: bool = False
    project: str = ""
