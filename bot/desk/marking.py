"""Cutting a body into pieces so that evidence can be underlined where it stands.

Spans count code points of the original; what cannot be shown is replaced one for one, so they stay true.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flows.vocabulary import Concern, Need

_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_GRAVE = frozenset(c.value for c in Concern)
_NEEDS = frozenset(n.value for n in Need)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a finding stands: code points, end exclusive."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a body and the findings that lie on it. `grave`: at least one is a concern."""

    text: str
    codes: tuple[str, ...] = ()
    grave: bool = False


def showable(text: str) -> str:
    """The text with each control character and lone surrogate replaced by one mark."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def spans_of(found: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    """The spans of concerns and needs among kept evidence."""
    return tuple(
        Span(str(item["code"]), int(item["start"]), int(item["end"]))
        for item in found
        if str(item.get("code")) in _GRAVE | _NEEDS
    )


def cut(body: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The body as pieces; joined, they are the showable body again. Spans may overlap."""
    text = showable(body)
    inside = [
        Span(s.code, min(len(text), max(0, s.start)), min(len(text), s.end)) for s in spans if s.start < s.end
    ]
    borders = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    pieces = []
    for start, end in pairwise(borders):
        codes = tuple(dict.fromkeys(s.code for s in inside if s.start <= start and end <= s.end))
        pieces.append(Piece(text[start:end], codes, any(code in _GRAVE for code in codes)))
    return tuple(pieces)
