"""Reads what members of staff do in a scenario."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from bot.alarms.watching import Trouble
from bot.desk.calls import CallResult
from bot.desk.viewer import Why
from bot.importing.columns import COLUMNS
from bot.simulation import values as v
from bot.simulation.case_rows import CaseRows
from bot.simulation.nodes import Nodes
from bot.simulation.record_acting import REASONS
from bot.simulation.scenario import Act, Verb
from flows.vocabulary import (
    ClosureReason,
    Concern,
    ConcernOutcome,
    ConcernSource,
    DutyState,
    NocReason,
    NotFiled,
    TaskReason,
    Urgency,
)

COMMON = ("at", "who", "does", "case", "person", "refused")
NOT_HERE = "not_here"

_COLUMN = {column.name: column.parse for column in COLUMNS}
_ENROLMENT = (
    "permission_on", "permission_by", "check_word", "distress_word", "identity_question",
    "identity_answer", "notice_version", "voluntary_said_on", "safe_hours",
)  # fmt: skip

_WHICH: dict[str, Callable[[str], Any]] = {"source": v.code(ConcernSource)}
_DUTIES: dict[str, Callable[[str], Any]] = {"duties": v.code(DutyState)}

ARGS: Mapping[Verb, Mapping[str, Callable[[str], Any]]] = {
    Verb.ENROL: {name: _COLUMN[name] for name in _ENROLMENT},
    Verb.TAKE_OVER: {},
    Verb.HAND_BACK: {},
    Verb.MARK_SEEN: {},
    Verb.ENTER_CALL: {
        "result": v.code(CallResult),
        "note": v.words,
        "finish": v.yes_no,
        "reason": v.code(TaskReason),
    },
    Verb.ACKNOWLEDGE: {},
    Verb.CALL: {"result": v.code(CallResult), "note": v.words},
    Verb.FILE: {
        "reason": v.code(NocReason), "reviewer": _COLUMN["caseworker"], **_WHICH, **_DUTIES,
    },
    Verb.NOT_FILE: {"why": v.code(NotFiled), "note": v.words, **_WHICH, **_DUTIES},
    Verb.CLOSE: {"outcome": v.code(ConcernOutcome), "note": v.words, **_WHICH},
    Verb.RAISE: {"urgency": v.code(Urgency), "code": v.code(Concern), "note": v.words},
    Verb.WRITE: {"phrase": v.text_key, "words": v.words},
    Verb.IGNORE: {},
    Verb.CALL_BOTH: {"check_in": v.check_in, "alone": v.yes_no},
    Verb.SIGN: {"check_in": v.check_in, **dict.fromkeys(REASONS, v.words)},
    Verb.REVIEW: {"check_in": v.check_in, "remark": v.words},
    Verb.UPLOAD: {"check_in": v.check_in},
    Verb.PROPOSE_CLOSING: {
        "reason": v.code(ClosureReason), "day": dt.date.fromisoformat, "child_wishes": v.yes_no,
    },
    Verb.CLOSE_CASE: {},
    Verb.SIGN_CLOSING: {},
    Verb.SEE_TROUBLE: {"trouble": v.code(Trouble, v.NOTHING)},
}  # fmt: skip
"""What each verb takes beside the common keys."""

_NEEDED: Mapping[Verb, tuple[str, ...]] = {
    Verb.ENROL: ("permission_on",),
    Verb.ENTER_CALL: ("result",),
    Verb.CALL: ("result",),
    Verb.CLOSE: ("outcome",),
    Verb.RAISE: ("urgency",),
    Verb.CALL_BOTH: ("check_in",),
    Verb.SIGN: ("check_in",),
    Verb.PROPOSE_CLOSING: ("reason",),
    Verb.SEE_TROUBLE: ("trouble",),
}
_ANY_PERSON = frozenset(
    {Verb.ACKNOWLEDGE, Verb.FILE, Verb.NOT_FILE, Verb.CLOSE, Verb.IGNORE, Verb.SEE_TROUBLE}
)
_OF_THE_RECORD = frozenset(
    {
        Verb.CALL_BOTH,
        Verb.SIGN,
        Verb.REVIEW,
        Verb.UPLOAD,
        Verb.PROPOSE_CLOSING,
        Verb.CLOSE_CASE,
        Verb.SIGN_CLOSING,
    }
)
"""About a check-in or a case as a whole: no person is named."""


def read_acts(
    nodes: Nodes, node: yaml.Node | None, cases: CaseRows, when: Callable[[str], dt.datetime]
) -> tuple[Act, ...]:
    """All that staff do, in the order of the file; `when` reads a moment of the scenario."""
    found = (_act(nodes, item, cases, when) for item in nodes.items(node))
    return tuple(act for act in found if act is not None)


def _act(nodes: Nodes, node: yaml.Node, cases: CaseRows, when: Callable[[str], dt.datetime]) -> Act | None:
    verb = _verb(nodes, node)
    if verb is None:
        return None
    needed = _NEEDED.get(verb, ())
    person = () if verb in _ANY_PERSON | _OF_THE_RECORD else ("person",)
    keys = nodes.mapping(node, (*COMMON, *ARGS[verb]), ("at", "who", "does", "case", *person, *needed))
    at = nodes.parsed(keys.get("at"), when)
    who = nodes.parsed(keys.get("who"), _COLUMN["caseworker"])
    case = nodes.parsed(keys.get("case"), v.words)
    _check_people(nodes, keys, case, cases)
    args = {name: nodes.parsed(keys[name], parse) for name, parse in ARGS[verb].items() if name in keys}
    refused = nodes.parsed(keys.get("refused"), v.code(Why, NOT_HERE))
    if at is None or who is None or case is None:
        return None
    return Act(at, who, verb, case, nodes.text(keys.get("person")), args, refused)


def _verb(nodes: Nodes, node: yaml.Node) -> Verb | None:
    does = nodes.mapping(node).get("does")
    if does is None:
        nodes.problem(node, "`does` is missing")
    found = nodes.parsed(does, v.code(Verb))
    return Verb(found) if found else None


def _check_people(nodes: Nodes, keys: dict[str, yaml.Node], case: str | None, cases: CaseRows) -> None:
    person = nodes.text(keys.get("person"))
    if case is not None and case not in cases.people:
        nodes.problem(keys["case"], f"there is no case {case!r} in `cases`")
    elif case is not None and person is not None and not cases.knows(case, person):
        nodes.problem(
            keys["person"], f"case {case} has no single person {person!r}; write a role or a person_id"
        )
