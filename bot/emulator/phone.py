"""One phone on the emulated network: a family's, or that of staff who are paged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.emulator.calling import Habit
from bot.emulator.delivery import Delivery


class Holder(StrEnum):
    """Whose phone it is; for the page only."""

    FAMILY = "family"
    STAFF = "staff"


@dataclass(frozen=True)
class Planned:
    """What a phone will say, and how long after the text arrived."""

    say: str
    after: timedelta


class Responder(Protocol):
    """Answers for a person who is not typing. A simulation brings its own."""

    def reply_to(self, texts: Sequence[str]) -> Planned | None:
        """What is said to the last of the `texts` that ever arrived; None is silence."""
        ...


@dataclass(frozen=True)
class Phone:
    """A phone by its number. `line` is the own number that wrote last: replies go back to it.

    `habits` say how calls are taken, one each and the last from then on; without any, by hand.
    """

    number: str
    name: str = ""
    holder: Holder = Holder.FAMILY
    delivery: Delivery = field(default_factory=Delivery)
    habits: tuple[Habit, ...] = ()
    responder: Responder | None = None
    opted_out: bool = False
    line: str | None = None
