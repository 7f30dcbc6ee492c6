"""`prs-checkin demo` in real processes: from the start to a page about what a child typed, and again."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.cli.demo import demo_environment
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.runtime import Runtime
from bot.settings import SETTINGS, load
from storage.models import ConcernRow

CHILD, CASEWORKER, SCRIPTED = "+12025550107", "+12025550191", "+12025550100"
PATIENCE = 40.0
COMMAND = (sys.executable, "-c", "from bot.cli import main; main()", "demo")


class Phones:
    """The emulator of the demo, by its own API."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}/emulator"

    def texts(self, number: str, direction: str = "outbound-api") -> list[str]:
        """What a phone has received ("outbound-api") or said ("inbound")."""
        with urllib.request.urlopen(f"{self._base}/phones", timeout=5) as answer:
            phones: list[dict[str, Any]] = json.load(answer)
        thread = next(phone["thread"] for phone in phones if phone["number"] == number)
        return [message["body"] for message in thread if message["direction"] == direction]

    def say(self, number: str, body: str) -> None:
        """Type on a phone."""
        request = urllib.request.Request(
            f"{self._base}/phones/{number}/say",
            data=json.dumps({"body": body}).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()


def three_free_ports() -> int:
    """The first of three ports in a row that nobody uses."""
    for first in range(21_000 + os.getpid() % 900 * 10, 60_000, 10):
        try:
            for port in range(first, first + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no three free ports")


def until(found: Callable[[], Any], what: str) -> Any:
    """Poll until something is found; the test fails when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if result := found():
                return result
        except (urllib.error.URLError, OSError, StopIteration):
            pass  # not up yet
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s for {what}")


@contextmanager
def demo(folder: Path, port: int, root: Path) -> Iterator[Phones]:
    """A demo that runs inside the block, is then told to stop, and ends well."""
    env = {name: value for name, value in os.environ.items() if name not in {s.name for s in SETTINGS}}
    process = subprocess.Popen(
        [*COMMAND, "--folder", str(folder), "--port", str(port)],
        cwd=root, env=env, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        shown = iter(process.stdout.readline, "")
        assert any("nothing leaves this machine" in line for line in shown)
        yield Phones(port + 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def person_of(folder: Path, port: int, page: str) -> str | None:
    """Whom the concern behind the link of a page is about."""
    settings = load(demo_environment(folder, port))
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    try:
        with runtime.look() as work:
            import uuid

            found = re.search(r"/concerns/([0-9a-f-]{36})", page)
            assert found is not None
            concern = work.session.get_one(ConcernRow, uuid.UUID(found[1]))
            return concern.person.person_ref if concern.person else None
    finally:
        runtime.close()


def test_a_demo_runs_to_a_page_about_a_typed_disclosure_stops_and_starts_again(
    tmp_path: Path, root: Path
) -> None:
    port = three_free_ports()
    with demo(tmp_path, port, root) as phones:
        (first,) = until(lambda: phones.texts(CHILD), "the first text")
        assert "Maple Street" in first
        until(lambda: phones.texts(SCRIPTED, "inbound"), "a scripted phone's answer")
        phones.say(CHILD, "me da miedo mi tio")
        until(
            lambda: "P-015" in {person_of(tmp_path, port, page) for page in phones.texts(CASEWORKER)},
            "the page about this child",
        )
        assert "911" in until(lambda: phones.texts(CHILD)[1:], "the neutral text")[0]
    with demo(tmp_path, port, root) as phones:
        kept = until(lambda: phones.texts(CHILD), "the thread kept over the restart")
        assert len(kept) == 2
        assert phones.texts(CHILD, "inbound") == ["me da miedo mi tio"]


def test_a_demo_says_which_port_is_in_use(tmp_path: Path, root: Path) -> None:
    port = three_free_ports()
    with socket.create_server(("127.0.0.1", port + 1)):
        process = subprocess.run(
            [*COMMAND, "--folder", str(tmp_path), "--port", str(port)],
            cwd=root, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert process.returncode == 2
    assert f"Port {port + 1} is in use" in process.stderr
    assert list(tmp_path.iterdir()) == []
