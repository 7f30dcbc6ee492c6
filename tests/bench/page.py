"""docs/bench-figures.md, written from the figures of the last runs."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path

from tests.bench.figures import HEADINGS, Figure
from tests.bench.sizes import SHORT

PAGE = Path(__file__).parents[2] / "docs" / "bench-figures.md"
HEAD = """# Figures of the last run

Written by `make bench` (`make bench ONLY=a` for one point, `SECONDS=60` for a long run,
`SHORT=1` for a short one); JSON in `var/bench`.
Figures move by a third and more from one run to the next, and with what else the machine does: compare the
ratios, whose floor was measured in the same run. The load generator shares the processor with the service;
where the load average is above the number of processors, other work had most of the machine.

"""


def write(figures: Iterable[Figure]) -> None:
    """Write the page anew."""
    lines = [f"| {' | '.join(HEADINGS)} | remark |", "|" + " --- |" * (len(HEADINGS) + 1)]
    for figure in figures:
        lines.append(f"| {' | '.join(figure.cells())} | {figure.note} |")
    size = "short run" if SHORT else "whole run"
    machine = (
        f"Machine: {os.cpu_count()} processors, Python {platform.python_version()}, {size}; "
        f"load average at the end {os.getloadavg()[0]:.0f}."
    )
    PAGE.write_text(HEAD + f"{machine}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
