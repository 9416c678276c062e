"""The command line."""

import argparse
import sys

from benchmarks import endurance
from benchmarks.endurance import RUNS, soak


def main() -> None:
    """Make the runs, one after the other; leave with 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=endurance.__doc__)
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=list(RUNS), help="all by default")
    parser.add_argument("--seconds", type=float, default=20, help="of `edition` and of `kills`")
    parser.add_argument("--soak-seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=100, help="requests a second, but for the soak")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    held = [
        RUNS[name](
            asked.soak_seconds if name == "soak" else asked.seconds,
            soak.RATE if name == "soak" else asked.rate,
            asked.workers,
        ).tell()
        for name in asked.runs
    ]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
