"""(e) A day of 3,000 conversations, (f) memory."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy import func, select

from bot.delivery.send import deliver
from bot.inbound.form import parse_form
from bot.inbound.process import process_address
from bot.inbound.store import store
from flows.vocabulary import ConversationStatus
from storage.models import Conversation
from tests.bench.families import REPLIES, replies, settle_in
from tests.bench.figures import Figure
from tests.bench.load import drive
from tests.bench.places import Place
from tests.bench.posts import messages
from tests.bench.servers import free_port, gunicorn, memory_mb, worker
from tests.bench.sizes import TALKS_OF_FAMILIES as FAMILIES
from tests.bot.delivery.senders import FakeSender
from tests.bot.inbound.posts import inbound

OF_A_DAY, SECONDS = 3_000, 120
WEB_MB, WORKER_MB = 250, 450


def day(place: Place) -> Iterator[Figure]:
    """Point (e): machine time of so many talks, from a sample, without network or second look."""
    with place.fresh() as url:
        runtime = replace(settle_in(url, FAMILIES), meaning=None)
        sender = FakeSender(runtime)
        people = FAMILIES * 2
        warm = parse_form(inbound("hola", "+12025550199"), runtime.settings)
        process_address(runtime, store(runtime, warm).address_id)
        began, clock = time.process_time(), time.perf_counter()
        deliver(runtime, sender, 10_000)
        for n, (number, words) in enumerate(islice(replies(FAMILIES), people * len(REPLIES))):
            form = parse_form(inbound(words, number, f"{n + 2:x}"), runtime.settings)
            process_address(runtime, store(runtime, form).address_id)
            if n % people == people - 1:
                deliver(runtime, sender, 10_000)
        busy, elapsed = time.process_time() - began, time.perf_counter() - clock
        with runtime.look() as work:
            over = work.session.scalar(
                select(func.count()).where(Conversation.status != ConversationStatus.OPEN)
            )
        runtime.close()
    whole = busy / people * OF_A_DAY
    yield Figure(f"{OF_A_DAY} conversations, machine time", place.name, whole, "s", None, f"{SECONDS} s",
                 whole < SECONDS, f"from {people} talks ({over} over), {elapsed:.1f} s by the clock, "
                 f"{len(sender.calls)} texts")  # fmt: skip


def memory(place: Place) -> Iterator[Figure]:
    """Point (f): web after some load, and the worker, both with the second look where it is installed."""
    with place.fresh() as url:
        settle_in(url, FAMILIES).close()
        port = free_port()
        said = messages(f"http://127.0.0.1:{port}", replies(FAMILIES))
        with gunicorn("tests.bench.bare:without_second_look()", url, port) as pid:
            asyncio.run(drive(port, said, 3.0, 40))
            plain = memory_mb(pid)
        with gunicorn("bot.wsgi:create()", url, port) as pid:
            asyncio.run(drive(port, said, 3.0, 40))
            looking = memory_mb(pid)
        with worker(url) as pid:
            time.sleep(12)
            working = memory_mb(pid)
    aim = f"under {WEB_MB} MB"
    yield Figure("memory of web without second look", place.name, plain, "MB", None, aim, plain < WEB_MB)
    yield Figure("memory of web with second look", place.name, looking, "MB", None, aim, looking < WEB_MB)
    yield Figure(
        "memory of worker", place.name, working, "MB", None, f"under {WORKER_MB} MB", working < WORKER_MB
    )
