"""Reads what a scenario expects: rows that name only the fields that matter, in the report's words."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml

from bot.desk.calls import CallResult
from bot.desk.tasks import TaskResult
from bot.enrolment import ENROLLED
from bot.ladder.attempts import MACHINE_RESULTS
from bot.ladder.calling import UNABLE
from bot.ladder.contact import REACHED
from bot.ladder.kinds import SUPERSEDED
from bot.ladder.overtaking import OVERTAKEN
from bot.records.contacts import JOINT_HELD
from bot.simulation import values as v
from bot.simulation.case_rows import CaseRows
from bot.simulation.nodes import Nodes
from bot.simulation.scenario import Expect, Row
from bot.tasks import ANSWERED_MEANWHILE
from flows.vocabulary import (
    ClosureState,
    Concern,
    ConcernStatus,
    DutyKind,
    DutyState,
    Need,
    NocReason,
    NotFiled,
    NoticeStatus,
    Outcome,
    PageChannel,
    PartStatus,
    Question,
    ReportStatus,
    Role,
    TaskKind,
    TaskReason,
    Urgency,
)

Read = Callable[[str], Any]
_ANSWERS = "answers"


def _when(text: str) -> str:
    return v.moment(text).isoformat()


def _day_or_when(text: str) -> str:
    return v.day(text) if len(text) == len("2026-03-11") else _when(text)


def _or_none(read: Read) -> Read:
    return lambda text: None if text == v.NOTHING else read(text)


_BY_THE_LADDER = (ANSWERED_MEANWHILE, OVERTAKEN, REACHED, SUPERSEDED, UNABLE)
_WHO: dict[str, Read] = {"case": _or_none(v.words), "person": _or_none(v.code(Role)), "person_id": v.words}
_RESULT = v.code(CallResult, *MACHINE_RESULTS)
_BY_THE_RECORD = (JOINT_HELD, *ReportStatus, *ClosureState)
_DONE = v.code(CallResult, *TaskResult, ENROLLED, *_BY_THE_LADDER, *_BY_THE_RECORD)

FIELDS: Mapping[str, Mapping[str, Read | tuple[Read]]] = {
    "check_ins": {
        **_WHO, "number": v.check_in, "due": v.day, "status": v.code(PartStatus),
        "outcome": _or_none(v.code(Outcome)), "opened": _or_none(_when), "ended": _or_none(_when),
    },
    "answers": {**_WHO, "check_in": v.check_in},
    "attempts": {
        **_WHO, "at": _when, "check_in": _or_none(v.check_in), "channel": v.words, "result": _RESULT,
        "by": _or_none(v.words),
    },
    "tasks": {
        **_WHO, "at": _when, "phone": v.number, "kind": v.code(TaskKind), "reason": v.code(TaskReason),
        "due": _when, "needs": (v.code(Need),), "not_asked": (v.code(Question),), "done": _or_none(_when),
        "by": _or_none(v.words), "result": _or_none(_DONE),
    },
    "concerns": {
        **_WHO, "at": _when, "phone": v.number, "urgency": v.code(Urgency), "codes": (v.code(Concern),),
        "status": v.code(ConcernStatus), "noc_due": _when, "rings": v.whole,
        "acknowledged": _or_none(_when), "by": _or_none(v.words),
    },
    "notices": {
        **_WHO, "at": _when, "due": _when, "status": v.code(NoticeStatus), "drawn": (v.code(NocReason),),
        "reasons": (v.code(NocReason),), "not_filed": _or_none(v.code(NotFiled)),
        "decided": _or_none(_when), "by": _or_none(v.words), "reviewer": _or_none(v.words),
    },
    "duties": {
        **_WHO, "at": _when, "kind": v.code(DutyKind), "due": _when, "state": v.code(DutyState),
        "by": _or_none(v.words),
    },
    "pages": {
        "at": _when, "case": _or_none(v.words), "ring": v.whole, "to": v.words,
        "channel": v.code(PageChannel), "sent": _or_none(_when),
    },
    "deadlines": {"case": _or_none(v.words), "what": v.words, "due": _day_or_when},
}  # fmt: skip
"""Sections of rows with their fields and how each is read; a reader in a tuple reads a list."""

SECTIONS = ("texts", *FIELDS)


def read_expect(nodes: Nodes, node: yaml.Node | None, numbers: set[str], cases: CaseRows) -> Expect:
    """Read `expect`. `numbers` are the phones that the scenario has."""
    keys = nodes.mapping(node, SECTIONS)
    texts = _texts(nodes, keys["texts"], numbers) if "texts" in keys else None
    rows = {
        section: tuple(_row(nodes, section, item, cases) for item in nodes.items(keys[section]))
        for section in FIELDS
        if section in keys
    }
    return Expect(texts, rows)


def _texts(nodes: Nodes, node: yaml.Node, numbers: set[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for number, items in nodes.mapping(node).items():
        if number not in numbers:
            nodes.problem(items, f"unknown number {number!r}: neither a case nor `phones` has it")
        keys = (nodes.parsed(item, v.text_key) for item in nodes.items(items))
        found[number] = tuple(key for key in keys if key is not None)
    return found


def _row(nodes: Nodes, section: str, node: yaml.Node, cases: CaseRows) -> Row:
    fields = FIELDS[section]
    more = (_ANSWERS,) if section == _ANSWERS else ()
    keys = nodes.mapping(node, (*fields, *more), more)
    row = {name: _value(nodes, keys[name], read) for name, read in fields.items() if name in keys}
    case = row.get("case")
    if case is not None and case not in cases.people:
        nodes.problem(keys["case"], f"there is no case {case!r} in `cases`")
    if section == _ANSWERS:
        row[_ANSWERS] = _answers(nodes, keys.get(_ANSWERS))
    return row


def _value(nodes: Nodes, node: yaml.Node, read: Read | tuple[Read]) -> Any:
    if isinstance(read, tuple):
        return [nodes.parsed(item, read[0]) for item in nodes.items(node)]
    return nodes.parsed(node, read)


def _answers(nodes: Nodes, node: yaml.Node | None) -> dict[str, str | None]:
    known = [question.value for question in Question]
    return {name: nodes.text(value) for name, value in nodes.mapping(node, known).items()}
