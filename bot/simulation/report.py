"""What happened, as plain values that are the same in every run: sorted, in UTC, without database ids."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.simulation.report_messages import messages
from bot.simulation.report_names import Names
from bot.simulation.report_notices import DUTY_KEYS, NOTICE_KEYS, duties, notices
from bot.simulation.report_pages import PAGE_KEYS, pages
from bot.simulation.scenario import Scenario
from storage.models import (
    AnswerRow,
    Attempt,
    CheckIn,
    CheckInPart,
    ConcernRow,
    Task,
)
from storage.vault import Vault

Entry = dict[str, Any]
Report = dict[str, Any]

_CASE = {"case": "case number, null for an unknown number", "person": "role in the case"}
_PERSON = {**_CASE, "person_id": "the provider's id of the person"}

KEYS: Mapping[str, Mapping[str, str]] = {
    "scenario": {
        "section": "section of the policy guide that it shows",
        "title": "what it shows",
        "start": "first moment",
        "until": "last moment",
        "seed": "seed of all ids",
    },
    "messages": {
        "at": "when it was written",
        "direction": "`out` to a phone, `in` from a phone",
        "phone": "number of the phone",
        **_PERSON,
        "text": "key of the text, null when it came in",
        "language": "language of the text; of what came in, as it was read",
        "body": "the words; links in pages bear no id",
        "status": "out: what Twilio said last, else where it waits; in: what became of it",
        "error": "Twilio's error code, else null",
        "reason": "why it waits or was cancelled, else null",
    },
    "check_ins": {
        "case": "case number",
        "number": "1, 2 or 3",
        "due": "local day on which it is due",
        "persons": "each: `person`, `person_id`, `status`, `outcome`, `opened`, `ended`, `answers`",
    },
    "attempts": {
        **_PERSON,
        "at": "when",
        "check_in": "number of the check-in, or null",
        "channel": "sms, whatsapp, voice",
        "result": "how it ended",
        "by": "e-mail of who rang, null for the machine",
    },
    "concerns": {
        **_PERSON,
        "at": "first suspicion: arrival of the message",
        "phone": "number from which it came",
        "urgency": "concern or emergency",
        "codes": "what it is about",
        "status": "open, acknowledged, closed",
        "noc_due": "24 hours after first suspicion (6.8.6)",
        "rings": "how often it rang",
        "acknowledged": "when somebody took it, or null",
        "by": "who took it, or null",
    },
    "notices": {**_PERSON, **NOTICE_KEYS},
    "duties": {**_PERSON, **DUTY_KEYS},
    "tasks": {
        **_PERSON,
        "at": "when it was opened",
        "phone": "number that it is about, or null",
        "kind": "what a person must do",
        "reason": "why",
        "due": "by when",
        "needs": "services asked for",
        "not_asked": "questions still to be asked",
        "done": "when it was finished, or null",
        "by": "who finished it, or null",
        "result": "how it ended, or null",
    },
    "pages": PAGE_KEYS,
    "deadlines": {
        "case": "case number, or null",
        "what": "`check_in 1` to `3`, or `noc`",
        "due": "local day of a check-in, moment of a notification",
    },
    "staff": {
        "at": "when",
        "who": "who acted",
        "does": "what",
        "case": "in which case",
        "result": "`done`, `nothing_to_do`, or why it was refused",
    },
}
"""Sections of a report and their keys, with what they mean; docs/simulation.md is written from it."""


def make_report(scenario: Scenario, session: Session, vault: Vault, acts: list[Entry]) -> Report:
    """The report of a scenario that has been played."""
    names = Names.read(session, vault)
    sections: dict[str, list[Entry]] = {
        "messages": messages(session, vault, names),
        "check_ins": _check_ins(session, names),
        "attempts": _attempts(session, names),
        "concerns": _concerns(session, names),
        "notices": notices(session, names),
        "duties": duties(session, names),
        "tasks": _tasks(session, names),
        "pages": pages(session, names),
    }
    sections["deadlines"] = _deadlines(sections)
    head = {
        "section": scenario.section,
        "title": scenario.title,
        "start": scenario.start.isoformat(),
        "until": scenario.until.isoformat(),
        "seed": scenario.seed,
    }
    return {"scenario": head, **{name: _sorted(rows) for name, rows in sections.items()}, "staff": acts}


def _sorted(rows: list[Entry]) -> list[Entry]:
    """By time first where there is one, then by everything else: ties never depend on the database."""
    return sorted(rows, key=lambda row: (row.get("at") or "", repr(list(row.values()))))


def _when(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _check_ins(session: Session, names: Names) -> list[Entry]:
    answers: dict[Any, list[AnswerRow]] = {}
    for row in session.scalars(select(AnswerRow)):
        answers.setdefault(row.part_id, []).append(row)
    return [
        {
            "case": names.case(row.case_id),
            "number": row.number,
            "due": row.due_on.isoformat(),
            "persons": sorted(
                (_part(part, names, answers.get(part.id, [])) for part in row.parts),
                key=lambda part: (part["person"], part["person_id"]),
            ),
        }
        for row in session.scalars(select(CheckIn))
    ]


def _part(part: CheckInPart, names: Names, answers: list[AnswerRow]) -> Entry:
    return {
        "person": part.role.value,
        "person_id": names.person_id(part.person_id),
        "status": part.status.value,
        "outcome": part.outcome.value if part.outcome else None,
        "opened": _when(part.opened_at),
        "ended": _when(part.ended_at),
        "answers": _answers(answers),
    }


def _answers(rows: list[AnswerRow]) -> dict[str, str]:
    """The last answer to each question, with its date and with "unclear" where it was."""
    order = list(type(rows[0].question)) if rows else []
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.at, order.index(row.question))):
        words = [row.answer.value]
        words += [row.date.isoformat()] if row.date else []
        words += ["unclear"] if row.unclear else []
        found[row.question.value] = ", ".join(words)
    return found


def _attempts(session: Session, names: Names) -> list[Entry]:
    parts = {part.id: part for part in session.scalars(select(CheckInPart))}
    found = []
    for row in session.scalars(select(Attempt)):
        part = parts.get(row.part_id) if row.part_id else None
        case_id = part.check_in.case_id if part else None
        found.append(
            {
                "at": _when(row.at),
                **names.who(case_id, row.person_id),
                "check_in": part.check_in.number if part else None,
                "channel": row.channel,
                "result": row.result,
                "by": names.staff(row.staff_id),
            }
        )
    return found


def _concerns(session: Session, names: Names) -> list[Entry]:
    return [
        {
            "at": _when(row.first_suspected_at),
            **names.who(row.case_id, row.person_id),
            "phone": names.number(row.address_id),
            "urgency": row.urgency.value,
            "codes": sorted(row.codes),
            "status": row.status.value,
            "noc_due": _when(row.noc_due_at),
            "rings": row.rings,
            "acknowledged": _when(row.acknowledged_at),
            "by": names.staff(row.acknowledged_by),
        }
        for row in session.scalars(select(ConcernRow))
    ]


def _tasks(session: Session, names: Names) -> list[Entry]:
    return [
        {
            "at": _when(row.created_at),
            **names.who(row.case_id, row.person_id),
            "phone": names.number(row.address_id),
            "kind": row.kind.value,
            "reason": row.reason,
            "due": _when(row.due_at),
            "needs": sorted(row.detail.get("needs", [])),
            "not_asked": row.detail.get("not_asked", []),
            "done": _when(row.done_at),
            "by": names.staff(row.done_by),
            "result": row.result,
        }
        for row in session.scalars(select(Task))
    ]


def _deadlines(sections: Mapping[str, list[Entry]]) -> list[Entry]:
    found = [
        {"case": row["case"], "what": f"check_in {row['number']}", "due": row["due"]}
        for row in sections["check_ins"]
    ]
    found += [{"case": row["case"], "what": "noc", "due": row["noc_due"]} for row in sections["concerns"]]
    return sorted(found, key=lambda row: (row["due"], row["case"] or ""))
