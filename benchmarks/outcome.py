"""What a run has shown: a table of its answers, and each thing that must hold."""

import sys
from dataclasses import dataclass, field

from benchmarks.constant_rate import Answered, quantile, slope_per_hour

MOST_GROWTH_MB = 1.0
"""In an hour, once warm."""
SLOPE_NEEDS_SECONDS = 240
"""Below this a slope tells noise; it is printed, and not judged."""


@dataclass
class Outcome:
    """What a run has shown: a table, and each thing that must hold with whether it does."""

    title: str
    parts: list[tuple[str, list[Answered]]]
    seconds: float
    checks: list[tuple[str, bool]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def tell(self) -> bool:
        """Print it; True where all holds."""
        print(f"\n### {self.title}\n")
        print("| part of the run | requests | requests/s | p50 ms | p95 ms | p99 ms | max ms | errors |")
        print("|---|---|---|---|---|---|---|---|")
        for name, answers in self.parts:
            times = [answer.milliseconds for answer in answers]
            span = max((a.due for a in answers), default=0.0) - min((a.due for a in answers), default=0.0)
            shares = " | ".join(f"{quantile(times, share):.1f}" for share in (0.5, 0.95, 0.99, 1.0))
            lost = sum(answer.is_lost for answer in answers)
            # Sent at one moment, or one alone: no rate.
            rate = f"{len(answers) / span:.0f}" if span else "–"
            print(f"| {name} | {len(answers)} | {rate} | {shares} | {lost} |")
        print()
        for fact in self.facts:
            print(f"- {fact}")
        for told, holds in self.checks:
            print(f"- {'held' if holds else '**NOT HELD**'}: {told}")
        sys.stdout.flush()
        return all(holds for _, holds in self.checks)


def named(answers: list[Answered]) -> str:
    """How many there are, and what the first of them answered."""
    return f"{len(answers)}{''.join(f', {a.asked.kind} {a.asked.path}' for a in answers[:3])}"


def slope_check(samples: list[tuple[float, float]], since: float) -> tuple[str, bool]:
    """The growth of memory since a moment, judged where it was watched for long enough."""
    kept = [sample for sample in samples if sample[0] >= since]
    watched = kept[-1][0] - kept[0][0] if kept else 0.0
    slope = slope_per_hour(kept)
    first, last = (kept[0][1], kept[-1][1]) if kept else (0.0, 0.0)
    told = f"memory of all processes {first:.1f} → {last:.1f} MB over the last {watched:.0f} s, {slope:+.2f} MB/h"
    if watched < SLOPE_NEEDS_SECONDS:
        return f"{told} (too short to be judged)", True
    return f"{told} (< {MOST_GROWTH_MB:g})", slope < MOST_GROWTH_MB
