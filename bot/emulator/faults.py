"""What can go wrong between Twilio and the service, by seed: each fault is drawn, counted and remembered.

`Calm` is a network without faults. `Seeded` draws from its odds, and takes what was ordered before that.
A fault of the API is carried out around the app (bot.emulator.spoiling), one of a webhook by the network.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.emulator.message import Direction, Message
from bot.emulator.timeline import Post


class Spoil(StrEnum):
    """What becomes of one request to the API. Those with "after" have been carried out all the same."""

    NONE = ""
    TOO_MANY = "429"
    UNAVAILABLE = "503 before"
    FAILS = "500 after"
    RESET = "reset before"
    RESET_AFTER = "reset after"
    LATE = "no answer in time, after"
    NO_JSON = "a page instead of JSON, after"
    OTHER_JSON = "JSON of another shape, after"
    NO_SID = "JSON without SID, after"


AFTER = frozenset({Spoil.FAILS, Spoil.RESET_AFTER, Spoil.LATE, Spoil.NO_JSON, Spoil.OTHER_JSON, Spoil.NO_SID})
"""The request is carried out, and nobody is told so."""


class Faults(Protocol):
    """Decides what goes wrong. Asked by several threads."""

    late_seconds: float

    def on_request(self, method: str) -> Spoil:
        """What becomes of a request to the API."""
        ...

    def on_post(self, post: Post) -> tuple[timedelta, ...]:
        """When a webhook is posted, counted from now: never (nothing), once, or several times."""
        ...

    def hides(self, message: Message) -> bool:
        """Whether the list leaves a message out, as if it were not there yet."""
        ...


class Calm:
    """Nothing goes wrong."""

    late_seconds = 0.0

    def on_request(self, method: str) -> Spoil:
        """See Faults."""
        return Spoil.NONE

    def on_post(self, post: Post) -> tuple[timedelta, ...]:
        """See Faults."""
        return (timedelta(0),)

    def hides(self, message: Message) -> bool:
        """See Faults."""
        return False


@dataclass(frozen=True)
class Odds:
    """How often each kind of fault happens, from 0 (never) to 1 (always).

    spoiled     of the requests to the API
    lost, doubled, delayed      of the webhooks
    hidden      of the texts, for good, in the list
    longest     the longest delay of a webhook; unequal delays are disorder
    spoils      the faults of the API to draw from
    """

    spoiled: float = 0.0
    lost: float = 0.0
    doubled: float = 0.0
    delayed: float = 0.0
    hidden: float = 0.0
    longest: timedelta = timedelta(seconds=30)
    spoils: tuple[Spoil, ...] = tuple(kind for kind in Spoil if kind not in (Spoil.NONE, Spoil.LATE))


class Seeded:
    """Draws faults from a seed. `odds` may be changed at any time; `happened` counts by kind."""

    def __init__(self, seed: int, odds: Odds = Odds(), late_seconds: float = 2.0) -> None:
        self.odds = odds
        self.late_seconds = late_seconds
        self.happened: Counter[str] = Counter()
        self.hidden: set[str] = set()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._ordered: list[tuple[str, Spoil]] = []
        self._lose: Callable[[Post], bool] = lambda post: False

    def order(self, method: str, *spoils: Spoil) -> None:
        """These faults befall the next requests of this method, before any is drawn."""
        with self._lock:
            self._ordered += [(method, spoil) for spoil in spoils]

    def lose_if(self, condition: Callable[[Post], bool]) -> None:
        """Webhooks that fulfil the condition are lost, until another condition is given."""
        with self._lock:
            self._lose = condition

    def calm_down(self) -> None:
        """From now on nothing goes wrong; what was hidden stays hidden."""
        with self._lock:
            self.odds, self._ordered, self._lose = Odds(), [], lambda post: False

    def on_request(self, method: str) -> Spoil:
        """See Faults."""
        with self._lock:
            spoil = self._drawn(method)
            if spoil is not Spoil.NONE:
                self.happened[f"{method} {spoil}"] += 1
            return spoil

    def on_post(self, post: Post) -> tuple[timedelta, ...]:
        """See Faults."""
        with self._lock:
            odds, draw = self.odds, self._random
            if self._lose(post) or draw.random() < odds.lost:
                self.happened["webhook lost"] += 1
                return ()
            times = 2 if draw.random() < odds.doubled else 1
            delays = tuple(self._delay() for _ in range(times))
            self.happened["webhook doubled"] += times > 1
            self.happened["webhook delayed"] += any(delays)
            return delays

    def hides(self, message: Message) -> bool:
        """See Faults. Drawn once for each text of the service; what phones wrote is always listed."""
        if message.direction is not Direction.OUTBOUND:
            return False
        with self._lock:
            if message.sid in self.hidden:
                return True
            if not self.odds.hidden:
                return False
            hidden = random.Random(message.sid).random() < self.odds.hidden
            if hidden:
                self.hidden.add(message.sid)
                self.happened["hidden in the list"] += 1
            return hidden

    def _drawn(self, method: str) -> Spoil:
        for index, (wanted, spoil) in enumerate(self._ordered):
            if wanted == method:
                del self._ordered[index]
                return spoil
        if self._random.random() >= self.odds.spoiled:
            return Spoil.NONE
        return self._random.choice(self.odds.spoils)

    def _delay(self) -> timedelta:
        if self._random.random() >= self.odds.delayed:
            return timedelta(0)
        return self.odds.longest * self._random.random()
