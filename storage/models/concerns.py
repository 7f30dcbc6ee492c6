"""Concerns, their evidence and the pages that told a person (6.8.6)."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import ConcernStatus, Urgency
from storage.base import Json, OwnedRow, choice, word
from storage.models.people import Case, Person


class ConcernRow(OwnedRow):
    """A concern and its clock: `noc_due_at` is 24 h after first suspicion, weekends included."""

    __tablename__ = "concern"
    __table_args__ = (
        Index(
            "ix_concern_ringing", "next_page_at",
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
    )  # fmt: skip

    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    address_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("address.id"), index=True)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    first_suspected_at: Mapped[dt.datetime]
    noc_due_at: Mapped[dt.datetime]
    status: Mapped[ConcernStatus] = mapped_column(choice(ConcernStatus, "status"))
    next_page_at: Mapped[dt.datetime]
    rings: Mapped[int]
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[dt.datetime | None]

    case: Mapped[Case | None] = relationship()
    person: Mapped[Person | None] = relationship()
    evidence: Mapped[list["ConcernEvidence"]] = relationship(back_populates="concern")
    pages: Mapped[list["PageRow"]] = relationship(back_populates="concern")


class ConcernEvidence(OwnedRow):
    """Which message gave rise to a concern and where in it, insert-only."""

    __tablename__ = "concern_evidence"

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    spans: Mapped[list[Json]] = mapped_column(JSON)
    at: Mapped[dt.datetime]

    concern: Mapped[ConcernRow] = relationship(back_populates="evidence")


class PageRow(OwnedRow):
    """One ring of one concern by one channel; it holds no content of the case."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("concern_id", "ring", "channel", "staff_id"),
        Index(
            "ix_page_email_queued", "created_at",
            postgresql_where=text("state = 'queued'"), sqlite_where=text("state = 'queued'"),
        ),
    )  # fmt: skip

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    ring: Mapped[int]
    channel: Mapped[str] = mapped_column(word())
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    outbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound.id"))
    state: Mapped[str] = mapped_column(word())
    error: Mapped[str | None] = mapped_column(String(80))
    tries: Mapped[int]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]

    concern: Mapped[ConcernRow] = relationship(back_populates="pages")
