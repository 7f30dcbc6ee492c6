"""Messages in and out. Bodies are insert-only; what becomes of them stands in tables of their own.

An inbound has no foreign key to a conversation: it is stored before anything is understood
(invariant 1). Bodies are sealed with the data key of the address.
"""

import datetime as dt
import uuid

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import Channel, DeliveryState, Disposition, Lane, Urgency
from storage.base import Base, Json, OwnedRow, choice, word
from storage.models.people import Address


class Inbound(OwnedRow):
    """A message as Twilio posted it: body and whole form, in the original (6.8.3)."""

    __tablename__ = "inbound"
    __table_args__ = (UniqueConstraint("sid"),)

    sid: Mapped[str] = mapped_column(String(64))
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    form_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    media_count: Mapped[int]
    opt_out_type: Mapped[str | None] = mapped_column(word())
    quarantined: Mapped[bool]
    received_at: Mapped[dt.datetime]
    position: Mapped[int]

    address: Mapped[Address] = relationship()
    processing: Mapped["InboundProcessing"] = relationship(back_populates="inbound")
    reading: Mapped["ReadingRow | None"] = relationship(back_populates="inbound")
    seen: Mapped[list["Seen"]] = relationship(back_populates="inbound")


class InboundProcessing(Base):
    """Where the processing of an inbound stands; `disposition` is its one visible outcome."""

    __tablename__ = "inbound_processing"
    __table_args__ = (
        Index(
            "ix_inbound_processing_pending", "received_at",
            postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL"),
        ),
        CheckConstraint("(done_at IS NULL) = (disposition IS NULL)", name="done_means_disposed"),
    )  # fmt: skip

    inbound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbound.id"), primary_key=True)
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    received_at: Mapped[dt.datetime]
    tries: Mapped[int]
    error: Mapped[str | None] = mapped_column(word(80))
    done_at: Mapped[dt.datetime | None]
    disposition: Mapped[Disposition | None] = mapped_column(choice(Disposition, "disposition"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"), index=True)

    inbound: Mapped[Inbound] = relationship(back_populates="processing")


class ReadingRow(Base):
    """What the machine read in an inbound. The evidence holds spans and codes, never words."""

    __tablename__ = "reading"

    inbound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbound.id"), primary_key=True)
    question: Mapped[str] = mapped_column(word())
    answer: Mapped[str] = mapped_column(word())
    urgency: Mapped[Urgency] = mapped_column(choice(Urgency, "urgency"))
    review: Mapped[bool]
    risk: Mapped[float]
    language: Mapped[str] = mapped_column(word(35))
    detail: Mapped[Json] = mapped_column(JSON)
    at: Mapped[dt.datetime]

    inbound: Mapped[Inbound] = relationship(back_populates="reading")


class Seen(OwnedRow):
    """A person has seen this body (invariant 1); insert-only."""

    __tablename__ = "seen"
    __table_args__ = (UniqueConstraint("inbound_id", "staff_id"),)

    inbound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbound.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]

    inbound: Mapped[Inbound] = relationship(back_populates="seen")


class Outbound(OwnedRow):
    """A text to be sent, insert-only; written in the transaction of the change that caused it.

    `dedupe_key` names conversation, step and attempt (or the page), so that nothing is written twice.
    """

    __tablename__ = "outbound"
    __table_args__ = (UniqueConstraint("dedupe_key"),)

    dedupe_key: Mapped[str] = mapped_column(String(160))
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    lane: Mapped[Lane] = mapped_column(choice(Lane, "lane"))
    text_key: Mapped[str] = mapped_column(word(80))
    language: Mapped[str] = mapped_column(word(35))
    texts_version: Mapped[str] = mapped_column(word(60))
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    params_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime]
    position: Mapped[int]
    not_after: Mapped[dt.datetime | None]

    address: Mapped[Address] = relationship()
    delivery: Mapped["Delivery"] = relationship(back_populates="outbound")


class Delivery(Base):
    """The delivery state of an outbound text; the one mutable part of it.

    `not_before`: when to do something next. `lease_until`: until when the machine minds it in its present
    state: a call under way, a text of unknown fate that is looked for, a receipt that is still awaited;
    null when nothing more is to be done, or a person has it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("sid"),
        Index(
            "ix_delivery_queued", "lane_rank", "created_at", "position",
            postgresql_where=text("state = 'queued'"), sqlite_where=text("state = 'queued'"),
        ),
        Index(
            "ix_delivery_calling", "lease_until",
            postgresql_where=text("state = 'calling'"), sqlite_where=text("state = 'calling'"),
        ),
        Index(
            "ix_delivery_minded", "state", "not_before",
            postgresql_where=text("lease_until IS NOT NULL"), sqlite_where=text("lease_until IS NOT NULL"),
        ),
        Index(
            "uq_delivery_in_flight", "address_id", unique=True,
            postgresql_where=text("state = 'calling'"), sqlite_where=text("state = 'calling'"),
        ),
    )  # fmt: skip

    outbound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outbound.id"), primary_key=True)
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"))
    lane_rank: Mapped[int]
    created_at: Mapped[dt.datetime]
    position: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState, "state"))
    sid: Mapped[str | None] = mapped_column(String(64))
    provider_status: Mapped[str | None] = mapped_column(word())
    provider_rank: Mapped[int]
    error_code: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(word(80))
    tries: Mapped[int]
    not_before: Mapped[dt.datetime]
    lease_until: Mapped[dt.datetime | None]
    updated_at: Mapped[dt.datetime]

    outbound: Mapped[Outbound] = relationship(back_populates="delivery")


class StatusEvent(OwnedRow):
    """A status callback as it came, insert-only; unknown SIDs are kept too."""

    __tablename__ = "status_event"
    __table_args__ = (UniqueConstraint("sid", "status", "error_code", "raw_receipt"),)

    outbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound.id"), index=True)
    sid: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(word())
    error_code: Mapped[int]
    raw_receipt: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[dt.datetime]
