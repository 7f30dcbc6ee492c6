"""`python -m tests.bench [a b ...]`: measure, print a table, write JSON and docs/bench-figures.md."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

from tests.bench import page
from tests.bench.claiming import claiming
from tests.bench.day import day, memory
from tests.bench.figures import Figure, keep, kept, table
from tests.bench.inbound import hostile, inbound
from tests.bench.outbound import outbound
from tests.bench.places import Place, places
from tests.bench.reading import reading, text_segments

FOLDER = Path("var/bench")
ON_A_DATABASE: dict[str, Callable[[Place], Iterator[Figure]]] = {
    "a": inbound, "b": outbound, "d": claiming, "e": day, "f": memory, "h": hostile,
}  # fmt: skip
WITHOUT: dict[str, Callable[[], Iterator[Figure]]] = {"c": reading, "g": text_segments}


def main(only: list[str]) -> None:
    """Measure the points that are asked for, or all."""
    logging.disable(logging.CRITICAL)
    wanted = only or sorted(ON_A_DATABASE | WITHOUT)
    with places() if set(wanted) & ON_A_DATABASE.keys() else nullcontext(()) as both:
        for point in wanted:
            began = time.monotonic()
            found = list(WITHOUT[point]()) if point in WITHOUT else [
                figure for place in both for figure in ON_A_DATABASE[point](place)
            ]  # fmt: skip
            keep(FOLDER, point, found)
            sys.stdout.write(f"{table(found)}\n({point}: {time.monotonic() - began:.0f} s)\n\n")
            sys.stdout.flush()
    page.write(kept(FOLDER))


if __name__ == "__main__":
    main(sys.argv[1:])
