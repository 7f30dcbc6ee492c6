"""Short looks at a worksheet, and what a person writes into one."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.desk.viewer import Viewer
from bot.notices.content import Content, Written
from bot.notices.drafting import content_of, draft, remark_of
from bot.notices.duties import DutyLine, duties_of
from bot.notices.worksheet import Submission, review, send_to_review, submit
from bot.runtime import Runtime, Work
from flows.reading import Reading
from flows.vocabulary import (
    Answer,
    Concern,
    Custody,
    DutyKind,
    NocReason,
    NoticeStatus,
    NoticeVia,
    SafeNow,
    Urgency,
)
from storage.models import AuditRow, ConcernEvidence, ConcernRow, Duty, Notice
from storage.queries import notices
from tests.bot.web.builder import Builder
from tests.bot.web.seed import Seed

WRITTEN = Written(
    reasons=(NocReason.ABUSE_NEGLECT,),
    custody=Custody.NO,
    safe_now=SafeNow.NO,
    facts="The child wrote that the uncle hits.",
    actions="Called the police at 10:20.",
    plan="A visit this afternoon.",
)


def of(work: Work, concern: ConcernRow) -> tuple[ConcernRow, Notice]:
    """The concern in this transaction and its worksheet."""
    row = work.session.get_one(ConcernRow, concern.id)
    return row, draft(work, row)


def drawn(runtime: Runtime, concern: ConcernRow) -> Notice:
    """The worksheet, drawn if there is none."""
    with runtime.work() as work:
        notice = of(work, concern)[1]
        work.session.flush()
        work.session.refresh(notice)
        work.session.expunge(notice)
        return notice


def content(runtime: Runtime, concern: ConcernRow) -> Content:
    """What the worksheet says now."""
    with runtime.work() as work:
        return content_of(work, *of(work, concern))


def status(runtime: Runtime, concern: ConcernRow) -> NoticeStatus:
    """Where it stands."""
    return drawn(runtime, concern).status


def steps(runtime: Runtime, concern: ConcernRow) -> list[tuple[str, str | None, str | None]]:
    """Step, writer's id and remark of every version."""
    with runtime.work() as work:
        _, notice = of(work, concern)
        rows = notices.versions(work.session, notice.id)
        return [
            (r.step.value, str(r.staff_id) if r.staff_id else None, remark_of(work, notice, r)) for r in rows
        ]


def duties(runtime: Runtime, concern: ConcernRow) -> dict[DutyKind, DutyLine]:
    """The checklist."""
    with runtime.work() as work:
        row, _ = of(work, concern)
        return {line.kind: line for line in duties_of(work, row)}


def duty_id(runtime: Runtime, concern: ConcernRow, kind: DutyKind) -> uuid.UUID:
    """The id of one duty."""
    return duties(runtime, concern)[kind].id


def approved(runtime: Runtime, concern: ConcernRow, writer: Viewer, reviewer: Viewer) -> None:
    """Written by one, approved by the other."""
    with runtime.work() as work:
        send_to_review(work, writer, concern.id, WRITTEN)
    with runtime.work() as work:
        review(work, reviewer, concern.id, approve=True)


def submitted(runtime: Runtime, concern: ConcernRow, writer: Viewer, reviewer: Viewer) -> None:
    """Written, approved and submitted now."""
    approved(runtime, concern, writer, reviewer)
    with runtime.work() as work:
        submit(work, writer, concern.id, Submission(work.now, NoticeVia.CASE_SYSTEM, "ORR-4711"))


def joins(runtime: Runtime, seed: Seed, text: str, code: Concern, urgency: Urgency = Urgency.CONCERN) -> None:
    """Ana writes again, and the message joins her concern."""
    with runtime.work() as work:
        reading = Reading(answer=Answer.OTHER, concerns=(code,), urgency=urgency, language="es")
        said = Builder(work).came(seed.ana, text, work.now, reading=reading)
        row = work.session.get_one(ConcernRow, seed.emergency.id)
        row.codes = list(dict.fromkeys([*row.codes, code.value]))
        work.session.add(
            ConcernEvidence(
                **work.owned(), concern_id=row.id, inbound_id=said.id, urgency=urgency,
                codes=[code.value], spans=[], at=work.now,
            )
        )  # fmt: skip


def recode(runtime: Runtime, concern: ConcernRow, *codes: Concern) -> None:
    """Give a concern other codes before anybody has looked at it."""
    with runtime.work() as work:
        work.session.get_one(ConcernRow, concern.id).codes = [code.value for code in codes]


def audited(runtime: Runtime, subject: str) -> list[str]:
    """What was done with a kind of thing, in order."""
    with runtime.look() as work:
        query = select(AuditRow.action).where(AuditRow.subject == subject).order_by(AuditRow.at)
        return list(work.session.scalars(query))


def state_of(runtime: Runtime, kind: DutyKind) -> str:
    """The state of the only duty of a kind."""
    with runtime.look() as work:
        return work.session.scalars(select(Duty.state).where(Duty.kind == kind)).one().value


def with_reasons(*reasons: NocReason, **changes: Any) -> Written:
    """What a person wrote, with other reasons."""
    return replace(WRITTEN, reasons=reasons, **changes)


def hours(count: float) -> dt.timedelta:
    return dt.timedelta(hours=count)


def reading(code: str) -> Reading:
    """A reading that holds one concern."""
    return Reading(answer=Answer.OTHER, concerns=(Concern(code),), urgency=Urgency.CONCERN, language="en")
