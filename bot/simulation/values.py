"""How single values of a scenario are written. Each error says how to write it right."""

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from bot.emulator.message import bare, is_address
from flows.texts import Catalogue

_Code = TypeVar("_Code", bound=StrEnum)
NOTHING = "none"
TEXT_LANGUAGE = "en"


def moment(text: str) -> dt.datetime:
    """A moment with its offset, returned in UTC. Raises ValueError."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or len(text) <= len("2026-03-02"):
        raise ValueError(f"{text!r} is no moment with offset; write 2026-03-11T09:00:00-06:00")
    return found.astimezone(dt.UTC)


def moment_between(start: dt.datetime | None, end: dt.datetime | None) -> Callable[[str], dt.datetime]:
    """A reader of moments that lie between two; None leaves a side open. The reader raises ValueError."""

    def read(text: str) -> dt.datetime:
        found = moment(text)
        if (start is not None and found < start) or (end is not None and found > end):
            raise ValueError(f"{text} lies outside `start` and `until`, so it never comes")
        return found

    return read


def day(text: str) -> str:
    """A date, returned as written. Raises ValueError."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; write 2026-03-11") from None


def number(text: str) -> str:
    """A telephone number. Raises ValueError."""
    if text != bare(text) or not is_address(text):
        raise ValueError(f'{text!r} is no number; write it like "+12025550143", in quotes')
    return text


def whole(text: str) -> int:
    """A whole number. Raises ValueError."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is no whole number")
    return int(text)


def check_in(text: str) -> int:
    """Number of a check-in. Raises ValueError."""
    if text not in ("1", "2", "3"):
        raise ValueError(f"{text!r} is no check-in; write 1, 2 or 3")
    return int(text)


def words(text: str) -> str:
    """Any words that are not empty. Raises ValueError."""
    if not text.strip():
        raise ValueError("this is empty")
    return text


def yes_no(text: str) -> bool:
    """yes or no. Raises ValueError."""
    if text not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither yes nor no")
    return text == "yes"


def code(kind: type[_Code], *extra: str) -> Callable[[str], str]:
    """A reader of one code of a closed list. The reader raises ValueError."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
    known = [*(member.value for member in kind), *extra]

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"unknown {name} {text!r}; known are {', '.join(known)}")
        return text

    return read


def text_key(text: str) -> str:
    """Key of a text that families or staff receive. Raises ValueError."""
    if text not in Catalogue.load().keys(TEXT_LANGUAGE):
        raise ValueError(f"there is no text {text!r}; all keys stand in locales/{TEXT_LANGUAGE}/texts.po")
    return text
