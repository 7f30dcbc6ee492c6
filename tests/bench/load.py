"""A small load generator: keep-alive connections, and times that run from when a request was due.

With a rate, a slow answer does not keep the next requests from being due, so waiting is counted in full.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CONNECTIONS = 12
PATIENCE = 30.0


@dataclass
class Answers:
    """How long each answer took (seconds) and its status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

    @property
    def a_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0


async def drive(
    port: int, requests: Iterator[bytes], seconds: float, rate: float | None, connections: int = CONNECTIONS
) -> Answers:
    """Send for so long, `rate` requests a second, or as fast as answers come."""
    answers, began = Answers(), time.perf_counter()
    numbered = enumerate(requests)

    async def one() -> None:
        wire = Wire(port)
        for n, request in numbered:
            due = began + n / rate if rate else time.perf_counter()
            if due - began > seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            status = await wire.ask(request)
            answers.seconds.append(time.perf_counter() - due)
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
        wire.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    answers.elapsed = time.perf_counter() - began
    return answers


class Wire:
    """One connection, made again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """Send a request, read its answer, tell the status; 0: none came."""
        for _ in range(2):
            try:
                return await asyncio.wait_for(self._ask(request), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.close()
        return 0

    async def _ask(self, request: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        _, found, rest = head.partition(b"content-length:")
        if found:
            await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        if b"connection: close" in head:
            self.close()
        return int(head[9:12])

    def close(self) -> None:
        """Close it."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
