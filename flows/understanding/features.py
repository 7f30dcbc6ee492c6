"""A reply as hashed word and character n-grams: what the statistical layer sees.

The hash is CRC-32, the same on every machine. Spelling, accents and repeated letters are folded, so
that "no mas", "No más" and "noo maas" meet.
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from itertools import pairwise

SIZE = 1 << 16
"""Buckets of the n-grams of a reply."""

ANSWER_SIZE = 1 << 17
"""Buckets of n-grams joined with the question, for reading answers."""

SHORTEST, LONGEST = 2, 5
MAX_CHARACTERS = 1600

_WORDS = re.compile(r"\w+|[^\w\s]")
_REPEATED = re.compile(r"(.)\1{2,}")
_MARKS = frozenset(map(chr, [*range(0x300, 0x370), *range(0x64B, 0x660)]))


def fold(text: str) -> str:
    """Lower case, without Latin accents and Arabic vowel marks, repeated letters once."""
    plain = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].lower())
    return _REPEATED.sub(r"\1", "".join(char for char in plain if char not in _MARKS))


def grams(text: str) -> Counter[str]:
    """Words, pairs of words and character n-grams within words, with their counts."""
    words = _WORDS.findall(fold(text))
    found: Counter[str] = Counter(f"w {word}" for word in words)
    found.update(f"b {one} {two}" for one, two in pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            found.update(padded[i : i + size] for i in range(len(padded) - size + 1))
    return found


def hashed(counts: Counter[str], size: int, prefix: str = "") -> dict[int, float]:
    """Buckets and weights (sublinear, of length 1); `prefix` joins every n-gram with a question."""
    weights: dict[int, float] = {}
    for gram, count in counts.items():
        bucket = zlib.crc32((prefix + gram).encode("utf-8", "surrogatepass")) % size
        weights[bucket] = weights.get(bucket, 0.0) + 1.0 + math.log(count)
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {bucket: weight / length for bucket, weight in weights.items()}
