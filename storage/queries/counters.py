"""Counts of events per day, such as refused webhooks."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Counter, Heartbeat


def count(session: Session, name: str, day: dt.date, times: int = 1) -> None:
    """Count so many events of `name` on a UTC day."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Counter).values(name=name, day=day, count=times)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["name", "day"], set_={"count": Counter.__table__.c.count + times}
        )
    )


def total(session: Session, name: str) -> int:
    """All events of `name` ever counted."""
    return sum(session.scalars(select(Counter.count).where(Counter.name == name)))


def beat(session: Session, name: str, now: dt.datetime) -> None:
    """Note that a tick has run to its end."""
    session.merge(Heartbeat(name=name, at=now))
