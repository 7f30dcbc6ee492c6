"""The worksheet of a Notification of Concern, its versions, the duties beside it, numbers of States (6.8.6).

What a person wrote and what a family said is sealed with a data key of the worksheet's own.
"""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import (
    ContactKind,
    DutyKind,
    DutyState,
    NotFiled,
    NoticeStatus,
    NoticeStep,
    NoticeVia,
)
from storage.base import OwnedRow, choice, growing
from storage.models.concerns import ConcernRow


class Notice(OwnedRow):
    """Where the worksheet of one concern stands; its words stand in the versions.

    `due_at`: 24 hours after first suspicion. `version`: number of the newest version; `edited`: of the
    newest that a person wrote. `reminded`: the last reminder, in hours after first suspicion.
    `submitted_at` is when the NOC went to ORR, as the person said; `settled_at` when that was written down.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("concern_id"),
        Index(
            "ix_notice_running", "due_at",
            postgresql_where=text("settled_at IS NULL"), sqlite_where=text("settled_at IS NULL"),
        ),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="a_person_settles"),
    )  # fmt: skip

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"))
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    status: Mapped[NoticeStatus] = mapped_column(growing(NoticeStatus, "status"))
    due_at: Mapped[dt.datetime]
    version: Mapped[int]
    edited: Mapped[int]
    reminded: Mapped[int]
    created_at: Mapped[dt.datetime]
    written_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    sent_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[dt.datetime | None]
    submitted_at: Mapped[dt.datetime | None]
    submitted_via: Mapped[NoticeVia | None] = mapped_column(growing(NoticeVia, "submitted_via"))
    not_filed: Mapped[NotFiled | None] = mapped_column(growing(NotFiled, "not_filed"))
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))

    concern: Mapped[ConcernRow] = relationship()


class NoticeVersion(OwnedRow):
    """The whole worksheet after one step, insert-only. `staff_id` is null where the machine drew it.

    `content_sealed` is the JSON of bot.notices.content; `remark_sealed` is what the person said with the
    step: why it was returned, the reference that ORR gave, why nothing is filed.
    """

    __tablename__ = "notice_version"
    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    number: Mapped[int]
    step: Mapped[NoticeStep] = mapped_column(growing(NoticeStep, "step"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]
    reasons: Mapped[list[str]] = mapped_column(JSON)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    remark_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Duty(OwnedRow):
    """Somebody to be told because of a concern, with a clock of its own. `told_at`: when that happened."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("concern_id", "kind"),
        Index(
            "ix_duty_open", "due_at",
            postgresql_where=text("state = 'open'"), sqlite_where=text("state = 'open'"),
        ),
        CheckConstraint("(state = 'open') = (settled_by IS NULL)", name="a_person_settles"),
    )  # fmt: skip

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    kind: Mapped[DutyKind] = mapped_column(growing(DutyKind, "kind"))
    due_at: Mapped[dt.datetime]
    state: Mapped[DutyState] = mapped_column(choice(DutyState, "state"))
    created_at: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]
    sponsor_not_danger: Mapped[bool]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class StateContact(OwnedRow):
    """A number of a State as the provider found it, with its source, insert-only: the newest row counts.

    `law_hours`: how soon the State's law wants the report, where the provider has written it down.
    A withdrawn row takes the number away.
    """

    __tablename__ = "state_contact"
    __table_args__ = (Index("ix_state_contact_place", "provider_id", "state", "kind"),)

    state: Mapped[str] = mapped_column(String(2))
    kind: Mapped[ContactKind] = mapped_column(growing(ContactKind, "kind"))
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(300))
    source_seen_on: Mapped[dt.date]
    law_hours: Mapped[int | None]
    withdrawn: Mapped[bool]
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
