"""A long steady day: memory does not grow."""

from benchmarks.constant_rate import Visitors
from benchmarks.endurance.answers import day, sampled
from benchmarks.outcome import Outcome, slope_check
from benchmarks.running import places, serving, work_folder

RATE, CACHE_MB, NEW_SHARE = 20.0, "2", 0.05
"""The soak keeps few results and asks for many that nobody has: what is forgotten must give its memory back."""


def run(seconds: float, rate: float, workers: int) -> Outcome:
    """A long steady day, with selections that nobody has asked for and little room to keep them."""
    with work_folder() as folder:
        small = {**places(folder), "PANORAMA_CACHE_MB": CACHE_MB}
        with serving(folder / "log", "--max-requests", "0", workers=workers, **small) as server:
            visitors = Visitors(server.port, day(NEW_SHARE, every=6), rate)
            with sampled(server) as samples:
                began = visitors.visit(seconds)
        answers = visitors.answers
        lost = sum(answer.is_lost for answer in answers)
        outcome = Outcome(
            f"A steady day of {rate:.0f} requests a second, {workers} workers that are never replaced, {seconds:.0f} s",
            [("the whole", answers)],
            seconds,
        )
        outcome.checks = [
            (f"errors: {lost} of {len(answers)}", lost == 0),
            slope_check(samples, began + seconds / 3),
        ]
        return outcome
