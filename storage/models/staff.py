"""Members of staff, their sign-in and whom they stand in for."""

import datetime as dt
import uuid

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from flows.vocabulary import StaffRole
from storage.base import OwnedRow, choice


class Staff(OwnedRow):
    """A member of staff. `password` is an argon2 hash; `fs_uniquifier` ends sessions when it changes."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("fs_uniquifier"))

    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[StaffRole] = mapped_column(choice(StaffRole, "role"))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64))
    failed_sign_ins: Mapped[int]
    locked_until: Mapped[dt.datetime | None]
    on_call: Mapped[bool]
    address_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("address.id"))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Tags of the languages that they speak with families."""
    time_zone: Mapped[str | None] = mapped_column(String(64))
    """Zone in which they read the rota; None is the office's."""
    created_at: Mapped[dt.datetime]


class Cover(OwnedRow):
    """`staff_id` covers the caseload of `for_staff_id` between two instants."""

    __tablename__ = "cover"

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    for_staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
