"""Reads a scenario file. Every problem is named with its line, all at once; all must be valid."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import yaml

from bot.emulator.calling import parse_habit
from bot.emulator.delivery import Delivery, parse_delivery
from bot.emulator.spans import parse_span
from bot.simulation import values as v
from bot.simulation.acts import read_acts
from bot.simulation.case_rows import CaseRows, read_cases
from bot.simulation.expectations import read_expect
from bot.simulation.nodes import Nodes
from bot.simulation.outages import Outage, Part
from bot.simulation.scenario import Change, ImportAgain, PhonePlan, Reply, Says, Scenario, ScenarioError
from flows.vocabulary import Question

KEYS = (
    "section", "title", "start", "until", "seed", "mail", "cases", "imports", "phones", "staff",
    "outages", "templates", "expect",
)  # fmt: skip
REQUIRED = ("section", "title", "start", "until", "cases")
PHONE_KEYS = ("delivery", "calls", "after", "replies", "says", "changes")
REPLY_KEYS = ("question", "text", "any", "check_in", "say", "after")
SAYS_KEYS = ("at", "say", "media")
CHANGE_KEYS = ("at", "delivery")
IMPORT_KEYS = ("at", "update", "cases")
TEMPLATE_KEYS = ("text", "language")
OUTAGE_KEYS = ("what", "from", "to")
When = Callable[[str], dt.datetime]

USUAL_PAUSE = dt.timedelta(seconds=30)
LONGEST = dt.timedelta(days=400)
_QUESTION = v.code(Question)


def load_scenario(path: Path) -> Scenario:
    """Read and check a scenario. Raises ScenarioError with all problems, each with its line."""
    nodes = Nodes(path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ScenarioError([f"{path.name}, line 1: the file is not UTF-8"]) from None
    root = nodes.compose(text)
    scenario = _read(nodes, root, path.name) if root is not None else None
    if nodes.problems or scenario is None:
        raise ScenarioError(nodes.lines())
    return scenario


def _read(nodes: Nodes, root: yaml.Node, name: str) -> Scenario | None:
    keys = nodes.mapping(root, KEYS, REQUIRED)
    start, until = nodes.parsed(keys.get("start"), v.moment), nodes.parsed(keys.get("until"), v.moment)
    _check_span(nodes, keys, start, until)
    when = v.moment_between(start, until)
    cases = read_cases(nodes, keys.get("cases"), start)
    imports = tuple(i for item in nodes.items(keys.get("imports")) if (i := _import(nodes, item, when)))
    phones = tuple(
        _phone(nodes, number, node, cases, when) for number, node in nodes.mapping(keys.get("phones")).items()
    )
    staff = read_acts(nodes, keys.get("staff"), cases, when)
    outages = tuple(o for item in nodes.items(keys.get("outages")) if (o := _outage(nodes, item)))
    known = cases.numbers | {phone.number for phone in phones}
    expect = read_expect(nodes, keys.get("expect"), known, cases)
    section, title = nodes.parsed(keys.get("section"), v.words), nodes.parsed(keys.get("title"), v.words)
    seed = nodes.parsed(keys.get("seed"), v.whole)
    if nodes.problems or start is None or until is None or section is None or title is None:
        return None
    return Scenario(
        name,
        section,
        title,
        start,
        until,
        1 if seed is None else seed,
        cases.csv,
        phones,
        staff,
        outages,
        expect,
        mail=bool(nodes.parsed(keys.get("mail"), v.yes_no)),
        templates=_templates(nodes, keys.get("templates")),
        imports=imports,
    )


def _check_span(
    nodes: Nodes, keys: dict[str, yaml.Node], start: dt.datetime | None, until: dt.datetime | None
) -> None:
    if start is None or until is None:
        return
    if until <= start:
        nodes.problem(keys["until"], "`until` is not after `start`")
    elif until - start > LONGEST:
        nodes.problem(keys["until"], f"a scenario lasts {LONGEST.days} days at most")


def _phone(nodes: Nodes, number: str, node: yaml.Node, cases: CaseRows, when: When) -> PhonePlan:
    keys = nodes.mapping(node, PHONE_KEYS)
    after = nodes.parsed(keys.get("after"), parse_span) or USUAL_PAUSE
    says = tuple(s for item in nodes.items(keys.get("says")) if (s := _says(nodes, item, when)))
    try:
        v.number(number)
    except ValueError as error:
        nodes.problem(node, str(error))
        return PhonePlan(number, Delivery())
    if number not in cases.numbers and not {"says", "calls"} & keys.keys():
        nodes.problem(node, f"no case has the number {number}, and it `says` nothing by itself")
    return PhonePlan(
        number=number,
        delivery=nodes.parsed(keys.get("delivery"), parse_delivery) or Delivery(),
        calls=nodes.parsed(keys.get("calls"), parse_habit),
        replies=tuple(_reply(nodes, item, after) for item in nodes.items(keys.get("replies"))),
        says=says,
        changes=tuple(t for item in nodes.items(keys.get("changes")) if (t := _change(nodes, item, when))),
    )


def _reply(nodes: Nodes, node: yaml.Node, after: dt.timedelta) -> Reply:
    keys = nodes.mapping(node, REPLY_KEYS, ("say",))
    if len({"question", "text", "any"} & keys.keys()) != 1:
        nodes.problem(node, "a reply has one of `question`, `text` and `any: true`")
    if "any" in keys and nodes.text(keys["any"]) != "true":
        nodes.problem(keys["any"], "write `any: true`")
    question = nodes.parsed(keys.get("question"), _QUESTION)
    if question == Question.NONE:
        nodes.problem(keys["question"], "no text asks `none`; leave a text without a reply instead")
    pause = nodes.parsed(keys.get("after"), parse_span)
    return Reply(
        say=nodes.text(keys.get("say")),
        after=after if pause is None else pause,
        question=Question(question) if question else None,
        text=nodes.parsed(keys.get("text"), v.text_key),
        check_in=nodes.parsed(keys.get("check_in"), v.check_in),
    )


def _says(nodes: Nodes, node: yaml.Node, when: When) -> Says | None:
    keys = nodes.mapping(node, SAYS_KEYS, ("at", "say"))
    at = nodes.parsed(keys.get("at"), when)
    media = tuple(nodes.text(item) or "" for item in nodes.items(keys.get("media")))
    return Says(at, nodes.text(keys.get("say")) or "", media) if at else None


def _change(nodes: Nodes, node: yaml.Node, when: When) -> Change | None:
    keys = nodes.mapping(node, CHANGE_KEYS, CHANGE_KEYS)
    at, delivery = nodes.parsed(keys.get("at"), when), nodes.parsed(keys.get("delivery"), parse_delivery)
    return Change(at, delivery) if at and delivery else None


def _import(nodes: Nodes, node: yaml.Node, when: When) -> ImportAgain | None:
    """A further file; its problems get their lines like those of the first."""
    keys = nodes.mapping(node, IMPORT_KEYS, ("at", "cases"))
    at, update = nodes.parsed(keys.get("at"), when), nodes.parsed(keys.get("update"), v.yes_no)
    return ImportAgain(at, read_cases(nodes, keys.get("cases"), at).csv, bool(update)) if at else None


def _templates(nodes: Nodes, node: yaml.Node | None) -> tuple[tuple[str, str], ...]:
    """Texts and languages for which an approved template of WhatsApp is on file from the start."""
    found = []
    for item in nodes.items(node):
        keys = nodes.mapping(item, TEMPLATE_KEYS, TEMPLATE_KEYS)
        text = nodes.parsed(keys.get("text"), v.text_key)
        language = nodes.parsed(keys.get("language"), v.words)
        if text and language:
            found.append((text, language))
    return tuple(found)


def _outage(nodes: Nodes, node: yaml.Node) -> Outage | None:
    keys = nodes.mapping(node, OUTAGE_KEYS, OUTAGE_KEYS)
    what = nodes.parsed(keys.get("what"), v.code(Part))
    start, end = nodes.parsed(keys.get("from"), v.moment), nodes.parsed(keys.get("to"), v.moment)
    if start and end and end <= start:
        nodes.problem(node, "`to` is not after `from`")
    return Outage(Part(what), start, end) if what and start and end else None
