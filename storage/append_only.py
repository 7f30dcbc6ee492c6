"""Insert-only tables, enforced by the database itself (invariant 8).

A trigger refuses UPDATE and DELETE. Corrections are new rows; records belong to ORR (6.8.3).
"""

from collections.abc import Iterable, Iterator

BASELINE = (
    "answer",
    "attempt",
    "audit",
    "concern_evidence",
    "inbound",
    "opt_out",
    "outbound",
    "reading",
    "seen",
    "status_event",
    "text_review",
)
"""Protected by migration 0005; later migrations protect their own tables with `protect`."""

TABLES = (
    *BASELINE,
    "child_contact",
    "contact",
    "conversation_part",
    "correction",
    "grievance",
    "grievance_step",
    "notice_version",
    "permission",
    "referral_step",
    "report_version",
    "spoken_text",
    "state_contact",
    "whatsapp_template",
)
"""All insert-only tables of the newest schema."""


def function_statement(dialect: str) -> Iterator[str]:
    """The function that the triggers of PostgreSQL call."""
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION '% is insert-only: add a new row instead', TG_TABLE_NAME; END $$"
        )


def protect(dialect: str, tables: Iterable[str]) -> Iterator[str]:
    """The DDL that makes these tables insert-only on `sqlite` or `postgresql`."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if dialect == "postgresql":
                yield (
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" '
                    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                )
            else:
                yield (
                    f'CREATE TRIGGER {name} BEFORE {verb} ON "{table}" BEGIN '
                    f"SELECT RAISE(ABORT, '{table} is insert-only: add a new row instead'); END"
                )


def release(dialect: str, tables: Iterable[str]) -> Iterator[str]:
    """The DDL that takes the protection away, for migrating."""
    for table in tables:
        for verb in ("update", "delete"):
            on = f' ON "{table}"' if dialect == "postgresql" else ""
            yield f"DROP TRIGGER {table}_no_{verb}{on}"
