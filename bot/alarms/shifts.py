"""Before each shift: who on it cannot be reached, told to the supervisors (UC 10.05)."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.alarms.people import policy_shift, ways
from bot.alarms.telling import tell
from bot.runtime import Runtime, Work
from flows.policy import rota
from flows.shared_texts import PAGE_ROTA
from flows.vocabulary import DeliveryState, PageChannel
from storage.models import Staff
from storage.queries import alarms
from storage.queries.delivery import FAILED

log = logging.getLogger(__name__)

LOST = frozenset({DeliveryState.REJECTED, DeliveryState.UNKNOWN})


class CannotReach(StrEnum):
    """Why somebody on the rota would not hear a page; staff wording is looked up by this code."""

    NOT_ACTIVE = "not_active"
    NO_PHONE = "no_phone"
    LAST_TEXT_LOST = "last_text_lost"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing that is wrong with a coming shift; `cause` names it, so that it is told once."""

    why: CannotReach
    cause: str


def check_shifts(runtime: Runtime) -> int:
    """Tell the supervisors what is wrong with the shifts that begin soon. Returns how many things."""
    with runtime.work() as work:
        found = list(_problems(work))
        for problem in found:
            _warn(work, problem)
        return len(found)


def cannot_reach(work: Work, staff: Staff) -> CannotReach | None:
    """Why a page would not wake this person, or None. Mail alone wakes nobody at night."""
    if not staff.active:
        return CannotReach.NOT_ACTIVE
    if PageChannel.SMS not in ways(work, staff):
        return CannotReach.NO_PHONE
    last = alarms.last_text(work.session, staff.id)
    if last is not None and (last.state in LOST or last.provider_status in FAILED):
        return CannotReach.LAST_TEXT_LOST
    return None


def _problems(work: Work) -> Iterator[Warned]:
    provider = work.settings.provider_id
    soon = work.now + dt.timedelta(minutes=work.settings.shift_notice_minutes)
    rows = alarms.shifts(work.session, provider)
    staff = {row.staff_id: row.staff for row in rows}
    shifts = [policy_shift(row) for row in rows]
    for turn in rota.turns(shifts, work.now, soon):
        why = cannot_reach(work, staff[turn.shift.who])
        if why is not None and turn.start > work.now:
            yield Warned(why, f"shift:{turn.shift.key}:{turn.start:%Y%m%d%H%M}")
    if rota.on_duty(shifts, soon):
        return
    for person in alarms.standing_rota(work.session, provider):
        if cannot_reach(work, person) is None:
            return
    yield Warned(CannotReach.NOBODY, f"rota:{soon:%Y%m%d}")


def _warn(work: Work, problem: Warned) -> None:
    for staff in alarms.supervisors(work.session, work.settings.provider_id):
        if tell(work, staff, PAGE_ROTA, problem.cause):
            log.error("a coming shift cannot be reached", extra={"why": problem.why.value})
