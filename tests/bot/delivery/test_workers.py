"""Two workers at once send each text exactly once, and each phone's texts in order."""

import threading
from collections import Counter

from bot.channels.outcome import Outcome
from bot.delivery.send import deliver
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds
from tests.bot.delivery.senders import Call, FakeSender, accept, queue
from tests.bot.looks import deliveries
from tests.bot.stages import settings_for

NUMBERS = [f"+120255501{n}" for n in range(10, 22)]
KEYS = ("help", "who", "later")


def test_4_two_workers_claim_each_text_exactly_once(stage: Stage, database_url: str) -> None:
    for number in NUMBERS:
        queue(stage.runtime, number, *KEYS)
    calls: list[Call] = []
    lock, on_the_way, doubled = threading.Lock(), Counter[str](), []

    def slow(call: Call) -> Outcome:
        with lock:
            on_the_way[call.to] += 1
            if on_the_way[call.to] > 1:
                doubled.append(call.to)
            calls.append(call)
        with lock:
            on_the_way[call.to] -= 1
        return accept(call)

    def work(seed: int) -> None:
        runtime = Runtime.open(settings_for(database_url), stage.clock, SeededIds(seed))
        start.wait(timeout=10)
        while deliver(runtime, FakeSender(runtime, [slow] * 100)):
            pass
        runtime.close()

    start = threading.Barrier(3)
    threads = [threading.Thread(target=work, args=(seed,)) for seed in (101, 102, 103)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert max(Counter(call.ours for call in calls).values()) == 1
    assert len(calls) == len(NUMBERS) * len(KEYS)
    assert {state for _, state in deliveries(stage)} == {"sent"}
    assert doubled == []
    expected = [stage.runtime.texts.text("en", key, **_params()) for key in KEYS]
    for number in NUMBERS:
        assert [call.body for call in calls if call.to == number] == expected


def _params() -> dict[str, str]:
    return {"public_name": "Maple Street", "phone": "+12025550100"}
