"""A warmed process that forks the service's processes: a start then costs milliseconds, not seconds.

It reads one JSON order a line and answers each with one line. It has no thread, so a fork is safe. When
its input ends, it ends what it has started, and itself.
"""

import datetime as dt
import json
import os
import signal
import sys
import time
import traceback
from typing import Any

from flows.understanding import understand
from flows.vocabulary import Question, Role
from tests.faults import service


def main() -> None:
    """Serve until the input ends."""
    service.warm_up()
    _warm()
    children: dict[int, int] = {}
    answer({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            pid = _start(order["start"], order["log"])
            children[pid] = pid
            answer({"pid": pid})
        else:
            answer({"ended": _ended(children)})
    for pid in children:
        _end(pid)


def answer(value: dict[str, Any]) -> None:
    """One line to the harness."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _warm() -> None:
    """Read one harmless reply, so that the word lists are in before the first fork."""
    for language in ("en", "es"):
        understand(
            "hola, hello",
            lang=language,
            role=Role.CHILD,
            question=Question.NONE,
            sent_on=dt.date(2026, 3, 2),
        )


def _start(part: dict[str, Any], log: str) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.setpgid(0, 0)
        service.play(service.Part(**part), parent)
    except BaseException:  # noqa: BLE001 - a child never comes back into the zygote's loop
        traceback.print_exc()
    finally:
        os._exit(1)


def _ended(children: dict[int, int]) -> list[int]:
    ended = []
    for pid in list(children):
        found, _status = os.waitpid(pid, os.WNOHANG)
        if found:
            ended.append(pid)
            del children[pid]
    return ended


def _end(pid: int) -> None:
    """SIGTERM first, so that gunicorn takes its workers along; then SIGKILL."""
    os.kill(pid, signal.SIGTERM)
    for _ in range(100):
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
