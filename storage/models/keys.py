"""Data keys, wrapped by the master key."""

import uuid

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, word


class DataKey(Base):
    """One data key; `master` names the master key that wraps it."""

    __tablename__ = "data_key"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    master: Mapped[str] = mapped_column(word())
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
