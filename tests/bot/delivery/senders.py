"""A sender of tests: it answers by script, and sees that no transaction is open while it is called.

Calls to staff it takes as well, and keeps who was rung.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.outcome import Accepted, Outcome
from bot.channels.remembered import CannotAsk, Remembered
from bot.channels.template import Template
from bot.delivery.outbox import write_text
from bot.opening import open_due
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from flows.turn import Say
from flows.vocabulary import Channel, Lane
from storage.queries import addresses
from tests.bot.stages import DUE_DAY, family, import_family

Act = Callable[["Call"], Outcome]


@dataclass(frozen=True)
class Call:
    """One call to the provider."""

    to: str
    body: str
    ours: uuid.UUID
    attempt: int
    template: Template | None = None

    @property
    def sid(self) -> str:
        """The SID that the fake provider gives to this call."""
        return f"SM{self.ours.hex[:30]}{self.attempt:02d}"


class Killed(BaseException):
    """The process died in the middle of a call."""


def accept(call: Call) -> Outcome:
    """The provider takes it."""
    return Accepted(call.sid, "accepted")


@dataclass
class FakeSender:
    """`script` is used up first, one entry a call; then every call is accepted."""

    runtime: Runtime
    script: list[Outcome | Act | type[Killed]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    rung: list[str] = field(default_factory=list)
    remembered: list[Remembered] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    blanked: list[str] = field(default_factory=list)
    mute: bool = False

    def send(
        self,
        to: str,
        body: str,
        callback: dict[str, str],
        valid_seconds: int,
        template: Template | None = None,
    ) -> Outcome:
        assert self.runtime.database.open_here == 0, "a transaction is open during a call"
        assert 0 < valid_seconds <= 36_000
        call = Call(to, body, uuid.UUID(callback["m"]), int(callback["a"]), template)
        self.calls.append(call)
        act = self.script.pop(0) if self.script else accept
        if act is Killed:
            raise Killed
        return act(call) if callable(act) else act  # type: ignore[return-value]

    def call(self, to: str, callback: Mapping[str, str]) -> Outcome:
        assert self.runtime.database.open_here == 0, "a transaction is open during a call"
        self.rung.append(to)
        return Accepted(f"CA{uuid.UUID(callback['p']).hex}", "queued")

    def hang_up(self, sid: str) -> bool:
        return True

    def find(self, to: str, since: dt.datetime) -> list[Remembered]:
        self._ask(to)
        return [one for one in self.remembered if one.to == to and one.created >= since]

    def fetch(self, sid: str) -> Remembered | None:
        self._ask(sid)
        return next((one for one in self.remembered if one.sid == sid), None)

    def received(self, since: dt.datetime) -> list[Remembered]:
        self._ask("inbound")
        return [one for one in self.remembered if one.inbound and one.created >= since]

    def blank(self, sid: str) -> None:
        self._ask(sid)
        self.blanked.append(sid)

    def remember(self, call: "Call", sid: str, status: str = "sent", **changes: Any) -> None:
        """The provider has a text in its log, whatever it told us."""
        at = self.runtime.clock.now().replace(microsecond=0)
        one = Remembered(sid, status, False, call.to, "+12025550199", call.body, at)
        self.remembered.insert(0, replace(one, **changes))

    def _ask(self, about: str) -> None:
        assert self.runtime.database.open_here == 0, "a transaction is open during a call"
        if self.mute:
            raise CannotAsk("ConnectTimeout")
        self.asked.append(about)

    @property
    def numbers(self) -> list[str]:
        """Who was written to, in order."""
        return [call.to for call in self.calls]


def opened(stage: Stage, **changes: str) -> FakeSender:
    """Two first texts of a family wait in the outbox; returns a sender that nobody has called yet."""
    import_family(stage, family("es", **changes))
    stage.clock.move(DUE_DAY)
    open_due(stage.runtime)
    return FakeSender(stage.runtime)


def queue(runtime: Runtime, number: str, *keys: str, lane: Lane = Lane.REPLY) -> None:
    """Put texts for a number that nobody knows into the outbox, all written in one turn."""
    with runtime.work() as work:
        address = addresses.find_or_add(
            work.session,
            work.vault,
            work.settings.provider_id,
            Channel.SMS,
            number,
            new_id=work.new_id,
            now=work.now,
        )
        for position, key in enumerate(keys):
            write_text(
                work,
                address,
                dedupe_key=f"{number}:{work.now}:{position}",
                say=Say(key, lane),
                language="en",
                params={"public_name": "Maple Street", "phone": "+12025550100"},
                position=position,
            )
