"""Instants that all processes share, kept beside the heartbeats: how far something has been read, and
until when something waits."""

import datetime as dt

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Heartbeat


def read(session: Session, name: str) -> dt.datetime | None:
    """The instant (UTC) of a mark, or None where there is none."""
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def read_all(session: Session, *names: str) -> dict[str, dt.datetime]:
    """The instants (UTC) of those of these marks that are there."""
    query = select(Heartbeat.name, Heartbeat.at).where(Heartbeat.name.in_(names))
    return {name: at for name, at in session.execute(query)}


def put(session: Session, name: str, at: dt.datetime) -> None:
    """Set a mark; two processes may do so at once, and the later one counts."""
    statement = _insert(session).values(name=name, at=at)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def take(session: Session, name: str, at: dt.datetime, too_late: dt.datetime) -> bool:
    """Move a mark on to `at`; true for the one process that did. A mark beyond `too_late` is a wrong
    clock's, and is set back."""
    statement = _insert(session).values(name=name, at=at)
    moved = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"at": at},
        where=or_(Heartbeat.at < at, Heartbeat.at > too_late),
    )
    return session.execute(moved.returning(Heartbeat.name)).first() is not None


def lock(session: Session, name: str, first: dt.datetime) -> Heartbeat:
    """The row of a mark, locked until the transaction ends; made with `first` where there is none."""
    session.execute(_insert(session).values(name=name, at=first).on_conflict_do_nothing())
    query = select(Heartbeat).where(Heartbeat.name == name).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def clear(session: Session, *names: str) -> None:
    """Take marks away."""
    session.execute(delete(Heartbeat).where(Heartbeat.name.in_(names)))


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(Heartbeat)
