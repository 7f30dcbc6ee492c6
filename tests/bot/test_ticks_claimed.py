"""Several workers run each tick once for each of its due times, and none is left out."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.runtime import Runtime
from bot.scheduler import TICKS, Provider, Tick, run_claimed
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds
from tests.bot.delivery.senders import FakeSender
from tests.bot.stages import settings_for
from tests.conftest import FixedClock

WORKERS, DUE_TIMES = 3, 5


def _counting(runs: Counter[str]) -> Callable[[Tick], Tick]:
    def note(name: str) -> Callable[[Runtime, Provider], int]:
        return lambda _runtime, _sender: runs.update([name]) or 0

    return lambda tick: replace(tick, run=note(tick.name))


def test_each_tick_runs_once_for_each_due_time_whoever_wakes_first(
    database_url: str, clock: FixedClock
) -> None:
    runs = Counter[str]()
    tick = _counting(runs)(replace(TICKS[0], name="one", seconds=5))
    workers = [Runtime.open(settings_for(database_url), clock, SeededIds(seed)) for seed in range(WORKERS)]
    for _ in range(DUE_TIMES):
        start = threading.Barrier(WORKERS)

        def wake(runtime: Runtime, start: threading.Barrier = start) -> None:
            start.wait(timeout=10)
            run_claimed(runtime, FakeSender(runtime), tick)

        threads = [threading.Thread(target=wake, args=(runtime,)) for runtime in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        clock.advance(seconds=5)
    for runtime in workers:
        runtime.close()
    assert runs == {"one": DUE_TIMES}


@pytest.mark.parametrize(
    ("seconds_later", "again"), [(1, False), (4, False), (5, True), (-1, False), (-86_400, True)]
)
def test_a_tick_is_taken_again_at_its_next_due_time_and_after_a_wrong_clock(
    stage: Stage, clock: FixedClock, seconds_later: int, again: bool
) -> None:
    runs = Counter[str]()
    tick = _counting(runs)(replace(TICKS[0], name="one", seconds=5))
    runtime = replace(stage.runtime, clock=clock)
    sender = FakeSender(runtime)
    assert run_claimed(runtime, sender, tick)
    clock.advance(seconds=seconds_later)
    assert run_claimed(runtime, sender, tick) is again
    assert runs["one"] == 1 + again


def test_a_worker_that_was_told_to_stop_takes_no_tick(stage: Stage) -> None:
    runs = Counter[str]()
    tick = _counting(runs)(TICKS[0])
    stopping = replace(stage.runtime, stopping=lambda: True)
    assert not run_claimed(stopping, FakeSender(stopping), tick)
    assert runs == {}
