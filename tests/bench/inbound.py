"""(a) Inbound webhooks through gunicorn: signature, storage, reading, engine. (h) The same, under attack."""

import asyncio
from collections.abc import Iterator

from tests.bench.bare import transactions_a_second
from tests.bench.families import replies, settle_in
from tests.bench.figures import Figure, percentile
from tests.bench.hostile import attacks
from tests.bench.load import Answers, drive
from tests.bench.places import Place
from tests.bench.posts import messages
from tests.bench.servers import free_port, gunicorn
from tests.bench.sizes import FAMILIES, MAXIMUM_SECONDS, SECONDS

RATE = 80
QUIET_RATE, QUIET_SECONDS = 20, 5.0
P99_MS = 100
WITHOUT, WITH = "tests.bench.bare:without_second_look()", "bot.wsgi:create()"


def inbound(place: Place) -> Iterator[Figure]:
    """Point (a): the rate that is held, the greatest rate, and both floors."""
    floor = min(bare_endpoint(), bare_rows(place))
    for name, application in (("without second look", WITHOUT), ("with second look", WITH)):
        with place.fresh() as url:
            settle_in(url, FAMILIES).close()
            port = free_port()
            said = messages(f"http://127.0.0.1:{port}", replies(FAMILIES))
            with gunicorn(application, url, port):
                held = asyncio.run(drive(port, said, SECONDS, RATE))
                most = asyncio.run(drive(port, said, MAXIMUM_SECONDS, None))
        yield from _figures(place, name, held, most, floor)


def bare_endpoint() -> float:
    """Requests a second of an endpoint that only checks the signature, under the same gunicorn."""
    port = free_port()
    with gunicorn("tests.bench.bare:endpoint()", "sqlite://", port):
        said = messages(f"http://127.0.0.1:{port}", replies(FAMILIES))
        ready = iter([next(said) for _ in range(8000)])
        return asyncio.run(drive(port, ready, 3.0, None)).a_second


def bare_rows(place: Place) -> float:
    """Transactions of three rows a second."""
    with place.fresh() as url:
        return transactions_a_second(url, 3.0)


def _figures(place: Place, name: str, held: Answers, most: Answers, floor: float) -> Iterator[Figure]:
    p99 = percentile(held.seconds, 0.99) * 1000
    kept_up = held.a_second >= 0.97 * RATE and set(held.statuses) == {200}
    aim = f"{RATE}/s held, p99 < {P99_MS} ms"
    yield Figure(f"inbound {name}: p50 at {RATE}/s", place.name, percentile(held.seconds, 0.5) * 1000, "ms")
    yield Figure(f"inbound {name}: p99 at {RATE}/s", place.name, p99, "ms", None, aim,
                 kept_up and p99 < P99_MS,
                 f"{held.a_second:.0f}/s, {held.statuses}")  # fmt: skip
    yield Figure(f"inbound {name}: most", place.name, most.a_second, "/s", floor, "half of the floor",
                 most.a_second >= floor / 2 and set(most.statuses) == {200}, f"{most.statuses}")  # fmt: skip


def hostile(place: Place) -> Iterator[Figure]:
    """Point (h): how long real messages take while somebody attacks, and when nobody does."""
    with place.fresh() as url:
        settle_in(url, FAMILIES).close()
        port = free_port()
        said = messages(f"http://127.0.0.1:{port}", replies(FAMILIES))
        with gunicorn(WITHOUT, url, port):
            quiet = percentile(asyncio.run(drive(port, said, QUIET_SECONDS, QUIET_RATE)).seconds, 0.99)
            for name, attack in attacks(port):
                answers, refused = asyncio.run(_beside(port, said, attack))
                p99 = percentile(answers.seconds, 0.99) * 1000
                fine = set(answers.statuses) == {200} and p99 < 15_000
                yield Figure(f"real messages beside {name}: p99", place.name, p99, "ms", quiet * 1000,
                             "all answered 200 in 15 s", fine,
                             f"{answers.statuses}; attacker {refused}")  # fmt: skip


async def _beside(port: int, said: Iterator[bytes], attack) -> tuple[Answers, object]:  # type: ignore[no-untyped-def]
    stop = asyncio.Event()
    attacking = asyncio.create_task(attack(stop))
    await asyncio.sleep(0.3)
    answers = await drive(port, said, QUIET_SECONDS, QUIET_RATE, connections=6)
    stop.set()
    return answers, await attacking
