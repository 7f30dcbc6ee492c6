"""Child processes: the web server, and web and worker side by side."""

import base64
import os
import subprocess
import sys

from bot.ids import SystemIds
from bot.settings import Settings, environment
from bot.stopping import StopSignal
from storage.crypto import KEY_BYTES

STOP_SECONDS = 20


def web_command(settings: Settings) -> list[str]:
    """The command line of the web process."""
    return [
        sys.executable, "-m", "gunicorn", "--config", "python:bot.gunicorn_conf",
        "--bind", f"{settings.web_host}:{settings.web_port}", "bot.wsgi:create()",
    ]  # fmt: skip


def own_command(*words: str) -> list[str]:
    """The command line of another command of ours."""
    return [sys.executable, "-c", "from bot.cli import main; main()", *words]


def serve_web(settings: Settings) -> None:
    """Become the web server process."""
    command = web_command(settings)
    os.execv(command[0], command)


def run_both(settings: Settings) -> int:
    """Web and worker as children, until one ends or we are told to stop."""
    children = Children(environment())
    children.start("web", web_command(settings))
    children.start("worker", own_command("worker"))
    return children.wait()


def new_keys() -> dict[str, str]:
    """Fresh values of all secret keys."""
    ids = SystemIds()

    def key() -> str:
        return base64.b64encode(ids.bytes(KEY_BYTES)).decode()

    return {"PRS_MASTER_KEYS": f"k1:{key()}", "PRS_LOOKUP_KEY": key(), "PRS_SECRET_KEY": key()}


class Children:
    """Child processes that live and end together."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = StopSignal()

    def start(self, name: str, command: list[str], log: str | None = None) -> None:
        """Start a child; with `log` its output goes to that file.

        It gets a process group of its own, so that Ctrl-C reaches it through us, once.
        """
        if log is None:
            self._running[name] = subprocess.Popen(command, env=self._environ, start_new_session=True)
            return
        with open(log, "ab") as file:
            self._running[name] = subprocess.Popen(
                command, env=self._environ, start_new_session=True, stdout=file, stderr=file
            )

    def ended(self) -> str | None:
        """The name of a child that has ended, if one has."""
        return next((name for name, child in self._running.items() if child.poll() is not None), None)

    def wait(self) -> int:
        """Wait for a stop signal (status 0) or for a child that ends by itself (status 1)."""
        while not self._stop.wait():
            name = self.ended()
            if name is not None:
                sys.stderr.write(f"{name} has ended by itself; stopping\n")
                self.stop()
                return 1
        self.stop()
        return 0

    def stop(self) -> None:
        """End all children, politely first."""
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        for child in self._running.values():
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
