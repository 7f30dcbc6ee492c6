"""Concerns, their evidence, and what people say of the machine's readings (6.8.6)."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import ConcernOutcome, ConcernSource, ConcernStatus, Urgency, Verdict
from storage.base import Json, OwnedRow, choice, growing
from storage.models.people import Case, Person

if TYPE_CHECKING:
    from storage.models.alarms import PageRow


class ConcernRow(OwnedRow):
    """A concern and its clock: `noc_due_at` is 24 h after first suspicion, weekends included.

    `source` is what opened it. A named person closes it, with an outcome.
    """

    __tablename__ = "concern"
    __table_args__ = (
        Index(
            "ix_concern_ringing", "provider_id",
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
    )  # fmt: skip

    source: Mapped[ConcernSource] = mapped_column(
        growing(ConcernSource, "source"), default=ConcernSource.READING
    )
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    address_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("address.id"), index=True)
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    first_suspected_at: Mapped[dt.datetime]
    noc_due_at: Mapped[dt.datetime]
    status: Mapped[ConcernStatus] = mapped_column(choice(ConcernStatus, "status"))
    rings: Mapped[int]
    acknowledged_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[dt.datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[ConcernOutcome | None] = mapped_column(growing(ConcernOutcome, "outcome"))
    closing_note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped[Case | None] = relationship()
    person: Mapped[Person | None] = relationship()
    evidence: Mapped[list["ConcernEvidence"]] = relationship(back_populates="concern")
    pages: Mapped[list["PageRow"]] = relationship(back_populates="concern")


class ConcernEvidence(OwnedRow):
    """What gave rise to a concern, insert-only: a message and where in it, or what a person wrote down.

    `detail` holds codes only (question and check-in of a contradiction, task of an entered call). The
    note is sealed with the key of the person, or of the address where the person is not known.
    """

    __tablename__ = "concern_evidence"

    concern_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("concern.id"), index=True)
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    spans: Mapped[list[Json]] = mapped_column(JSON)
    source: Mapped[ConcernSource] = mapped_column(
        growing(ConcernSource, "source"), default=ConcernSource.READING
    )
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    detail: Mapped[Json] = mapped_column(JSON, default=dict)
    at: Mapped[dt.datetime]

    concern: Mapped[ConcernRow] = relationship(back_populates="evidence")


class Correction(OwnedRow):
    """A named person disagrees with the reading of a message, insert-only; the newest row counts.

    Missed: `codes` and `urgency` are what the person reads. No concern: they are what the machine
    read. The words stay where they are, sealed; the figures are counted on site.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(
            "inbound_id IS NOT NULL OR concern_id IS NOT NULL", name="is_about_a_message_or_a_concern"
        ),
    )

    verdict: Mapped[Verdict] = mapped_column(growing(Verdict, "verdict"))
    concern_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("concern.id"), index=True)
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"), index=True)
    urgency: Mapped[Urgency] = mapped_column(growing(Urgency, "urgency"))
    codes: Mapped[list[str]] = mapped_column(JSON)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]
