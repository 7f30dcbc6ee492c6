"""Check-ins, each person's part in them, conversations, answers, attempts and tasks."""

import datetime as dt
import uuid

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import (
    Answer,
    ConversationStatus,
    Outcome,
    PartStatus,
    Question,
    Role,
    TaskKind,
)
from storage.base import Json, OwnedRow, choice, growing, word
from storage.models.people import Case, Person


class CheckIn(OwnedRow):
    """One of the three virtual check-ins of a case (6.3). `due_on` is a local date of the case."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 3", name="number"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]
    due_on: Mapped[dt.date]

    case: Mapped[Case] = relationship()
    parts: Mapped[list["CheckInPart"]] = relationship(back_populates="check_in")


class CheckInPart(OwnedRow):
    """One person's part of a check-in; the child's and the sponsor's are never mixed (6.1).

    `not_before` holds a part back until this instant ("later").
    """

    __tablename__ = "check_in_part"
    __table_args__ = (
        UniqueConstraint("check_in_id", "person_id"),
        Index(
            "ix_check_in_part_due", "due_on",
            postgresql_where=text("status = 'scheduled'"), sqlite_where=text("status = 'scheduled'"),
        ),
    )  # fmt: skip

    check_in_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    due_on: Mapped[dt.date]
    status: Mapped[PartStatus] = mapped_column(growing(PartStatus, "status"))
    outcome: Mapped[Outcome | None] = mapped_column(growing(Outcome, "outcome"))
    not_before: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    check_in: Mapped[CheckIn] = relationship(back_populates="parts")
    person: Mapped[Person] = relationship()


class Conversation(OwnedRow):
    """One thread of texts with one person. It stays on the version of the questionnaire it began with.

    `rung_at`: when the contact ladder looks at it next; `reminded_at`, `moved_at`: when the one reminder
    went, and the text by the person's other channel (6.3).
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "uq_conversation_open_person", "person_id", unique=True,
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
        Index(
            "uq_conversation_open_address", "address_id", unique=True,
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
        Index(
            "ix_conversation_wake", "wake_at",
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
        Index(
            "ix_conversation_rung", "rung_at",
            postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'"),
        ),
    )  # fmt: skip

    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in_part.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    flow: Mapped[str] = mapped_column(word(60))
    flow_version: Mapped[int]
    language: Mapped[str] = mapped_column(word(35))
    status: Mapped[ConversationStatus] = mapped_column(choice(ConversationStatus, "status"))
    outcome: Mapped[Outcome | None] = mapped_column(growing(Outcome, "outcome"))
    state: Mapped[Json] = mapped_column(JSON)
    waiting_for: Mapped[Question | None] = mapped_column(growing(Question, "waiting_for"))
    turn: Mapped[int]
    opened_at: Mapped[dt.datetime]
    last_turn_at: Mapped[dt.datetime]
    wake_at: Mapped[dt.datetime]
    rung_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    moved_at: Mapped[dt.datetime | None]
    privacy_confirmed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    taken_over_at: Mapped[dt.datetime | None]
    taken_over_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))

    part: Mapped[CheckInPart] = relationship()
    person: Mapped[Person] = relationship()
    siblings: Mapped[list["ConversationPart"]] = relationship(order_by="ConversationPart.position")

    @property
    def parts(self) -> list[CheckInPart]:
        """All that is asked about in this conversation: its own part, then those of siblings in order."""
        return [self.part, *(sibling.part for sibling in self.siblings)]


class ConversationPart(OwnedRow):
    """A sibling's check-in that a sponsor's conversation asks about too, insert-only (6.3).

    `position` counts from 1; the conversation's own part is child 0 of the engine.
    """

    __tablename__ = "conversation_part"
    __table_args__ = (UniqueConstraint("conversation_id", "part_id"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation.id"))
    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in_part.id"), index=True)
    position: Mapped[int]

    part: Mapped[CheckInPart] = relationship()


class AnswerRow(OwnedRow):
    """An answer as recorded, insert-only; a correction is a new row."""

    __tablename__ = "answer"

    part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in_part.id"), index=True)
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    question: Mapped[Question] = mapped_column(growing(Question, "question"))
    answer: Mapped[Answer] = mapped_column(choice(Answer, "answer"))
    date: Mapped[dt.date | None]
    unclear: Mapped[bool]
    at: Mapped[dt.datetime]


class Attempt(OwnedRow):
    """One try to reach a person, insert-only. Machine texts point to their outbound row, whose
    delivery says the rest; calls are entered by staff with their result (6.3).

    `at` is when it was made, `entered_at` when somebody wrote it down; `address_id` the number rung.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("channel <> 'voice' OR staff_id IS NOT NULL", name="calls_are_made_by_people"),
    )

    part_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("check_in_part.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("task.id"))
    outbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound.id"))
    staff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[str] = mapped_column(word())
    result: Mapped[str] = mapped_column(word())
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]
    address_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("address.id"))
    entered_at: Mapped[dt.datetime | None]


class ChildContact(OwnedRow):
    """The released child was reached, insert-only: by the child's own channel, with the identity shown,
    or in a call that somebody recorded as "spoke with the child" (6.8.6). Nothing else counts."""

    __tablename__ = "child_contact"
    __table_args__ = (
        UniqueConstraint("conversation_id"),
        UniqueConstraint("attempt_id"),
        CheckConstraint("(conversation_id IS NULL) <> (attempt_id IS NULL)", name="one_proof"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    how: Mapped[str] = mapped_column(word())
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("conversation.id"))
    attempt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("attempt.id"))
    at: Mapped[dt.datetime]


class Pause(OwnedRow):
    """Staff let the machine's texts to a person rest until a moment; answers go all the same.

    A pause always ends by itself, so that nobody is forgotten; `ended_at` when somebody ended it sooner.
    """

    __tablename__ = "pause"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[dt.datetime]
    at: Mapped[dt.datetime]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))


class Task(OwnedRow):
    """Something a person must do. `detail` holds codes only (needs, questions not asked)."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "ix_task_open", "due_at",
            postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL"),
        ),
        UniqueConstraint("dedupe_key"),
    )  # fmt: skip

    kind: Mapped[TaskKind] = mapped_column(growing(TaskKind, "kind"))
    reason: Mapped[str] = mapped_column(word())
    dedupe_key: Mapped[str] = mapped_column(String(160))
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    address_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("address.id"))
    part_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("check_in_part.id"))
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    outbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbound.id"))
    detail: Mapped[Json] = mapped_column(JSON)
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    result: Mapped[str | None] = mapped_column(word())

    case: Mapped[Case | None] = relationship()
    person: Mapped[Person | None] = relationship()
