"""The service as the harness runs it: gunicorn with its own configuration, and a worker without pauses.

Differences from the real thing: the clock can be jumped, steps are watched, the database can be "away",
and a worker's ticks follow one another at once instead of every few seconds.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import gunicorn_conf
from bot.app import create_app
from bot.channels.twilio import Twilio
from bot.channels.twilio_sms import BaseUrlClient
from bot.clock import Clock, SystemClock
from bot.ids import SystemIds
from bot.runtime import Runtime
from bot.scheduler import WORKING, attempt
from bot.settings import Settings, load
from bot.steps import Step, watch_steps
from flows.definition import Library
from flows.texts import Catalogue
from storage.database import Database
from tests.bot.stages import ENVIRON
from tests.faults.board import Board

TICKS = ("deliver", "sweep", "open", "leases", "unknown", "receipts", "recover", "spool")
PAUSE_SECONDS = 0.005


@dataclass(frozen=True)
class Part:
    """One process to be started. `slot` is a worker's place on the board, `crew` gunicorn's workers."""

    role: str
    environ: dict[str, str]
    board: str
    port: int = 0
    crew: int = 1
    slot: int = 0


class AwayDatabase(Database):
    """As the real one, but the harness can take it away from all processes at once."""

    def __init__(self, url: str, board: Board) -> None:
        super().__init__(url)
        self._board = board
        if self.engine.dialect.name == "sqlite":
            # What a killed process has written is safe with the system; only a power cut needs the disk.
            event.listen(self.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))

    @contextmanager
    def begin(self) -> Iterator[Session]:
        self._require()
        with super().begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        self._require()
        with super().read() as session:
            yield session

    def _require(self) -> None:
        if self._board.away:
            raise OperationalError("connect", None, ConnectionError("the database is away"))


class CheckedClient(BaseUrlClient):
    """Looks before every request to Twilio whether a connection to the database is in use."""

    def __init__(self, runtime: Runtime, board: Board) -> None:
        settings = runtime.settings
        super().__init__(settings.twilio_api_base_url, settings.twilio_timeout_seconds)
        self._runtime, self._board = runtime, board

    def request(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = self._runtime.database.engine.pool
        if self._runtime.database.open_here or pool.checkedout():
            self._board.complain("a transaction is open during a call to Twilio")
        return super().request(*args, **kwargs)


@cache
def read_in() -> tuple[Catalogue, Library]:
    """What every process needs and none changes; read before the first fork."""
    return Catalogue.load(), Library.load()


def warm_up() -> None:
    """Build everything once without opening anything, so that what is forked finds it in memory."""
    settings = load(ENVIRON | {"DATABASE_URL": "sqlite:////nowhere/at/all.db"})
    create_app(_around(settings, Database(settings.database_url), SystemClock()))


def play(part: Part, parent: int) -> NoReturn:
    """Be this process until somebody ends it, or the parent is gone."""
    board = Board(Path(part.board))
    runtime = _runtime(part, board)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if part.role == "web":
        watch_steps(runtime.settings, _striker(board, lambda step: None))
        _Web(part, runtime).run()
    else:
        _work(part, runtime, board)
    os._exit(0)


def _runtime(part: Part, board: Board) -> Runtime:
    settings = load(part.environ)
    return _around(settings, AwayDatabase(settings.database_url, board), board)


def _around(settings: Settings, database: Database, clock: Clock) -> Runtime:
    texts, flows = read_in()
    return Runtime(
        settings=settings,
        database=database,
        keyring=settings.keyring,
        clock=clock,
        ids=SystemIds(),
        texts=texts,
        flows=flows,
    )


def _striker(board: Board, told: Callable[[Step], None]) -> Callable[[Step], None]:
    def strike(step: Step) -> None:
        told(step)
        if board.strikes(step):
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # other threads of a process run on for a moment while it dies

    return strike


def _work(part: Part, runtime: Runtime, board: Board) -> None:
    def told(step: Step) -> None:
        if step in (Step.CLAIMED, Step.RECORDED):
            board.calling(part.slot, step is Step.CLAIMED)

    watch_steps(runtime.settings, _striker(board, told))
    twilio = Twilio(runtime.settings, http=CheckedClient(runtime, board))
    ticks = [tick for tick in WORKING if tick.name in TICKS]
    while True:
        for tick in ticks:
            board.calling(part.slot, False)
            try:
                attempt(runtime, twilio, tick)
            except Exception as error:  # noqa: BLE001 - the scheduler would log it; here it is a fault
                board.complain(f"the tick {tick.name} failed: {type(error).__name__}: {error}")
        board.round_done(part.slot)
        time.sleep(PAUSE_SECONDS)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)


class _Web(BaseApplication):  # type: ignore[misc]
    """gunicorn in this very process, as `prs-checkin web` sets it up."""

    def __init__(self, part: Part, runtime: Runtime) -> None:
        self._part, self._runtime = part, runtime
        super().__init__()

    def load_config(self) -> None:
        for name, value in vars(gunicorn_conf).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("bind", f"127.0.0.1:{self._part.port}")
        self.cfg.set("workers", self._part.crew)
        self.cfg.set("preload_app", True)  # built once; nothing is opened before the fork
        self.cfg.set("loglevel", "error")

    def load(self) -> Any:
        return create_app(self._runtime)
