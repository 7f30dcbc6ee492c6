"""The messages of a report, out and in."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.simulation.report_names import Names
from storage.models import Conversation, Inbound, Outbound
from storage.vault import Vault

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OUT, IN = "out", "in"


def messages(session: Session, vault: Vault, names: Names) -> list[dict[str, Any]]:
    """All texts and all that came in."""
    cases = {
        row.id: row.part.check_in.case_id
        for row in session.scalars(select(Conversation).options(joinedload(Conversation.part)))
    }
    out = select(Outbound).options(joinedload(Outbound.delivery), joinedload(Outbound.address))
    came = select(Inbound).options(
        joinedload(Inbound.processing), joinedload(Inbound.address), joinedload(Inbound.reading)
    )
    return [
        *(_out(row, vault, names, cases) for row in session.scalars(out)),
        *(_in(row, vault, names, cases) for row in session.scalars(came)),
    ]


def _out(row: Outbound, vault: Vault, names: Names, cases: dict[Any, Any]) -> dict[str, Any]:
    fate = row.delivery
    return {
        "at": row.created_at.isoformat(),
        "direction": OUT,
        "phone": names.number(row.address_id),
        **names.who(cases.get(row.conversation_id), row.person_id),
        "text": row.text_key,
        "language": row.language,
        "body": _ID.sub("ID", vault.open(row.address.data_key_id, "body", row.body_sealed)),
        "status": fate.provider_status or fate.state.value,
        "error": fate.error_code,
        "reason": fate.reason,
    }


def _in(row: Inbound, vault: Vault, names: Names, cases: dict[Any, Any]) -> dict[str, Any]:
    done = row.processing
    return {
        "at": row.received_at.isoformat(),
        "direction": IN,
        "phone": names.number(row.address_id),
        **names.who(cases.get(done.conversation_id), done.person_id),
        "text": None,
        "language": row.reading.language if row.reading else None,
        "body": vault.open(row.address.data_key_id, "body", row.body_sealed),
        "status": done.disposition.value if done.disposition else "waiting",
        "error": None,
        "reason": done.error,
    }
