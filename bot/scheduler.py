"""The named ticks and the scheduler that wakes them.

A tick calls one use case. What is due stands in the database: the scheduler only wakes us, so a
missed or doubled tick changes nothing. Of several workers one takes each tick at each of its due times.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.alarms.calls import Caller, place_calls
from bot.alarms.climbing import climb
from bot.alarms.deadman import send_beat
from bot.alarms.mail import send_mails
from bot.alarms.shifts import check_shifts
from bot.alarms.taking import attend
from bot.alarms.watching import watch
from bot.channels.remembered import Log
from bot.delivery.blanking import blank_bodies
from bot.delivery.send import Sender, deliver, expire_leases
from bot.delivery.unknown import look_for_unknown
from bot.delivery.watching import ask_for_receipts
from bot.desk.takeover import remind_of_taken_over
from bot.inbound.process import sweep
from bot.inbound.recovery import recover
from bot.inbound.spool import read_back
from bot.ladder.rungs import climb_ladder
from bot.ladder.watching import watch_contact
from bot.notices.reminders import remind
from bot.opening import NobodyOnCall, open_due
from bot.records.closing import propose_due
from bot.runtime import Runtime, Work
from bot.silence import wake
from storage.queries import marks
from storage.queries.counters import beat

log = logging.getLogger(__name__)

CLOCK_WAS_WRONG = dt.timedelta(minutes=2)
"""A due time so far ahead was taken by a machine whose clock was wrong."""


class Provider(Sender, Caller, Log, Protocol):
    """Anything that sends texts, makes calls and remembers; see bot.channels.twilio."""


@dataclass(frozen=True)
class Tick:
    """A named, repeated piece of work; `seconds` between two runs."""

    name: str
    seconds: int
    meaning: str
    run: Callable[[Runtime, Provider], int]


WORKING: tuple[Tick, ...] = (
    Tick("climb", 5, "run the due steps of alarms", lambda runtime, _: climb(runtime)),
    Tick("attend", 15, "ring again for what was taken and left", lambda runtime, _: attend(runtime)),
    Tick("watch", 30, "find alarms that did not ring", lambda runtime, _: watch(runtime)),
    Tick("deliver", 1, "send waiting texts", deliver),
    Tick("mail", 2, "send waiting e-mail pages", lambda runtime, _: send_mails(runtime)),
    Tick("call", 1, "ring staff who are paged by phone call", place_calls),
    Tick("shifts", 60, "tell who on a coming shift cannot be reached", lambda rt, _: check_shifts(rt)),
    Tick("sweep", 15, "process messages that are still waiting", lambda runtime, _: sweep(runtime)),
    Tick("open", 30, "open check-ins that are due", lambda runtime, _: open_due(runtime)),
    Tick("ladder", 30, "remind once, and try the other channel", lambda rt, _: climb_ladder(rt)),
    Tick("contact", 300, "watch the thirty days of each child", lambda rt, _: watch_contact(rt)),
    Tick("closing", 3600, "propose the closing of cases", lambda rt, _: propose_due(rt)),
    Tick("wake", 30, "ask again, or end after silence", lambda runtime, _: wake(runtime)),
    Tick("taken", 60, "remind who has not handed back", lambda rt, _: remind_of_taken_over(rt)),
    Tick("notices", 60, "remind of reports that are due", lambda runtime, _: remind(runtime)),
    Tick("leases", 30, "find texts of unknown fate", lambda runtime, _: expire_leases(runtime)),
    Tick("unknown", 30, "ask Twilio for texts of unknown fate", look_for_unknown),
    Tick("receipts", 60, "ask Twilio for receipts that did not come", ask_for_receipts),
    Tick("recover", 300, "ask Twilio for messages that did not come", recover),
    Tick("spool", 15, "read back messages kept while the database was away", lambda rt, _: read_back(rt)),
    Tick("blank", 3600, "take words away at Twilio (BLANK_BODIES)", blank_bodies),
)


def _all_is_well(runtime: Runtime, _: Provider) -> int:
    return send_beat(runtime, {tick.name: tick.seconds for tick in WORKING})


BEAT = Tick("beat", 60, "signal outside that all is well", _all_is_well)
"""The one tick that does no work: it tells that the others are fresh, so it begins after them."""
TICKS = (*WORKING, BEAT)


def attempt(runtime: Runtime, sender: Provider, tick: Tick) -> int | None:
    """Run one tick. What keeps it from running is said, and the next run tries again: returns None."""
    try:
        return tick.run(runtime, sender)
    except NobodyOnCall as refusal:
        log.error("check-ins are not opened", extra={"why": str(refusal)})
    except SQLAlchemyError as error:
        log.error("waiting for the database", extra={"tick": tick.name, "kind": type(error).__name__})
    return None


def run_tick(runtime: Runtime, sender: Provider, tick: Tick) -> None:
    """Run one tick and note that it ran to its end."""
    if attempt(runtime, sender, tick) is None:
        return
    try:
        with runtime.work() as work:
            beat(work.session, tick.name, work.now)
    except SQLAlchemyError as error:
        log.error("a heartbeat was not noted", extra={"tick": tick.name, "kind": type(error).__name__})


def run_claimed(runtime: Runtime, sender: Provider, tick: Tick) -> bool:
    """Run one tick, unless another worker has taken it for this due time. Tells whether it was ours."""
    if runtime.stopping():
        return False
    try:
        with runtime.work() as work:
            ours = _take(work, tick)
    except SQLAlchemyError as error:
        log.error("waiting for the database", extra={"tick": tick.name, "kind": type(error).__name__})
        return False
    if ours:
        run_tick(runtime, sender, tick)
    return ours


def _take(work: Work, tick: Tick) -> bool:
    """The due times are the same on all machines: whole multiples of the interval."""
    due = dt.datetime.fromtimestamp(work.now.timestamp() // tick.seconds * tick.seconds, dt.UTC)
    return marks.take(work.session, f"due_{tick.name}", due, work.now + CLOCK_WAS_WRONG)


def add_ticks(scheduler: BaseScheduler, runtime: Runtime, sender: Provider) -> None:
    """Put all ticks on a scheduler; one that runs long is not started a second time beside itself."""
    for tick in TICKS:
        scheduler.add_job(
            run_claimed,
            "interval",
            args=(runtime, sender, tick),
            id=tick.name,
            seconds=tick.seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=runtime.clock.now() + dt.timedelta(seconds=tick.seconds if tick is BEAT else 0),
        )
