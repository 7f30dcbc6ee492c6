"""The named ticks and the scheduler that wakes them.

A tick calls one use case. What is due stands in the database: the scheduler only wakes us, so a
missed or doubled tick changes nothing.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.send import Sender, deliver, expire_leases
from bot.inbound.process import sweep
from bot.opening import NobodyOnCall, open_due
from bot.paging import ring_again, send_mails
from bot.runtime import Runtime
from bot.silence import wake
from storage.queries.counters import beat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tick:
    """A named, repeated piece of work; `seconds` between two runs."""

    name: str
    seconds: int
    meaning: str
    run: Callable[[Runtime, Sender], int]


TICKS: tuple[Tick, ...] = (
    Tick("deliver", 1, "send waiting texts", deliver),
    Tick("mail", 2, "send waiting e-mail pages", lambda runtime, _: send_mails(runtime)),
    Tick("ring", 5, "ring unacknowledged concerns again", lambda runtime, _: ring_again(runtime)),
    Tick("sweep", 15, "process messages that are still waiting", lambda runtime, _: sweep(runtime)),
    Tick("open", 30, "open check-ins that are due", lambda runtime, _: open_due(runtime)),
    Tick("wake", 30, "ask again, or end after silence", lambda runtime, _: wake(runtime)),
    Tick("leases", 30, "find texts of unknown fate", lambda runtime, _: expire_leases(runtime)),
)


def attempt(runtime: Runtime, sender: Sender, tick: Tick) -> int | None:
    """Run one tick. What keeps it from running is said, and the next run tries again: returns None."""
    try:
        return tick.run(runtime, sender)
    except NobodyOnCall as refusal:
        log.error("check-ins are not opened", extra={"why": str(refusal)})
    except SQLAlchemyError as error:
        log.error("waiting for the database", extra={"tick": tick.name, "kind": type(error).__name__})
    return None


def run_tick(runtime: Runtime, sender: Sender, tick: Tick) -> None:
    """Run one tick and note that it ran to its end."""
    if attempt(runtime, sender, tick) is None:
        return
    try:
        with runtime.work() as work:
            beat(work.session, tick.name, work.now)
    except SQLAlchemyError as error:
        log.error("a heartbeat was not noted", extra={"tick": tick.name, "kind": type(error).__name__})


def add_ticks(scheduler: BaseScheduler, runtime: Runtime, sender: Sender) -> None:
    """Put all ticks on a scheduler; one that runs long is not started a second time beside itself."""
    for tick in TICKS:
        scheduler.add_job(
            run_tick,
            "interval",
            args=(runtime, sender, tick),
            id=tick.name,
            seconds=tick.seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=runtime.clock.now(),
        )
