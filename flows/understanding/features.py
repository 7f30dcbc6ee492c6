"""A reply as hashed word and character n-grams: what the statistical layer sees.

The hash is CRC-32, the same on every machine. Spelling, accents and repeated letters are folded, so
that "no mas", "No más" and "noo maas" meet.
"""

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from operator import mul

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
    found = [f"w {word}" for word in words]
    found += [f"b {one} {two}" for one, two in pairwise(words)]
    for word in words:
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            found += [padded[i : i + size] for i in range(len(padded) - size + 1)]
    return Counter(found)


def codes(counts: Counter[str], prefix: str = "") -> list[tuple[int, int]]:
    """The hash of every n-gram with its count; `prefix` joins every n-gram with a question.

    The hash of a joined n-gram goes on from that of its prefix.
    """
    begin, hash_on = zlib.crc32(prefix.encode()), zlib.crc32
    return [(hash_on(gram.encode("utf-8", "surrogatepass"), begin), n) for gram, n in counts.items()]


def weighed(hashes: Iterable[tuple[int, int]], size: int) -> dict[int, float]:
    """Buckets and weights (sublinear, of length 1); `size` is a power of two."""
    weights: dict[int, float] = {}
    known, mask = weights.get, size - 1
    for code, count in hashes:
        bucket = code & mask
        weight = known(bucket, 0.0) + 1.0
        weights[bucket] = weight if count == 1 else weight + math.log(count)
    length = math.sqrt(sum(map(mul, weights.values(), weights.values()))) or 1.0
    return {bucket: weight / length for bucket, weight in weights.items()}


def hashed(counts: Counter[str], size: int, prefix: str = "") -> dict[int, float]:
    """Buckets and weights of n-grams, each joined with `prefix`."""
    return weighed(codes(counts, prefix), size)
