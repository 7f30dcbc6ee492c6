"""What the running of the service leaves in the database."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, word


class SendingHold(Base):
    """Nothing goes to a family since an instant, until a person lets it go on.

    `data_until`: until when the data knows what happened; what the provider sent later is unknown here.
    """

    __tablename__ = "sending_hold"
    __table_args__ = (
        Index(
            "uq_sending_hold_open", "cause", unique=True,
            postgresql_where=text("resumed_at IS NULL"), sqlite_where=text("resumed_at IS NULL"),
        ),
        CheckConstraint("(resumed_at IS NULL) = (resumed_by IS NULL)", name="a_person_resumes"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(word())
    since: Mapped[dt.datetime]
    data_until: Mapped[dt.datetime]
    resumed_at: Mapped[dt.datetime | None]
    resumed_by: Mapped[str | None] = mapped_column(String(120))
