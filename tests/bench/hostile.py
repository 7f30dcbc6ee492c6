"""What a hostile caller does: unsigned floods, replays, oversized and half-sent bodies."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from tests.bench.load import Wire
from tests.bench.posts import PATH, request
from tests.bot.inbound.posts import inbound

Attack = Callable[[asyncio.Event], Awaitable[object]]
CALLERS = 4
HALF_SENT = 12
OVERSIZED = 1024 * 1024


def attacks(port: int) -> Iterator[tuple[str, Attack]]:
    """Each attack with its name; it goes on until it is told to stop, and tells the answers it got."""
    base = f"http://127.0.0.1:{port}"
    yield "a flood of unsigned posts", _flood(port, request(base, inbound("x", sid="f00"), ""))
    yield "a flood of replays", _flood(port, request(base, inbound("si", "+12025550100", sid="f01")))
    yield "oversized bodies", _flood(port, _oversized())
    yield f"{HALF_SENT} half-sent bodies", _half_sent(port)


def _flood(port: int, one: bytes) -> Attack:
    async def attack(stop: asyncio.Event) -> object:
        answers = Counter[int]()

        async def caller() -> None:
            wire = Wire(port)
            while not stop.is_set():
                answers[await wire.ask(one)] += 1
            wire.close()

        await asyncio.gather(*(caller() for _ in range(CALLERS)))
        return dict(answers)

    return attack


def _oversized() -> bytes:
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {OVERSIZED}\r\n\r\n".encode() + b"Body=" + b"x" * (OVERSIZED - 5)


def _half_sent(port: int) -> Attack:
    async def attack(stop: asyncio.Event) -> object:
        open_ones = []
        for _ in range(HALF_SENT):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nBody=".encode())
            open_ones.append(writer)
        await stop.wait()
        for writer in open_ones:
            writer.close()
        return f"{HALF_SENT} held"

    return attack
