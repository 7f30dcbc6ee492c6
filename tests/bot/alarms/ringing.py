"""Phones of the team that ring: how they take calls, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.alarms.calls import place_calls
from bot.channels.outcome import Accepted, Outcome
from bot.emulator.call import Call
from bot.emulator.calling import parse_habit
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from flows.vocabulary import PageChannel
from storage.models import PageRow
from tests.bot.looks import rows


class Killed(BaseException):
    """The worker died in the middle of a call."""


@dataclass
class FakeCaller:
    """`script` is used up first, one entry a call; then every call is accepted."""

    runtime: Runtime
    script: list[Outcome | type[Killed]] = field(default_factory=list)
    rung: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def call(self, to: str, callback: Mapping[str, str]) -> Outcome:
        assert self.runtime.database.open_here == 0, "a transaction is open during a call"
        self.rung.append(to)
        self.pages.append(callback["p"])
        act = self.script.pop(0) if self.script else Accepted(f"CA{len(self.rung):032d}", "queued")
        if isinstance(act, type):
            raise act
        return act

    def hang_up(self, sid: str) -> bool:
        assert self.runtime.database.open_here == 0, "a transaction is open during a call"
        self.ended.append(sid)
        return True


def takes(stage: Stage, number: str, habit: str) -> None:
    """From now on this phone takes calls so: busy, no_answer, answered press heard."""
    stage.network.calls.set_habit(number, parse_habit(habit))


def calls(stage: Stage, number: str) -> list[Call]:
    """All calls to a phone."""
    return stage.network.calls.calls_to(number)


def states(stage: Stage) -> list[str]:
    """State of every page by call, oldest first."""
    found = rows(stage, PageRow.state, where=PageRow.channel == PageChannel.VOICE, order=PageRow.created_at)
    return [state for (state,) in found]


def place(stage: Stage, caller: FakeCaller) -> int:
    """The worker's tick with a caller of the test."""
    return place_calls(stage.runtime, caller)
