"""The processes of one run: a zygote, what it starts, and an emulator on threads of the harness itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.emulator.app import create_emulator, network_of
from bot.emulator.config import EmulatorConfig, Latency
from bot.emulator.faults import Seeded, Spoil
from bot.emulator.http import LoopbackPoster
from bot.emulator.ports import HttpAnswer
from bot.emulator.pump import Pump
from bot.ids import SystemIds
from bot.settings import Settings
from tests.faults.board import Board
from tests.faults.service import Part

ROOT = Path(__file__).parent.parent.parent
QUICK = Latency(
    queued=timedelta(seconds=0.005), sent=timedelta(seconds=0.01), delivered=timedelta(seconds=0.02)
)
PUMPS = 3


class Zygote:
    """A warmed process that forks others; see tests.faults.zygote."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def start(self, part: Part, log: Path) -> int:
        """Fork a process; returns its id."""
        return int(self._ask({"start": asdict(part), "log": str(log)})["pid"])

    def ended(self) -> list[int]:
        """The processes that have ended since this was last asked."""
        return list(self._ask({})["ended"])

    def close(self) -> None:
        """End it and all that it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the zygote has ended")
        return dict(json.loads(line))


class Mischief(Seeded):
    """As drawn from the seed; and a text on its way may cost the worker that sends it its life."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, late_seconds=1.3)
        self.fatal: Spoil | None = None
        self.kill_callers: Callable[[], None] = lambda: None

    def on_request(self, method: str) -> Spoil:
        """See Faults. `fatal` is RESET or RESET_AFTER: Twilio took the text of the dead worker, or not."""
        if method == "POST" and self.fatal is not None:
            spoil, self.fatal = self.fatal, None
            self.happened[f"killed during a call, {spoil}"] += 1
            self.kill_callers()
            return spoil
        return super().on_request(method)


class Poster(LoopbackPoster):
    """Counts what is on its way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.under_way = 0

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str], timeout_seconds: float
    ) -> HttpAnswer:
        with self._lock:
            self.under_way += 1
        try:
            return super().post(url, form, headers, timeout_seconds)
        finally:
            with self._lock:
                self.under_way -= 1


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


class Twilio:
    """The emulator, with several pumps: webhooks overtake each other as they do in the world."""

    def __init__(self, settings: Settings, board: Board, faults: Seeded, port: int) -> None:
        config = EmulatorConfig(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token,
            senders=(settings.twilio_from or "",),
            inbound_url=f"{settings.public_base_url}/twilio/inbound",
            messaging_service_sid=settings.twilio_messaging_service_sid,
            provider_name=settings.public_name,
            latency=QUICK,
        )
        self.poster, self._board = Poster(), board
        app = create_emulator(config, clock=board, ids=SystemIds(), http=self.poster, faults=faults)
        self.network = network_of(app)
        self._pumps = [Pump(self.network, board) for _ in range(PUMPS)]
        self._web = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
        self._thread = threading.Thread(target=self._web.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        """Start all threads."""
        for pump in self._pumps:
            pump.start()
        self._thread.start()

    def wake(self) -> None:
        """The clock has jumped: look anew at what is due."""
        with self.network.changed:
            self.network.changed.notify_all()

    @property
    def idle(self) -> bool:
        """Nothing is due and nothing is on its way."""
        due = self.network.next_due()
        return self.poster.under_way == 0 and (due is None or due > self._board.now())

    def close(self) -> None:
        """Stop all threads."""
        self._web.shutdown()
        self._thread.join()
        self._web.server_close()
        for pump in self._pumps:
            pump.stop()


class Company:
    """Web and worker processes; whoever dies is replaced at once."""

    def __init__(self, zygote: Zygote, board: Board, environ: dict[str, str], *, workers: int) -> None:
        self.deaths = 0
        self._zygote, self._board, self._environ = zygote, board, environ
        self._parts: dict[int, Part] = {}
        self._workers = workers
        self._log = board.path.with_suffix(".log")

    def start(self, port: int, crew: int) -> None:
        """Start the web process with a crew of gunicorn workers, and the workers."""
        self._start(Part("web", self._environ, str(self._board.path), port=port, crew=crew))
        for slot in range(self._workers):
            self._start(Part("worker", self._environ, str(self._board.path), slot=slot))

    def replace_dead(self) -> int:
        """Start anew what has ended; returns how many did. gunicorn replaces its workers itself."""
        ended = [pid for pid in self._zygote.ended() if pid in self._parts]
        for pid in ended:
            part = self._parts.pop(pid)
            self._board.calling(part.slot, False)
            self._start(part)
        self.deaths += len(ended)
        return len(ended)

    def kill_callers(self) -> None:
        """Kill the workers that are in the middle of a call."""
        for pid, part in list(self._parts.items()):
            if part.role == "worker" and self._board.is_calling(part.slot):
                os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """The power fails: every process at once, the web's whole group."""
        for pid, part in list(self._parts.items()):
            if part.role == "web":
                os.killpg(pid, signal.SIGKILL)
            else:
                os.kill(pid, signal.SIGKILL)

    @property
    def slots(self) -> range:
        """The places of the workers on the board."""
        return range(self._workers)

    def close(self) -> None:
        """End all processes of this run."""
        for pid in self._parts:
            os.killpg(pid, signal.SIGKILL)
        while self._parts:
            for pid in self._zygote.ended():
                self._parts.pop(pid, None)

    def _start(self, part: Part) -> None:
        self._parts[self._zygote.start(part, self._log)] = part


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
