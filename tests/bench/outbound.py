"""(b) Outbound texts against a provider that answers at once, beside plain calls of the SDK."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from twilio.rest import Client

from bot.channels.twilio import Twilio
from bot.channels.twilio_sms import BaseUrlClient
from bot.clock import SystemClock
from bot.delivery.send import deliver
from bot.ids import SystemIds
from bot.runtime import Runtime
from tests.bench.families import AREAS
from tests.bench.figures import Figure
from tests.bench.places import Place
from tests.bench.servers import free_port
from tests.bench.sizes import TEXTS
from tests.bot.delivery.senders import queue
from tests.bot.stages import ENVIRON, settings_for


def outbound(place: Place) -> Iterator[Figure]:
    """Texts a second: claimed, sent, recorded, beside the same number of plain calls."""
    with instant_provider() as base, place.fresh() as url:
        runtime = Runtime.open(settings_for(url, TWILIO_API_BASE_URL=base), SystemClock(), SystemIds())
        numbers = [f"+1{AREAS[n // 100]}55501{n % 100:02d}" for n in range(TEXTS)]
        for number in numbers:
            queue(runtime, number, "help")
        sender = Twilio(runtime.settings)
        floor = _plain(base, numbers)
        began = time.perf_counter()
        sent = deliver(runtime, sender, TEXTS)
        rate = sent / (time.perf_counter() - began)
        runtime.close()
    yield Figure("outbound texts, one worker", place.name, rate, "/s", floor, "half of the floor",
                 sent == TEXTS and rate >= floor / 2, f"{sent} sent")  # fmt: skip


def _plain(base: str, numbers: list[str]) -> float:
    client = Client(
        ENVIRON["TWILIO_ACCOUNT_SID"], ENVIRON["TWILIO_AUTH_TOKEN"], http_client=BaseUrlClient(base, 10)
    )
    began = time.perf_counter()
    for number in numbers:
        client.messages.create(to=number, body="x", from_=ENVIRON["TWILIO_FROM"])
    return len(numbers) / (time.perf_counter() - began)


@contextmanager
def instant_provider() -> Iterator[str]:
    """A provider in a process of its own that accepts whatever comes."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.provider", str(port)], stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(10)
