"""SIGTERM, with real processes: what has begun is finished, and nothing new is taken."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.runtime import Runtime
from storage.models import Delivery, Inbound
from tests.bench.posts import request
from tests.bot.delivery.senders import queue
from tests.bot.inbound.posts import Form, inbound
from tests.bot.stages import ENVIRON, settings_for
from tests.databases import SqliteTemplates

PATIENCE = 60
NUMBERS = ("+12025550143", "+12025550144")


@pytest.fixture
def url(sqlite_templates: SqliteTemplates) -> Iterator[str]:
    """One database is enough: how processes end does not depend on it."""
    with sqlite_templates.fresh() as found:
        yield found


@contextmanager
def _running(command: list[str], **changes: str) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen([sys.executable, *command], env=os.environ | ENVIRON | changes)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait(PATIENCE)


class SlowProvider(ThreadingHTTPServer):
    """Accepts texts, but only when it is told to answer."""

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), _Answers)


class _Answers(BaseHTTPRequestHandler):
    server: SlowProvider

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.set()
        self.server.may_answer.wait(PATIENCE)
        self._say(201, {"sid": "SM" + "7" * 32, "status": "queued"})

    def do_GET(self) -> None:
        self._say(503, {})

    def log_message(self, format: str, *args: object) -> None:
        return

    def _say(self, status: int, body: dict[str, str]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


def test_a_worker_that_is_told_to_stop_finishes_its_text_and_takes_no_other(url: str) -> None:
    provider = SlowProvider()
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{provider.server_port}"
    runtime = Runtime.open(settings_for(url), SystemClock(), SystemIds())
    for number in NUMBERS:
        queue(runtime, number, "help")
    command = ["-c", "from bot.cli import main; main()", "worker"]
    with _running(command, DATABASE_URL=url, TWILIO_API_BASE_URL=base) as worker:
        assert provider.asked.wait(PATIENCE)
        worker.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(0.5)
        provider.may_answer.set()
        assert worker.wait(PATIENCE) == 0
    provider.shutdown()
    provider.server_close()
    with runtime.look() as work:
        states = sorted(state.value for state in work.session.scalars(select(Delivery.state)))
    runtime.close()
    assert states == ["queued", "sent"]


def test_the_web_process_answers_a_message_whose_body_was_still_coming(url: str) -> None:
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    head, body = _signed(base, inbound())
    gunicorn = [
        "-m",
        "gunicorn",
        "--config",
        "python:bot.gunicorn_conf",
        "-w",
        "1",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with _running([*gunicorn, "tests.bot.cold:create()"], DATABASE_URL=url, PUBLIC_BASE_URL=base) as web:
        with _connected(port) as half_sent:
            # Answered once, the connection is a worker's own, and no longer waits for one.
            half_sent.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}\n"):
                answer += half_sent.recv(4096)
            half_sent.sendall(head + body[:10])
            half_sent.settimeout(0.5)
            with pytest.raises(TimeoutError):
                half_sent.recv(1)
            web.send_signal(signal.SIGTERM)
            half_sent.settimeout(PATIENCE)
            half_sent.sendall(body[10:])
            assert half_sent.recv(4096).startswith(b"HTTP/1.1 200")
        assert web.wait(PATIENCE) == 0
    runtime = Runtime.open(settings_for(url), SystemClock(), SystemIds())
    with runtime.look() as work:
        assert len(work.session.scalars(select(Inbound)).all()) == 1
    runtime.close()


def _signed(base: str, form: Form) -> tuple[bytes, bytes]:
    head, _, body = request(base, form).partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
