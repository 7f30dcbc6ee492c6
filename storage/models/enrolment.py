"""What was agreed and said at enrolment, with its history, and the templates that WhatsApp approved.

All three are insert-only: to take something back is a row of its own, and the newest row counts.
"""

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flows.vocabulary import PermissionBy, PermissionHow, SpokenKind
from storage.base import OwnedRow, growing, word


class Permission(OwnedRow):
    """A permission to text, or that it was refused or taken back (47 CFR 64.1200). `on_day` is local."""

    __tablename__ = "permission"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    given: Mapped[bool]
    given_by: Mapped[PermissionBy] = mapped_column(growing(PermissionBy, "given_by"))
    how: Mapped[PermissionHow] = mapped_column(growing(PermissionHow, "how"))
    on_day: Mapped[dt.date]
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]


class SpokenText(OwnedRow):
    """That a member of staff has said a text, in which version and language (6.1, 6.8.5)."""

    __tablename__ = "spoken_text"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[SpokenKind] = mapped_column(growing(SpokenKind, "kind"))
    version: Mapped[str] = mapped_column(word(60))
    language: Mapped[str] = mapped_column(word(35))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]


class WhatsAppTemplate(OwnedRow):
    """An approved template of WhatsApp for one text in one language.

    `words_digest` is of the text in the catalogue: when that changes, the template says something else.
    """

    __tablename__ = "whatsapp_template"

    text_key: Mapped[str] = mapped_column(word(80))
    language: Mapped[str] = mapped_column(word(35))
    content_sid: Mapped[str] = mapped_column(word(34))
    words_digest: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(200))
    approved_on: Mapped[dt.date]
    withdrawn: Mapped[bool]
    recorded_at: Mapped[dt.datetime]
