"""The rota, the alarms of concerns with their frozen steps, and the pages that went out (6.8.6, UC 10.05)."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import AlarmReason, PageChannel, Urgency
from storage.base import OwnedRow, growing, word
from storage.models.concerns import ConcernRow
from storage.models.staff import Staff

RUNNING = text("stopped_at IS NULL")
UNDONE = text("state IN ('queued', 'calling')")


class Shift(OwnedRow):
    """Hours in which somebody is on call: every week on `weekday` (Monday is 0), or once on `on_day`.

    Minutes count from local midnight in `time_zone`; an end at or before the start is on the next day.
    Shifts of one day stand in for the weekly shifts that begin on it. Lower `place` is paged first.
    """

    __tablename__ = "shift"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    weekday: Mapped[int | None]
    on_day: Mapped[dt.date | None]
    start_minutes: Mapped[int]
    end_minutes: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(64))
    place: Mapped[int]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    removed_at: Mapped[dt.datetime | None]

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])


class Alarm(OwnedRow):
    """One sounding of one concern. It climbs round after round until it is stopped; `next_round_at`
    is when the round after this one begins.

    `code` are the four digits by which a paged person takes it. Once acknowledged, somebody must act
    by `attend_by`; `attended_at` says that it happened.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_running", "concern_id", unique=True,
            postgresql_where=RUNNING, sqlite_where=RUNNING,
        ),
    )  # fmt: skip

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    reason: Mapped[AlarmReason] = mapped_column(growing(AlarmReason, "reason"))
    urgency: Mapped[Urgency] = mapped_column(growing(Urgency, "urgency"))
    code: Mapped[str] = mapped_column(String(4))
    sounded_at: Mapped[dt.datetime]
    round: Mapped[int]
    next_round_at: Mapped[dt.datetime]
    nobody_on_rota: Mapped[bool]
    stopped_at: Mapped[dt.datetime | None]
    stopped_why: Mapped[str | None] = mapped_column(word())
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    acknowledged_how: Mapped[str | None] = mapped_column(word())
    attend_by: Mapped[dt.datetime | None] = mapped_column(index=True)
    attended_at: Mapped[dt.datetime | None]

    concern: Mapped[ConcernRow] = relationship()
    steps: Mapped[list["AlarmStep"]] = relationship(
        back_populates="alarm", order_by="(AlarmStep.round, AlarmStep.position)"
    )


class AlarmStep(OwnedRow):
    """Whom an alarm pages, when and by which channels: fixed when its round begins."""

    __tablename__ = "alarm_step"
    __table_args__ = (
        Index("uq_alarm_step", "alarm_id", "round", "position", unique=True),
        Index(
            "ix_alarm_step_waiting", "due_at",
            postgresql_where=text("ran_at IS NULL"), sqlite_where=text("ran_at IS NULL"),
        ),
    )  # fmt: skip

    alarm_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("alarm.id"), index=True)
    round: Mapped[int]
    position: Mapped[int]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    rung: Mapped[str] = mapped_column(word())
    channels: Mapped[list[str]] = mapped_column(JSON)
    due_at: Mapped[dt.datetime]
    ran_at: Mapped[dt.datetime | None]

    alarm: Mapped[Alarm] = relationship(back_populates="steps")
    staff: Mapped[Staff] = relationship()


class PageRow(OwnedRow):
    """One message to one member of staff by one channel; it holds no content of the case.

    `dedupe_key` keeps a step from paging twice. A text stands in the outbox (`outbound_id`); mail and
    calls are claimed here until `lease_until` and sent with no transaction open. `text_key` says what
    it tells: a page, that somebody has taken it, a reminder. `ring` counts the rings of the concern.
    """

    __tablename__ = "page"
    __table_args__ = (
        Index("uq_page_dedupe_key", "dedupe_key", unique=True),
        Index("ix_page_undone", "channel", "created_at", postgresql_where=UNDONE, sqlite_where=UNDONE),
    )

    dedupe_key: Mapped[str] = mapped_column(String(160))
    text_key: Mapped[str] = mapped_column(word())
    concern_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("concern.id"), index=True)
    alarm_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alarm.id"), index=True)
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("alarm_step.id"))
    ring: Mapped[int]
    channel: Mapped[PageChannel] = mapped_column(growing(PageChannel, "channel"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    outbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound.id"))
    state: Mapped[str] = mapped_column(word())
    error: Mapped[str | None] = mapped_column(String(80))
    tries: Mapped[int]
    sid: Mapped[str | None] = mapped_column(String(64), index=True)
    lease_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    concern: Mapped[ConcernRow | None] = relationship(back_populates="pages")
    alarm: Mapped[Alarm | None] = relationship()
