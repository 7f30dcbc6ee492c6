"""Who can be paged now: the rota, its supervisors, the caseworker of a case or who covers."""

import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.runtime import Work
from flows.policy import rota
from flows.policy.escalation import People
from flows.vocabulary import PageChannel
from storage.models import Case, ConcernRow, Shift, Staff
from storage.queries import alarms


def ways(work: Work, staff: Staff) -> tuple[PageChannel, ...]:
    """The channels by which a member of staff can be paged."""
    if not staff.active:
        return ()
    by_phone = (PageChannel.SMS, PageChannel.VOICE) if staff.address_id else ()
    by_mail = (PageChannel.EMAIL,) if work.settings.smtp_url else ()
    return (*by_phone, *by_mail)


def policy_shift(row: Shift) -> rota.Shift:
    """A shift as the rule reads it."""
    return rota.Shift(
        key=row.id, who=row.staff_id, start=row.start_minutes, end=row.end_minutes,
        zone=ZoneInfo(row.time_zone), weekday=row.weekday, on_day=row.on_day, place=row.place,
    )  # fmt: skip


def on_duty(work: Work) -> list[Staff]:
    """Who is on the rota now and can be paged: of the shifts, else of the standing rota."""
    provider = work.settings.provider_id
    rows = alarms.shifts(work.session, provider)
    by_id = {row.staff_id: row.staff for row in rows}
    found = [by_id[who] for who in rota.on_duty(map(policy_shift, rows), work.now)]
    return _reachable(work, found) or _reachable(work, alarms.standing_rota(work.session, provider))


def people_for(work: Work, concern: ConcernRow, owner: uuid.UUID | None) -> People:
    """Everybody who can be paged about a concern now. `owner` had it before, or is None."""
    before = work.session.get(Staff, owner) if owner else None
    return People(
        rota=_ids(on_duty(work)),
        supervisors=_ids(_reachable(work, alarms.supervisors(work.session, work.settings.provider_id))),
        caseworkers=_ids(_reachable(work, _caseworkers(work, concern))),
        owner=before.id if before and ways(work, before) else None,
    )


def _caseworkers(work: Work, concern: ConcernRow) -> list[Staff]:
    """Whoever covers the caseworker now, else the caseworker."""
    case = work.session.get(Case, concern.case_id) if concern.case_id else None
    if case is None or case.caseworker_id is None:
        return []
    return list(alarms.covering(work.session, case.caseworker_id, work.now)) or [
        work.session.get_one(Staff, case.caseworker_id)
    ]


def _reachable(work: Work, people: Iterable[Staff]) -> list[Staff]:
    return [staff for staff in people if ways(work, staff)]


def _ids(people: list[Staff]) -> tuple[uuid.UUID, ...]:
    return tuple(staff.id for staff in people)
