"""Codes kept as JSON, back as words of the vocabulary."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)


def known(kind: type[Word], codes: Iterable[str]) -> tuple[Word, ...]:
    """The members that these codes name; a code of a later version is left out."""
    members = {member.value: member for member in kind}
    return tuple(members[code] for code in codes if code in members)
