"""The one error that wrong source data raise."""

from collections.abc import Sequence


class SourceError(ValueError):
    """Source data that cannot be taken in: one French line for each problem (where, what, what to do)."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))
