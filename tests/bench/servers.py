"""Processes that are measured: gunicorn as the service runs it, and the worker."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.stages import ENVIRON

READY_SECONDS = 240


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(application: str, url: str, port: int) -> Iterator[int]:
    """Gunicorn with the service's own settings; tells the id of its first process."""
    environ = os.environ | ENVIRON | {"DATABASE_URL": url, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:bot.gunicorn_conf",
               "--log-level", "error", "--bind", f"127.0.0.1:{port}", application]  # fmt: skip
    with _process(command, environ) as pid:
        _wait_for(port)
        yield pid


@contextmanager
def worker(url: str) -> Iterator[int]:
    """The worker, with a Twilio that is not there."""
    environ = os.environ | ENVIRON | {"DATABASE_URL": url}
    command = [sys.executable, "-c", "from bot.cli import main; main()", "worker"]
    with _process(command, environ) as pid:
        yield pid


@contextmanager
def _process(command: list[str], environ: dict[str, str]) -> Iterator[int]:
    child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


def _wait_for(port: int) -> None:
    """Until every process of the server has answered."""
    end = time.monotonic() + READY_SECONDS
    answered = 0
    while answered < 6:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=READY_SECONDS):
                answered += 1
        except urllib.error.HTTPError:
            answered += 1
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
    time.sleep(1)


def memory_mb(pid: int) -> float:
    """What a process and its children hold, shared pages counted once (PSS), in MB."""
    pids, found = [pid], 0
    while pids:
        one = pids.pop()
        pids += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        found += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return found / 1024
