"""Audit trail, text reviews, heartbeats and counters."""

import datetime as dt
import uuid

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Json, OwnedRow, word


class AuditRow(OwnedRow):
    """Who did or looked at what, insert-only. `staff_id` is null when the machine acted.

    Ids and codes only: no name, number or body.
    """

    __tablename__ = "audit"

    at: Mapped[dt.datetime]
    staff_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(word(60))
    subject: Mapped[str] = mapped_column(word())
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    detail: Mapped[Json] = mapped_column(JSON)


class TextReview(OwnedRow):
    """A person has reviewed the texts of one language in one version (invariant 10), insert-only."""

    __tablename__ = "text_review"

    language: Mapped[str] = mapped_column(word(35))
    texts_version: Mapped[str] = mapped_column(word(60))
    reviewer: Mapped[str] = mapped_column(String(120))
    reviewed_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]


class Heartbeat(Base):
    """When a named tick last ran to its end; and other instants that processes share (queries.marks)."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(word(), primary_key=True)
    at: Mapped[dt.datetime]


class Counter(Base):
    """A count of events per UTC day, such as refused webhooks."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(word(60), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    count: Mapped[int]
