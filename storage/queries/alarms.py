"""The rota, running alarms, and the pages of an alarm."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from flows.vocabulary import ConcernStatus, DeliveryState, PageChannel, StaffRole
from storage.models import (
    Alarm,
    AlarmStep,
    AuditRow,
    ConcernRow,
    Cover,
    Delivery,
    Heartbeat,
    Outbound,
    PageRow,
    Shift,
    Staff,
)
from storage.queries.delivery import FAILED


def shifts(session: Session, provider_id: uuid.UUID) -> Sequence[Shift]:
    """The shifts in force, with whoever has them, by day and hour."""
    return session.scalars(
        select(Shift)
        .where(Shift.provider_id == provider_id, Shift.removed_at.is_(None))
        .options(joinedload(Shift.staff))
        .order_by(Shift.on_day, Shift.weekday, Shift.start_minutes, Shift.place, Shift.id)
    ).all()


def active_staff(session: Session, provider_id: uuid.UUID) -> Sequence[Staff]:
    """All members of staff who may act, by e-mail."""
    return session.scalars(
        select(Staff).where(Staff.provider_id == provider_id, Staff.active.is_(True)).order_by(Staff.email)
    ).all()


def standing_rota(session: Session, provider_id: uuid.UUID) -> Sequence[Staff]:
    """Who is on call in hours that no shift covers."""
    return [staff for staff in active_staff(session, provider_id) if staff.on_call]


def supervisors(session: Session, provider_id: uuid.UUID) -> Sequence[Staff]:
    """All supervisors; where a provider has none, its administrators."""
    people = active_staff(session, provider_id)
    for role in (StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR):
        found = [staff for staff in people if staff.role is role]
        if found:
            return found
    return []


def covering(session: Session, staff_id: uuid.UUID, now: dt.datetime) -> Sequence[Staff]:
    """Who covers the caseload of a member of staff at the instant `now` (UTC)."""
    return session.scalars(
        select(Staff)
        .join(Cover, Cover.staff_id == Staff.id)
        .where(
            Cover.for_staff_id == staff_id,
            Cover.starts_at <= now,
            or_(Cover.ends_at.is_(None), Cover.ends_at > now),
            Staff.active.is_(True),
        )
        .order_by(Cover.starts_at, Staff.email)
    ).all()


def running(session: Session, concern_id: uuid.UUID) -> Alarm | None:
    """The alarm of a concern that nobody has stopped."""
    return session.scalar(select(Alarm).where(Alarm.concern_id == concern_id, Alarm.stopped_at.is_(None)))


def running_alarms(session: Session, provider_id: uuid.UUID) -> Sequence[Alarm]:
    """All alarms that nobody has stopped, oldest first."""
    return session.scalars(
        select(Alarm)
        .where(Alarm.provider_id == provider_id, Alarm.stopped_at.is_(None))
        .order_by(Alarm.sounded_at, Alarm.id)
    ).all()


def newest(session: Session, concern_id: uuid.UUID) -> Alarm | None:
    """The alarm of a concern that sounded last."""
    return session.scalar(
        select(Alarm)
        .where(Alarm.concern_id == concern_id)
        .order_by(Alarm.sounded_at.desc(), Alarm.stopped_at.is_not(None), Alarm.id)
        .limit(1)
    )


def due_alarms(now: dt.datetime) -> Select[uuid.UUID]:
    """Ids of the running alarms with a step or a round that was due by `now` (UTC) and has not run."""
    due = exists().where(AlarmStep.alarm_id == Alarm.id, AlarmStep.ran_at.is_(None), AlarmStep.due_at <= now)
    return (
        select(Alarm.id)
        .where(Alarm.stopped_at.is_(None), or_(Alarm.next_round_at <= now, due))
        .order_by(Alarm.sounded_at, Alarm.id)
    )


def unattended(now: dt.datetime) -> Select[uuid.UUID]:
    """Ids of the alarms that somebody took and on which nothing was done in time, at `now` (UTC)."""
    return select(Alarm.id).where(Alarm.attend_by <= now).order_by(Alarm.attend_by, Alarm.id)


def open_without_alarm(provider_id: uuid.UUID) -> Select[uuid.UUID]:
    """Ids of concerns that nobody has, and for which no alarm runs."""
    runs = exists().where(Alarm.concern_id == ConcernRow.id, Alarm.stopped_at.is_(None))
    return select(ConcernRow.id).where(
        ConcernRow.provider_id == provider_id, ConcernRow.status == ConcernStatus.OPEN, ~runs
    )


def waiting_steps(session: Session, alarm_id: uuid.UUID, now: dt.datetime) -> Sequence[AlarmStep]:
    """Steps of an alarm that are due at `now` (UTC) and have not run, in order."""
    return session.scalars(
        select(AlarmStep)
        .where(AlarmStep.alarm_id == alarm_id, AlarmStep.ran_at.is_(None), AlarmStep.due_at <= now)
        .order_by(AlarmStep.round, AlarmStep.due_at, AlarmStep.position)
    ).all()


def paged_staff(session: Session, alarm_id: uuid.UUID, text_key: str) -> Sequence[Staff]:
    """Everybody to whom a message of this key was written for an alarm, by e-mail address."""
    told = select(PageRow.staff_id).where(PageRow.alarm_id == alarm_id, PageRow.text_key == text_key)
    return session.scalars(
        select(Staff).where(Staff.id.in_(told), Staff.active.is_(True)).order_by(Staff.email)
    ).all()


def paged_with_code(
    session: Session, staff_ids: Iterable[uuid.UUID], code: str
) -> Sequence[tuple[Alarm, uuid.UUID]]:
    """Alarms that bear a code and paged one of these persons, with that person; the newest first."""
    rows = session.execute(
        select(Alarm, PageRow.staff_id)
        .join(PageRow, PageRow.alarm_id == Alarm.id)
        .where(Alarm.code == code, PageRow.staff_id.in_(list(staff_ids)))
        .order_by(Alarm.stopped_at.is_not(None), Alarm.sounded_at.desc(), PageRow.created_at)
    )
    return [(row[0], row[1]) for row in rows]


def wrong_codes(session: Session, staff_ids: Iterable[uuid.UUID], action: str, since: dt.datetime) -> int:
    """How often `action` was written down about these persons after `since` (UTC)."""
    query = select(func.count(AuditRow.id)).where(
        AuditRow.subject_id.in_(list(staff_ids)), AuditRow.action == action, AuditRow.at > since
    )
    return session.scalar(query) or 0


def codes_in_use(session: Session, provider_id: uuid.UUID, since: dt.datetime) -> frozenset[str]:
    """Codes of alarms that run, or that sounded after `since` (UTC)."""
    return frozenset(
        session.scalars(
            select(Alarm.code).where(
                Alarm.provider_id == provider_id,
                or_(Alarm.stopped_at.is_(None), Alarm.sounded_at > since),
            )
        )
    )


def staff_of_number(session: Session, address_id: uuid.UUID) -> Sequence[Staff]:
    """Members of staff who are paged at an address."""
    return session.scalars(
        select(Staff).where(Staff.address_id == address_id, Staff.active.is_(True)).order_by(Staff.email)
    ).all()


def heartbeats(session: Session) -> dict[str, dt.datetime]:
    """When each tick last ran to its end (UTC)."""
    return {beat.name: beat.at for beat in session.scalars(select(Heartbeat))}


def stuck_channels(
    session: Session, alarm_ids: Iterable[uuid.UUID], before: dt.datetime
) -> frozenset[PageChannel]:
    """Channels whose newest page of these alarms did not leave, or waits since `before` (UTC)."""
    rows = session.execute(
        select(PageRow, Delivery)
        .outerjoin(Delivery, Delivery.outbound_id == PageRow.outbound_id)
        .where(PageRow.alarm_id.in_(list(alarm_ids)))
        .order_by(PageRow.created_at)
    )
    newest = {(page.channel, page.staff_id): (page, delivery) for page, delivery in rows}
    return frozenset(
        channel for (channel, _), (page, delivery) in newest.items() if _is_stuck(page, delivery, before)
    )


def _is_stuck(page: PageRow, delivery: Delivery | None, before: dt.datetime) -> bool:
    if delivery is None:
        lost = page.state in ("failed", "unknown") or page.error is not None
        return lost or (page.state in ("queued", "calling") and page.created_at <= before)
    if delivery.state in (DeliveryState.REJECTED, DeliveryState.UNKNOWN):
        return True
    if delivery.provider_status in FAILED:
        return True
    waits = delivery.state in (DeliveryState.QUEUED, DeliveryState.CALLING)
    return waits and (delivery.tries > 0 or page.created_at <= before)


def last_text(session: Session, staff_id: uuid.UUID) -> Delivery | None:
    """What became of the newest text to a member of staff that was not taken back."""
    return session.scalar(
        select(Delivery)
        .join(Outbound, Outbound.id == Delivery.outbound_id)
        .where(Outbound.staff_id == staff_id, Delivery.state != DeliveryState.CANCELLED)
        .order_by(Outbound.created_at.desc(), Outbound.id)
        .limit(1)
    )
