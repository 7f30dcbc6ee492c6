"""How a phone takes calls when nobody clicks: a closed list of habits, and what a person hears of keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.emulator.spans import parse_span

HEARD = "heard"
_KEYS = re.compile(r"[0-9*#]{1,20}\Z")
_SPOKEN = re.compile(r"\d(?:[\s,.]*\d)+")
_DEFAULT_AFTER = timedelta(seconds=4)


class Takes(StrEnum):
    """What becomes of a call to a phone."""

    BY_HAND = "by_hand"
    """Somebody answers on the page, or it rings until it stops."""
    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Habit:
    """One behaviour. Answered `after` some time; `press` are keys, or `heard`: those that were spoken."""

    takes: Takes = Takes.BY_HAND
    after: timedelta = _DEFAULT_AFTER
    press: str | None = None

    def __str__(self) -> str:
        if self.takes is not Takes.ANSWERED:
            return str(self.takes)
        words = f"{self.takes} after {int(self.after.total_seconds())}s"
        return f"{words} press {self.press}" if self.press else words


def parse_habit(text: str) -> Habit:
    """Read `by_hand`, `busy`, `no_answer` or `answered [after TIME] [press KEYS]`.

    Raises:
        ValueError: naming what may be written.
    """
    kind, *words = text.split() or [""]
    options = dict(zip(words[::2], words[1::2], strict=False))
    plain = kind in (Takes.BY_HAND, Takes.BUSY, Takes.NO_ANSWER) and not words
    if plain:
        return Habit(Takes(kind))
    press = options.get("press")
    known = len(words) == 2 * len(options) and options.keys() <= {"after", "press"}
    if kind != Takes.ANSWERED or not known or not (press in (None, HEARD) or _KEYS.match(press)):
        raise ValueError(
            f"{text!r} is no way to take a call; write by_hand, busy, no_answer or "
            "answered, with `after TIME` and `press KEYS` (or `press heard`) if you like"
        )
    after = parse_span(options["after"]) if "after" in options else _DEFAULT_AFTER
    return Habit(Takes.ANSWERED, after, press)


def habit_of(habits: Sequence[Habit], calls_before: int) -> Habit:
    """The habit that counts for the next call: one each, the last one from then on."""
    return habits[min(calls_before, len(habits) - 1)] if habits else Habit()


def keys_to_press(habit: Habit, heard: str) -> str:
    """Which keys a scripted person presses after hearing these words; "" for none."""
    if habit.press != HEARD:
        return habit.press or ""
    spoken = _SPOKEN.findall(heard)
    return "".join(filter(str.isdigit, spoken[-1])) if spoken else ""
