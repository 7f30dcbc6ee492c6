"""Contacts by voice and video, signed reports, referrals to higher levels, and closings (6.1-6.3, 6.8).

What a person wrote is sealed with a data key of the report's, referral's or closing's own.
"""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import (
    ClosureReason,
    ClosureState,
    ContactWith,
    Interpreting,
    Level,
    Medium,
    ReferralState,
    ReportKind,
    ReportStatus,
)
from storage.base import OwnedRow, growing, word
from storage.models.checkins import CheckIn
from storage.models.people import Case


class Contact(OwnedRow):
    """Somebody of the staff spoke with a child or a sponsor, or with both together, insert-only (6.1).

    One call may be several contacts. `alone`: nobody else was with the child. `at`: when the call was.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("attempt_id", "with_whom"),)

    check_in_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in.id"), index=True)
    attempt_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("attempt.id"))
    with_whom: Mapped[ContactWith] = mapped_column(growing(ContactWith, "with_whom"))
    medium: Mapped[Medium] = mapped_column(growing(Medium, "medium"))
    alone: Mapped[bool]
    language: Mapped[str] = mapped_column(word(35))
    interpreting: Mapped[Interpreting] = mapped_column(growing(Interpreting, "interpreting"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]


class Referral(OwnedRow):
    """A referral to Level Two or Three: its needs, where it stands, and who owns it (6.2.3, 6.2.4).

    `proposed_by` is null where the machine proposed it, from the task `task_id`.
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index(
            "uq_referral_proposed", "case_id", unique=True,
            postgresql_where=text("state = 'proposed'"), sqlite_where=text("state = 'proposed'"),
        ),
    )  # fmt: skip

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    level: Mapped[Level] = mapped_column(growing(Level, "level"))
    needs: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[ReferralState] = mapped_column(growing(ReferralState, "state"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship()
    steps: Mapped[list["ReferralStep"]] = relationship(order_by="ReferralStep.number")


class ReferralStep(OwnedRow):
    """One step of a referral, insert-only; `staff_id` is null where the machine proposed."""

    __tablename__ = "referral_step"
    __table_args__ = (UniqueConstraint("referral_id", "number"),)

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"))
    number: Mapped[int]
    state: Mapped[ReferralState] = mapped_column(growing(ReferralState, "state"))
    level: Mapped[Level] = mapped_column(growing(Level, "level"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]


class Closure(OwnedRow):
    """The closing of a case: proposed by a person or by a rule, decided by a named person (6.3, 6.8.7).

    `ends_on`: the local day on which services end, where the reason is an event. Texts stop on that day.
    """

    __tablename__ = "closure"
    __table_args__ = (
        Index(
            "uq_closure_proposed", "case_id", unique=True,
            postgresql_where=text("state = 'proposed'"), sqlite_where=text("state = 'proposed'"),
        ),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="a_person_decides"),
    )  # fmt: skip

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    reason: Mapped[ClosureReason] = mapped_column(growing(ClosureReason, "reason"))
    state: Mapped[ClosureState] = mapped_column(growing(ClosureState, "state"))
    ends_on: Mapped[dt.date | None]
    child_wishes: Mapped[bool]
    proposed_at: Mapped[dt.datetime]
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped[Case] = relationship()


class Report(OwnedRow):
    """The report of a check-in, or of a closing: signed, reviewed, uploaded by named persons (6.8.2, 6.8.7).

    `held`: the check-in was held individually and together. `upload_due_on`: local day of the case.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("check_in_id"),
        UniqueConstraint("closure_id"),
        CheckConstraint("(check_in_id IS NULL) <> (closure_id IS NULL)", name="is_about_one_thing"),
        CheckConstraint("(status = 'uploaded') = (uploaded_at IS NOT NULL)", name="uploaded_has_moment"),
    )

    kind: Mapped[ReportKind] = mapped_column(growing(ReportKind, "kind"))
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    check_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("check_in.id"))
    closure_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("closure.id"))
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    status: Mapped[ReportStatus] = mapped_column(growing(ReportStatus, "status"))
    held: Mapped[bool]
    version: Mapped[int]
    signed_at: Mapped[dt.datetime]
    signed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    upload_due_on: Mapped[dt.date]
    reviewed_at: Mapped[dt.datetime | None]
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    uploaded_at: Mapped[dt.datetime | None]
    uploaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))

    case: Mapped[Case] = relationship()
    check_in: Mapped[CheckIn | None] = relationship()
    closure: Mapped[Closure | None] = relationship()


class ReportVersion(OwnedRow):
    """A report after one step, insert-only. `content_sealed` is the JSON of bot.records.note."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    step: Mapped[ReportStatus] = mapped_column(growing(ReportStatus, "step"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    remark_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
