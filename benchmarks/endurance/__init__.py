"""What must hold for long: an edition added under load, workers killed under load, an hour without growing.

`python -m benchmarks.endurance --seconds 300 --soak-seconds 3600` prints the tables of docs/performance.md, and fails
where something does not hold. Every answer is looked at: its status, and its bytes, which must be those that the
dataset named in its headers gives, computed apart. Loopback only.
"""

from benchmarks.endurance import edition, kills, soak

RUNS = {"edition": edition.run, "kills": kills.run, "soak": soak.run}
"""Name of a run → makes it, from its seconds, its requests a second and its workers."""
