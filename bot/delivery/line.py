"""Whether texts may leave at all now: one line for all workers, kept in the database.

Too many requests hold the line for a moment. An error of our account or configuration stops it: one
task says so, the strip shows it, nobody's text counts as failed, and from time to time one text is
tried. The line runs again when the provider reports that a text went on.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import TaskKind, TaskReason
from storage.models import Task
from storage.queries import marks
from storage.queries.delivery import open_tasks_about

log = logging.getLogger(__name__)

STOPPED = "line_stopped"
WAITS = "line_waits"
TRY_EVERY = dt.timedelta(minutes=2)
RUNS_AGAIN = "line_runs_again"
LONGEST_WAIT = dt.timedelta(minutes=10)


def is_stopped(work: Work) -> bool:
    """Whether an error of our account or configuration keeps texts from leaving."""
    return marks.read(work.session, STOPPED) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """How the line stands: whether a text may be taken from the outbox now, and whether it is stopped."""

    is_open: bool
    is_stopped: bool


def look(work: Work) -> Line:
    """How the line stands now."""
    found = marks.read_all(work.session, STOPPED, WAITS)
    waits = found.get(WAITS)
    return Line(is_open=waits is None or waits <= work.now, is_stopped=STOPPED in found)


def one_is_tried(work: Work) -> None:
    """A text is taken from a stopped line: all others wait until it is known what became of it."""
    marks.put(work.session, WAITS, work.now + TRY_EVERY)


def hold(work: Work, seconds: float) -> None:
    """The provider asks us to be slower."""
    until = work.now + dt.timedelta(seconds=seconds)
    waits = marks.read(work.session, WAITS)
    if waits is None or waits < until:
        marks.put(work.session, WAITS, until)


def stop(work: Work, code: int) -> None:
    """Stop the line because of a provider's error code. One task for each code and day."""
    if not is_stopped(work):
        log.error("texts have stopped: the account or its configuration", extra={"code": code})
        marks.put(work.session, STOPPED, work.now)
    marks.put(work.session, WAITS, work.now + TRY_EVERY)
    effect = OpenTask(TaskKind.DELIVERY, TaskReason.LINE_STOPPED, "now")
    task = open_task(work, Scene(None), effect, cause=f"{code}:{work.now.date()}")
    task.detail = {"code": code}
    if task.result == RUNS_AGAIN:
        task.done_at = task.result = None


def runs_again(work: Work) -> None:
    """The provider has sent a text on: whatever stopped the line is over."""
    if not is_stopped(work):
        return
    log.warning("texts leave again")
    marks.clear(work.session, STOPPED, WAITS)
    about = Task.reason == TaskReason.LINE_STOPPED.value
    for task in open_tasks_about(work.session, about):
        task.done_at, task.result = work.now, RUNS_AGAIN


def wait_before_try(tries: int) -> dt.timedelta:
    """How long a text waits that met such an error: another is tried before it."""
    return min(TRY_EVERY * (1 << min(tries, 10)), LONGEST_WAIT)
