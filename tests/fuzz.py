"""How far properties are tried: `make fuzz` sets FUZZ, by which every number of examples is multiplied."""

import os

TIMES = int(os.environ.get("FUZZ", "1"))
