"""One thing to do next about a concern, in the order in which a child is kept safe."""

import datetime as dt

import pytest

from bot.desk.steps import Standing, Step, next_step
from flows.vocabulary import ConcernStatus, NoticeStatus
from storage.queries.progress import Progress

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def report(*, settled: bool = False, duty: dt.datetime | None = None) -> Progress:
    status = NoticeStatus.SUBMITTED if settled else NoticeStatus.DRAFT
    return Progress(status, NOON + 20 * HOUR, settled, 1 if duty else 0, duty)


def standing(**changes: object) -> Standing:
    """A concern that somebody has, of a person with a conversation, with nothing done yet."""
    values: dict[str, object] = {
        "status": ConcernStatus.ACKNOWLEDGED, "waits": False, "reached": False, "mine": False,
        "can_take": True, "callable": True, "closable": False, "progress": report(),
    }  # fmt: skip
    return Standing(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "step"),
    [
        (standing(status=ConcernStatus.OPEN, reached=True), Step.ACKNOWLEDGE),
        (standing(waits=True), Step.WAIT),
        (standing(), Step.TAKE_OVER),
        (standing(mine=True, can_take=False), Step.WRITE),
        (standing(mine=True, waits=True), Step.WRITE),
        (standing(can_take=False), Step.CALL),
        (standing(can_take=False, callable=False), Step.NOTICE),
        (standing(reached=True), Step.NOTICE),
        (standing(reached=True, progress=report(duty=NOON + HOUR)), Step.DUTIES),
        (standing(reached=True, progress=report(duty=NOON + 20 * HOUR)), Step.DUTIES),
        (standing(reached=True, progress=report(duty=NOON + 21 * HOUR)), Step.NOTICE),
        (standing(reached=True, progress=report(settled=True, duty=NOON + 21 * HOUR)), Step.DUTIES),
        (standing(progress=report(settled=True), closable=True), Step.CLOSE),
        (standing(reached=True, progress=None), Step.NOTHING),
        (standing(status=ConcernStatus.CLOSED, reached=True), Step.NOTHING),
    ],
)
def test_the_next_step(found: Standing, step: Step) -> None:
    assert next_step(found) is step
