"""Beginning an alarm with its steps frozen, and stopping one (UC 10.05, 6.8.6).

The caller holds the transaction. The concern is locked first, so that nobody acknowledges what is
just beginning to sound, and two workers never begin one alarm twice.
"""

import datetime as dt
import logging
import uuid

from sqlalchemy import select, update

from bot.alarms.people import people_for, ways
from bot.alarms.telling import CANCELLED, QUEUED, page
from bot.runtime import Work
from flows.policy.escalation import Pace, chain, channels, round_length
from flows.shared_texts import PAGE
from flows.vocabulary import AlarmReason, ConcernStatus
from storage.models import Alarm, AlarmStep, ConcernRow, PageRow, Staff
from storage.queries import alarms

log = logging.getLogger(__name__)

ACKNOWLEDGED, SUPERSEDED, CLOSED = "acknowledged", "superseded", "closed"
CODES = 10_000
CODE_RESTS = dt.timedelta(hours=24)
"""A code is not given again for so long: a late reply must not take another alarm."""
OWNER_FIRST = frozenset({AlarmReason.WORSE, AlarmReason.UNATTENDED})


def sound(work: Work, concern: ConcernRow, reason: AlarmReason) -> Alarm:
    """Begin an alarm and page whoever is due at once.

    It takes the place of an alarm that runs. The concern is nobody's again until somebody
    acknowledges this alarm; whoever had it is paged first when it got worse or was left lying.
    """
    lock(work, concern)
    before = alarms.newest(work.session, concern.id)
    owner = concern.acknowledged_by or (before.acknowledged_by if before else None)
    stop(work, concern, SUPERSEDED)
    concern.status = ConcernStatus.OPEN
    concern.acknowledged_at = concern.acknowledged_by = None
    alarm = Alarm(
        **work.owned(),
        concern_id=concern.id,
        reason=reason,
        urgency=concern.urgency,
        code=_code(work),
        sounded_at=work.now,
        round=0,
        next_round_at=work.now,
        nobody_on_rota=False,
    )
    work.session.add(alarm)
    work.session.flush()
    if reason not in OWNER_FIRST:
        owner = None
    begin_round(work, concern, alarm, owner)
    run_due(work, concern, alarm)
    work.audit("sound", "concern", concern.id, case_id=concern.case_id, reason=reason.value)
    return alarm


def stop(work: Work, concern: ConcernRow, why: str) -> Alarm | None:
    """Stop what runs for a concern and take back the pages that have not left. Returns what was stopped.

    Whoever acts on an alarm that somebody took before is no longer waited for.
    """
    work.session.execute(update(Alarm).where(Alarm.concern_id == concern.id).values(attend_by=None))
    alarm = alarms.running(work.session, concern.id)
    if alarm is None:
        return None
    alarm.stopped_at = work.now
    alarm.stopped_why = why
    # Claimed mails and calls are let go; a text is held back by the gate at the moment of sending.
    work.session.execute(
        update(PageRow)
        .where(PageRow.alarm_id == alarm.id, PageRow.text_key == PAGE, PageRow.state == QUEUED)
        .values(state=CANCELLED)
    )
    work.session.flush()
    return alarm


def begin_round(work: Work, concern: ConcernRow, alarm: Alarm, owner: uuid.UUID | None = None) -> None:
    """Freeze the next round: who is paged when, by which channels, from those who can be reached now."""
    people = people_for(work, concern, owner)
    alarm.round += 1
    alarm.nobody_on_rota = not people.rota
    if alarm.nobody_on_rota:
        log.error("a concern rings, and nobody is on call", extra={"concern": str(concern.id)})
    pace = pace_of(work)
    first = alarm.round == 1
    steps = chain(concern.urgency, people, pace, first_round=first)
    wanted = channels(concern.urgency, first_round=first)
    alarm.next_round_at = work.now + round_length(steps, pace)
    for position, step in enumerate(steps):
        reached = ways(work, work.session.get_one(Staff, step.who))
        work.session.add(
            AlarmStep(
                **work.owned(),
                alarm_id=alarm.id,
                round=alarm.round,
                position=position,
                staff_id=step.who,
                rung=step.rung.value,
                channels=[channel.value for channel in wanted if channel in reached],
                due_at=work.now + step.after,
            )
        )
    work.session.flush()


def run_due(work: Work, concern: ConcernRow, alarm: Alarm) -> int:
    """Run the steps that are due: one ring, nobody paged twice in it. Returns how many were paged."""
    due = alarms.waiting_steps(work.session, alarm.id, work.now)
    if not due:
        return 0
    concern.rings += 1
    paged = set()
    for step in due:
        step.ran_at = work.now
        if step.staff_id not in paged:
            paged.add(step.staff_id)
            page(work, alarm, step, concern)
    work.session.flush()
    return len(paged)


def pace_of(work: Work) -> Pace:
    """How fast alarms climb, by the settings."""
    settings = work.settings
    return Pace(
        step=dt.timedelta(minutes=settings.alarm_step_minutes),
        supervisor=dt.timedelta(minutes=settings.alarm_supervisor_minutes),
        caseworker=dt.timedelta(minutes=settings.alarm_caseworker_minutes),
    )


def lock(work: Work, concern: ConcernRow) -> None:
    """Lock a concern and see it as it is now."""
    work.session.flush()
    query = select(ConcernRow).where(ConcernRow.id == concern.id).with_for_update(key_share=True)
    work.session.scalars(query.execution_options(populate_existing=True)).one()


def _code(work: Work) -> str:
    """Four digits that no alarm of today bears."""
    taken = alarms.codes_in_use(work.session, work.settings.provider_id, work.now - CODE_RESTS)
    first = int.from_bytes(work.runtime.ids.bytes(4)) % CODES
    free = (f"{(first + n) % CODES:04}" for n in range(CODES))
    return next(code for code in free if code not in taken)
