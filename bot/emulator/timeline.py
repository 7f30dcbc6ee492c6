"""What will happen on the network, in the order of time; equal times keep the order of planning."""

import heapq
from dataclasses import dataclass
from datetime import datetime

from bot.emulator.call import CallStatus
from bot.emulator.delivery import Step


@dataclass(frozen=True)
class Progress:
    """An outbound message takes a step of its delivery."""

    sid: str
    step: Step


@dataclass(frozen=True)
class Speak:
    """A scripted phone says something."""

    number: str
    body: str


@dataclass(frozen=True)
class Post:
    """A webhook is called; `attempt` counts from 0. `asks` when its answer says how a call goes on.

    `sure`: no fault befalls it (any more).
    """

    sid: str
    url: str
    form: dict[str, str]
    attempt: int = 0
    asks: bool = False
    sure: bool = False


@dataclass(frozen=True)
class Ring:
    """A call comes into a state before or without anybody answering."""

    sid: str
    turn: int
    status: CallStatus


@dataclass(frozen=True)
class PickUp:
    """A scripted phone answers a call."""

    sid: str
    turn: int


@dataclass(frozen=True)
class Press:
    """A scripted phone presses keys."""

    sid: str
    turn: int
    keys: str


@dataclass(frozen=True)
class Advance:
    """What was said on a call is over, or no key came in time."""

    sid: str
    turn: int


CallEvent = Ring | PickUp | Press | Advance
Event = Progress | Speak | Post | CallEvent


class Timeline:
    """A heap of events by time. Not safe for threads: its owner holds the lock."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Event]] = []
        self._count = 0

    def push(self, at: datetime, event: Event) -> None:
        """Plan an event."""
        heapq.heappush(self._heap, (at, self._count, event))
        self._count += 1

    def next_at(self) -> datetime | None:
        """When the next event is due, or None when nothing is planned."""
        return self._heap[0][0] if self._heap else None

    def pop_due(self, moment: datetime) -> tuple[datetime, Event] | None:
        """Take the next event that is due at `moment`, or None."""
        if not self._heap or self._heap[0][0] > moment:
            return None
        at, _, event = heapq.heappop(self._heap)
        return at, event
