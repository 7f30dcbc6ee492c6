"""How much is measured: `SHORT=1` for a look at it, `SECONDS=60` to hold the rate of point (a) longer."""

import os

SHORT = os.environ.get("SHORT") == "1"
SECONDS = float(os.environ.get("SECONDS", "4" if SHORT else "10"))
MAXIMUM_SECONDS = 3.0 if SHORT else 6.0
FAMILIES = 20 if SHORT else 100
TALKS_OF_FAMILIES = 4 if SHORT else 20
TEXTS = 60 if SHORT else 300
REPLIES, LOOKED_AT = (150, 20) if SHORT else (600, 100)
TAKEN, MANY = (100, 100_000) if SHORT else (1_000, 1_000_000)
