"""Data keys fetched in one go, so that opening many sealed fields needs no query for each."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import DataKey

CHUNK = 500
"""Ids in one statement: far below every engine's limit of parameters."""


def preload_keys(session: Session, key_ids: Iterable[uuid.UUID]) -> list[DataKey]:
    """Load these data keys into the session; keep the result alive while fields are opened."""
    wanted = sorted(set(key_ids))
    found: list[DataKey] = []
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        found += session.scalars(select(DataKey).where(DataKey.id.in_(chunk)))
    return found
