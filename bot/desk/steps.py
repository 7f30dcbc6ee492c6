"""The one thing to do next about a concern, so that its page has one primary button at a time.

Acknowledge; then reach the family (take over and write, or call); then whoever must be told and the
NOC, by their clocks; then close.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from flows.vocabulary import ConcernStatus
from storage.queries.progress import Progress


class Step(StrEnum):
    """What to do next."""

    ACKNOWLEDGE = "acknowledge"
    WAIT = "wait"
    """The child was asked when somebody can safely call: the answer has not come yet."""
    TAKE_OVER = "take_over"
    WRITE = "write"
    CALL = "call"
    DUTIES = "duties"
    NOTICE = "notice"
    CLOSE = "close"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand.

    waits      nobody calls before the child has answered
    reached    somebody called or wrote since the first suspicion
    mine       this viewer has taken the conversation over
    can_take   there is a conversation that nobody has taken over
    callable   there is somebody of a case to call
    closable   it may be closed now
    """

    status: ConcernStatus
    waits: bool
    reached: bool
    mine: bool
    can_take: bool
    callable: bool
    closable: bool
    progress: Progress | None


def next_step(found: Standing) -> Step:
    """What to do next about a concern."""
    if found.status is ConcernStatus.CLOSED:
        return Step.NOTHING
    if found.status is ConcernStatus.OPEN:
        return Step.ACKNOWLEDGE
    if not found.reached:
        step = _reach(found)
        if step is not None:
            return step
    report = found.progress
    if report is not None and report.next_duty_at is not None and _duty_first(report, report.next_duty_at):
        return Step.DUTIES
    if report is not None and not report.settled:
        return Step.NOTICE
    return Step.CLOSE if found.closable else Step.NOTHING


def _reach(found: Standing) -> Step | None:
    """How to reach the family; None where nobody of a case is known, or a decision was made without."""
    if found.progress is not None and found.progress.settled:
        return None
    if found.mine:
        return Step.WRITE
    if found.waits:
        return Step.WAIT
    if found.can_take:
        return Step.TAKE_OVER
    return Step.CALL if found.callable else None


def _duty_first(report: Progress, duty_at: dt.datetime) -> bool:
    """Whoever must be told sooner comes first."""
    return report.settled or duty_at <= report.due_at
