"""What families ask for in words: complaints, and numbers that a person has yet to confirm (6.7.6, 6.8.5).

Numbers and words are sealed. A grievance and its steps are insert-only: its state is that of its last step.
"""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import (
    GrievanceFrom,
    GrievanceOutcome,
    GrievanceState,
    GrievanceWay,
    NumberState,
)
from storage.base import OwnedRow, growing
from storage.models.people import Case, Person


class NumberProposal(OwnedRow):
    """A telephone number that somebody wrote to us. It is never texted before a person confirms it."""

    __tablename__ = "number_proposal"
    __table_args__ = (
        UniqueConstraint("inbound_id", "number_index"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", name="a_person_decides"),
    )

    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    inbound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inbound.id"))
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_index: Mapped[str] = mapped_column(String(64))
    state: Mapped[NumberState] = mapped_column(growing(NumberState, "state"))
    proposed_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))

    person: Mapped[Person | None] = relationship()
    case: Mapped[Case | None] = relationship()


class Grievance(OwnedRow):
    """A complaint of a released child, a sponsor or anybody else about the services, insert-only (6.7.6).

    `about_id`: the colleague complained of, who never gets to see it; `taken_by` is null where it came by
    text. `due_on`: local day by which it is to be resolved.
    """

    __tablename__ = "grievance"
    __table_args__ = (UniqueConstraint("inbound_id"),)

    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    from_whom: Mapped[GrievanceFrom] = mapped_column(growing(GrievanceFrom, "from_whom"))
    way: Mapped[GrievanceWay] = mapped_column(growing(GrievanceWay, "way"))
    about_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    taken_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    received_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date]

    case: Mapped[Case | None] = relationship()
    person: Mapped[Person | None] = relationship()
    steps: Mapped[list["GrievanceStep"]] = relationship(order_by="GrievanceStep.number")


class GrievanceStep(OwnedRow):
    """One step of a grievance, insert-only; `staff_id` is null where the machine took it in."""

    __tablename__ = "grievance_step"
    __table_args__ = (
        UniqueConstraint("grievance_id", "number"),
        CheckConstraint("(state = 'resolved') = (outcome IS NOT NULL)", name="resolved_has_outcome"),
    )

    grievance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("grievance.id"))
    number: Mapped[int]
    state: Mapped[GrievanceState] = mapped_column(growing(GrievanceState, "state"))
    outcome: Mapped[GrievanceOutcome | None] = mapped_column(growing(GrievanceOutcome, "outcome"))
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]
