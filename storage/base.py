"""Column types and the declarative base that all tables share."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant in UTC. A naive value is refused, because its zone would be a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given; pass an aware one")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - declared by SQLAlchemy
        dt.datetime: UtcDateTime(),
        uuid.UUID: Uuid(),
    }


class OwnedRow(Base):
    """A row with an id of our own that belongs to one provider."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[uuid.UUID] = mapped_column(index=True)


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A text column that holds only the values of `kind` (a check constraint says so)."""
    return _enum(kind, name, checked=True)


def growing(kind: type[StrEnum], name: str) -> Enum:
    """The same for words whose list grows with the product: only the code refuses other values."""
    return _enum(kind, name, checked=False)


def _enum(kind: type[StrEnum], name: str, *, checked: bool) -> Enum:
    return Enum(
        kind,
        native_enum=False,
        create_constraint=checked,
        name=name,
        length=40,
        values_callable=lambda members: [m.value for m in members],
    )


def word(length: int = 40) -> String:
    """A short code whose list grows with the product, so no check constraint."""
    return String(length)


Json = dict[str, Any]
