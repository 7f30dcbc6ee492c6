"""Data keys fetched in one go, so that opening many sealed fields needs no query for each; and wrapped anew
when the master key changes."""

import uuid
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.crypto import Keyring, RandomBytes, Unreadable, seal, unseal
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


def under_other_masters(session: Session, master: str) -> int:
    """How many data keys are wrapped by another master key than this."""
    query = select(func.count()).select_from(DataKey).where(DataKey.master != master)
    return session.scalar(query) or 0


def masters_in_use(session: Session) -> frozenset[str]:
    """The names of all master keys that wrap something."""
    return frozenset(session.scalars(select(DataKey.master).distinct()))


def key_opens(keyring: Keyring, master: str, key_id: str, wrapped: bytes) -> bytes:
    """The data key. Raises Unreadable where the master key is missing, or is another one."""
    if master not in keyring.masters:
        raise Unreadable("a data key has no master key here; check PRS_MASTER_KEYS")
    return unseal(keyring.masters[master], wrapped, f"data-key:{key_id}")


def rewrap_some(session: Session, keyring: Keyring, random_bytes: RandomBytes, limit: int) -> int:
    """Wrap up to `limit` data keys by the current master key. Returns how many. Raises Unreadable."""
    query = (
        select(DataKey)
        .where(DataKey.master != keyring.current)
        .order_by(DataKey.id)
        .limit(limit)
        .with_for_update()
    )
    rows = session.scalars(query).all()
    for row in rows:
        key = key_opens(keyring, row.master, str(row.id), row.wrapped)
        row.wrapped = seal(keyring.masters[keyring.current], key, f"data-key:{row.id}", random_bytes)
        row.master = keyring.current
    session.flush()
    return len(rows)
