"""The newest alarm of a concern as staff read it: who was paged by what, what comes next, who took it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.codes import known
from bot.runtime import Work
from flows.policy.escalation import Rung
from flows.vocabulary import AlarmReason, DeliveryState, PageChannel
from storage.models import AlarmStep, ConcernRow, Delivery, PageRow
from storage.queries import alarms
from storage.queries.delivery import FAILED
from storage.queries.threads import deliveries


@dataclass(frozen=True, slots=True)
class Told:
    """One page: to whom, how, when, and what became of it (a word of PAGE_STATE)."""

    name: str
    channel: str
    at: dt.datetime
    state: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One frozen step. `ran_at` is None while it is to come; `pages` are what went out for it."""

    name: str
    rung: Rung | None
    due_at: dt.datetime
    ran_at: dt.datetime | None
    pages: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class AlarmView:
    """One sounding. `next`: whoever is paged next; after the last, the next round begins.

    `attend_by`: whoever took it must have done something by then (UTC), else it rings again.
    """

    reason: AlarmReason
    sounded_at: dt.datetime
    runs: bool
    round: int
    next_round_at: dt.datetime
    nobody_on_rota: bool
    done: tuple[StepLine, ...]
    next: StepLine | None
    how: str | None
    attend_by: dt.datetime | None


def alarm_of(
    work: Work, concern: ConcernRow, staff: Mapping[uuid.UUID, str], pages: Sequence[PageRow]
) -> AlarmView | None:
    """The newest alarm of a concern; None where none has sounded. `pages` are those of the concern."""
    alarm = alarms.newest(work.session, concern.id)
    if alarm is None:
        return None
    states = _deliveries(work, pages)
    by_step: defaultdict[uuid.UUID | None, list[Told]] = defaultdict(list)
    for page in pages:
        by_step[page.step_id].append(_told(page, staff, states))
    lines = [_line(step, staff, tuple(by_step[step.id])) for step in alarm.steps]
    to_come = [line for line in lines if line.ran_at is None]
    runs = alarm.stopped_at is None
    return AlarmView(
        reason=alarm.reason,
        sounded_at=alarm.sounded_at,
        runs=runs,
        round=alarm.round,
        next_round_at=alarm.next_round_at,
        nobody_on_rota=alarm.nobody_on_rota,
        done=tuple(line for line in lines if line.ran_at is not None),
        next=min(to_come, key=lambda line: line.due_at) if runs and to_come else None,
        how=alarm.acknowledged_how,
        attend_by=alarm.attend_by,
    )


def told_of(work: Work, pages: Sequence[PageRow], staff: Mapping[uuid.UUID, str]) -> tuple[Told, ...]:
    """Pages as lines, with what became of each."""
    states = _deliveries(work, pages)
    return tuple(_told(page, staff, states) for page in pages)


def _deliveries(work: Work, pages: Sequence[PageRow]) -> dict[uuid.UUID, Delivery]:
    return deliveries(work.session, [page.outbound_id for page in pages if page.outbound_id])


def _line(step: AlarmStep, staff: Mapping[uuid.UUID, str], pages: tuple[Told, ...]) -> StepLine:
    rungs = known(Rung, [step.rung])
    return StepLine(
        staff.get(step.staff_id, "?"), rungs[0] if rungs else None, step.due_at, step.ran_at, pages
    )


def _told(page: PageRow, staff: Mapping[uuid.UUID, str], states: Mapping[uuid.UUID, Delivery]) -> Told:
    delivery = states.get(page.outbound_id) if page.outbound_id else None
    state = _text_state(delivery) if delivery else page.state
    return Told(staff.get(page.staff_id, "?"), PageChannel(page.channel).value, page.created_at, state)


def _text_state(delivery: Delivery) -> str:
    if delivery.provider_status in FAILED or delivery.state is DeliveryState.REJECTED:
        return "failed"
    if delivery.provider_status in ("delivered", "read"):
        return "delivered"
    return delivery.state.value
