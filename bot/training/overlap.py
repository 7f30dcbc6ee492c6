"""Lines that are nearly the same: by the character 5-grams that they share.

`python -m bot.training.overlap FILE` writes down the 5-grams of labelled replies that the corpus must
keep apart from (a file for judging readings), as hashes: the corpus can be checked against the file
where the file itself is not at hand.
"""

import json
import math
import sys
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

KEPT_APART = Path(__file__).with_name("kept_apart.json")
NEAR = 0.6
"""Share of all 5-grams of two lines that both have, from which on they are nearly the same."""

LONG_ENOUGH = 8
"""5-grams that a line must have to be compared: short answers are the same everywhere."""

Grams = frozenset[int]


def grams(text: str) -> Grams:
    """Hashes of the 5-grams of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
    return frozenset(zlib.crc32(folded[i : i + 5].encode()) for i in range(len(folded) - 4))


def near(lines: Sequence[Grams], others: Sequence[Grams]) -> Iterator[tuple[int, int]]:
    """Every line with every other that is nearly the same, by their places.

    Two lines that share more than `NEAR` share one of the rarest of each: only those are looked up.
    """
    known = Counter(gram for listed in (lines, others) for own in listed for gram in own)
    places: dict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(lines):
        for gram in _rarest(own, known):
            places[gram].append(place)
    for place, other in enumerate(others):
        candidates = {line for gram in _rarest(other, known) for line in places.get(gram, ())}
        yield from (
            (line, place)
            for line in sorted(candidates)
            if len(other & lines[line]) / len(other | lines[line]) > NEAR
        )


def _rarest(own: Grams, known: Counter[int]) -> list[int]:
    if len(own) < LONG_ENOUGH:
        return []
    return sorted(own, key=lambda gram: (known[gram], gram))[: len(own) - math.ceil(NEAR * len(own)) + 1]


def kept_apart() -> list[Grams]:
    """The lines that the corpus must keep apart from."""
    return [frozenset(row) for row in json.loads(KEPT_APART.read_text(encoding="utf-8"))]


def main() -> None:
    """Write down the 5-grams of the file that is named."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    rows = [sorted(grams(json.loads(line)["text"])) for line in lines if line.strip()]
    KEPT_APART.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
