"""Cases, persons and addresses, many-to-many from the first migration.

Siblings share a sponsor, two persons share a phone, a child has none: all are plain rows here.
Columns that end in `_sealed` are encrypted; see storage.vault.
"""

import datetime as dt
import uuid

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flows.vocabulary import Channel, Level, PhoneOwner, Role, SponsorCategory
from storage.base import OwnedRow, choice, word
from storage.models.keys import DataKey


class Case(OwnedRow):
    """One released child's referral to post-release services (6.2.1, 6.3)."""

    __tablename__ = "case"
    __table_args__ = (UniqueConstraint("provider_id", "case_number"),)

    case_number: Mapped[str] = mapped_column(word(60))
    release_date: Mapped[dt.date]
    referral_accepted_on: Mapped[dt.date | None]
    level: Mapped[Level] = mapped_column(choice(Level, "level"))
    tvpra: Mapped[bool]
    special_6_2_11: Mapped[bool]
    bridge_level_one: Mapped[bool]
    state: Mapped[str] = mapped_column(String(2))
    zip_code: Mapped[str] = mapped_column(String(10))
    time_zone: Mapped[str] = mapped_column(word(60))
    court_date: Mapped[dt.date | None]
    caseworker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    caseworker_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    members: Mapped[list["CasePerson"]] = relationship(back_populates="case", order_by="CasePerson.role")


class Person(OwnedRow):
    """A released child, a sponsor or an alternative contact; `person_ref` is the provider's own id."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("provider_id", "person_ref"),)

    person_ref: Mapped[str] = mapped_column(word(60))
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    first_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    birth_date_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(word(35))
    interpreter_language: Mapped[str | None] = mapped_column(word(35))
    safe_hours: Mapped[str | None] = mapped_column(Text)
    cannot_text: Mapped[bool] = mapped_column(default=False, server_default=false())
    permission_on: Mapped[dt.date | None]
    permission_by: Mapped[str | None] = mapped_column(String(200))
    notice_version: Mapped[str | None] = mapped_column(word(60))
    voluntary_said_on: Mapped[dt.date | None]
    check_word_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    distress_word_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    identity_answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime]

    data_key: Mapped[DataKey] = relationship(innerjoin=True)
    addresses: Mapped[list["PersonAddress"]] = relationship(back_populates="person")
    cases: Mapped[list["CasePerson"]] = relationship(back_populates="person")


class CasePerson(OwnedRow):
    """What a person is in one case."""

    __tablename__ = "case_person"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id"),
        Index(
            "uq_case_person_one_child", "case_id", unique=True,
            postgresql_where=text("role = 'child'"), sqlite_where=text("role = 'child'"),
        ),
        CheckConstraint("role <> 'sponsor' OR sponsor_category IS NOT NULL", name="sponsor_has_category"),
    )  # fmt: skip

    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    sponsor_category: Mapped[SponsorCategory | None] = mapped_column(
        choice(SponsorCategory, "sponsor_category")
    )
    relationship_words: Mapped[str | None] = mapped_column("relationship", String(80))
    child_label_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    case: Mapped[Case] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(back_populates="cases")


class Address(OwnedRow):
    """A number on one channel. Unknown numbers that wrote to us are addresses too."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("provider_id", "channel", "number_index"),)

    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"))
    number_index: Mapped[str] = mapped_column(String(64))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"))
    opted_out_at: Mapped[dt.datetime | None]
    last_inbound_at: Mapped[dt.datetime | None]
    last_neutral_at: Mapped[dt.datetime | None]
    who_asked_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    data_key: Mapped[DataKey] = relationship(innerjoin=True)
    persons: Mapped[list["PersonAddress"]] = relationship(back_populates="address")


class PersonAddress(OwnedRow):
    """Whose phone it is for this person; a number may serve several persons."""

    __tablename__ = "person_address"
    __table_args__ = (UniqueConstraint("person_id", "address_id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    owner: Mapped[PhoneOwner] = mapped_column(choice(PhoneOwner, "owner"))
    since: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]
    wrong_since: Mapped[dt.datetime | None]
    """Somebody there said that it is not theirs: no text until a person has confirmed the number."""

    person: Mapped[Person] = relationship(back_populates="addresses")
    address: Mapped[Address] = relationship(back_populates="persons")


class OptOut(OwnedRow):
    """The ledger of stop and start, insert-only (47 CFR 64.1200: any reasonable means)."""

    __tablename__ = "opt_out"

    address_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("address.id"), index=True)
    at: Mapped[dt.datetime]
    stopped: Mapped[bool]
    source: Mapped[str] = mapped_column(word())
    inbound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbound.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """For whom: everybody who uses the number has a row; null where nobody is known there."""
