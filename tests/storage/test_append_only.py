"""Invariant 8: bodies, answers, attempts and audit rows are insert-only, and the database says so."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.append_only import TABLES
from storage.base import Base
from storage.database import Database
from storage.models import AuditRow


def _audit_row() -> AuditRow:
    return AuditRow(
        id=uuid.UUID(int=1), provider_id=uuid.UUID(int=2), at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
        action="look", subject="case", detail={},
    )  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_8_an_insert_only_row_cannot_be_changed(database: Database, statement: str) -> None:
    with database.begin() as session:
        session.add(_audit_row())
    with pytest.raises(DBAPIError, match="insert-only"), database.begin() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert session.query(AuditRow).one().action == "look"


TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
}


def test_8_every_insert_only_table_refuses_update_and_delete(database: Database) -> None:
    with database.read() as session:
        found = {tuple(row) for row in session.execute(text(TRIGGERS[session.get_bind().dialect.name]))}
    assert set(TABLES) <= set(Base.metadata.tables)
    assert found == {(f"{table}_no_{verb}", table) for table in TABLES for verb in ("update", "delete")}
