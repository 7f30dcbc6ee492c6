"""Plays a scenario from its start to its end, and says what happened and what differs."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from bot.emulator.config import Latency
from bot.emulator.message import Direction
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.importing.rows import Parsed
from bot.leaving import moved
from bot.runtime import Work
from bot.scheduler import WORKING
from bot.simulation.acting import perform
from bot.simulation.answering import Answering, outbound_id
from bot.simulation.compare import differences
from bot.simulation.people import STAFF_PHONES, add_people
from bot.simulation.report import Entry, Report, make_report
from bot.simulation.scenario import Act, Change, ImportAgain, Says, Scenario
from bot.simulation.settings import simulation_settings
from bot.simulation.stage import Props, Stage
from bot.whatsapp import add_template
from storage.models import Outbound
from storage.vault import Vault

WHOLE_SECONDS = Latency(
    queued=dt.timedelta(0), sent=dt.timedelta(seconds=1), delivered=dt.timedelta(seconds=2)
)
"""So that moments in a report are easy to read."""

OnStep = Callable[[dt.datetime], None]


@dataclass(frozen=True, slots=True)
class Left:
    """A text of the service that left: when (UTC), for which phone, its key, and whether it arrived."""

    at: dt.datetime
    phone: str
    text: str
    arrived: bool


@dataclass(frozen=True)
class Played:
    """The report of a scenario, the lines that say what is not as expected, and the texts that left."""

    report: Report
    differences: tuple[str, ...]
    left: tuple[Left, ...] = ()

    @property
    def met(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences


def play(scenario: Scenario, database_url: str, on_step: OnStep = lambda _: None) -> Played:
    """Play a scenario on an empty, migrated database. `on_step` is told each moment reached."""
    settings = simulation_settings(database_url, mail=scenario.mail)
    stage = Stage(settings, scenario.start, scenario.seed, _props(scenario))
    try:
        _set(stage, scenario)
        acts = _run(stage, scenario, on_step)
        with stage.database.whatever_happens() as session:
            vault = Vault(session, stage.runtime.keyring, stage.runtime.ids.new, stage.runtime.ids.bytes)
            report = make_report(scenario, session, vault, acts)
        left = _left(stage)
    finally:
        stage.close()
    known = set(scenario.expect.texts or ())
    texts: dict[str, list[str]] = defaultdict(list)
    for text in left:
        if text.arrived and (text.phone not in STAFF_PHONES or text.phone in known):
            texts[text.phone].append(text.text)
    return Played(report, tuple(differences(scenario.expect, report, texts, scenario.staff)), left)


def _props(scenario: Scenario) -> Props:
    """E-mails are taken by nobody else than the stage: the tick that would knock at a mail server is out."""
    if not scenario.mail:
        return Props(outages=scenario.outages, latency=WHOLE_SECONDS)
    ticks = tuple(tick for tick in WORKING if tick.name != "mail")
    return Props(outages=scenario.outages, latency=WHOLE_SECONDS, ticks=ticks, post=_taken)


def _taken(_smtp_url: str, _sender: str, _to: str, _subject: str, _body: str) -> None:
    """An e-mail arrives at once."""


def to_json(report: Any) -> str:
    """A report as it is written to a file: the same bytes for the same report."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def _left(stage: Stage) -> tuple[Left, ...]:
    """The service's texts, phone by phone in the order of their creation."""
    with stage.database.whatever_happens() as session:
        keys: dict[Any, str] = {
            row[0]: row[1] for row in session.execute(select(Outbound.id, Outbound.text_key))
        }
    return tuple(
        Left(message.created, phone.number, keys.get(outbound_id(message), "?"), message.arrived)
        for phone in stage.network.phones()
        for message in stage.network.thread(phone.number)
        if message.direction is Direction.OUTBOUND
    )


def _set(stage: Stage, scenario: Scenario) -> None:
    """Staff, cases and phones, before the first moment."""
    parsed = parse_csv(scenario.cases, today=scenario.start.date())
    caseworkers = {case.caseworker for case in parsed.cases if case.caseworker}
    with stage.runtime.work() as work:
        add_people(work, caseworkers, (act.who for act in scenario.staff))
        if parsed.cases:
            _import(stage, work, parsed)
        for number, (text_key, language) in enumerate(scenario.templates):
            add_template(
                work, text_key=text_key, language=language, content_sid=f"HX{number:032x}",
                approved_by="scenario", approved_on=scenario.start.date(),
            )  # fmt: skip
    for plan in scenario.phones:
        stage.network.add_phone(plan.number)
        stage.network.set_delivery(plan.number, plan.delivery)
        if plan.calls is not None:
            stage.network.calls.set_habit(plan.number, plan.calls)
        if plan.replies:
            stage.network.set_responder(plan.number, Answering(stage, plan.number, plan.replies))


def _import(stage: Stage, work: Work, parsed: Parsed, *, update: bool = False) -> None:
    apply(
        work.session, work.vault, parsed,
        provider_id=work.settings.provider_id, now=work.now, ids=stage.runtime.ids, update=update,
        moved=partial(moved, work),
    )  # fmt: skip


def _import_again(stage: Stage, what: ImportAgain) -> None:
    with stage.runtime.work() as work:
        _import(stage, work, parse_csv(what.cases, today=what.at.date()), update=what.update)
    stage.disturbed()


def _run(stage: Stage, scenario: Scenario, on_step: OnStep) -> list[Entry]:
    """All that happens from outside, in the order of time; equal moments in the order of the file."""
    acts: list[Entry] = []
    todo: list[tuple[dt.datetime, str, Says | Act | Change | ImportAgain]] = [
        *((says.at, plan.number, says) for plan in scenario.phones for says in plan.says),
        *((change.at, plan.number, change) for plan in scenario.phones for change in plan.changes),
        *((file.at, "", file) for file in scenario.imports),
        *((act.at, act.who, act) for act in scenario.staff),
    ]
    for at, who, what in sorted(todo, key=lambda item: item[0]):
        if at > scenario.until:
            break
        stage.run_to(at, lambda: on_step(stage.clock.now()))
        match what:
            case Act():
                acts.append(_act(stage, what))
            case ImportAgain():
                _import_again(stage, what)
            case Change():
                stage.network.set_delivery(who, what.delivery)
            case Says():
                stage.network.say(who, what.say, what.media)
    stage.run_to(scenario.until, lambda: on_step(stage.clock.now()))
    return acts


def _act(stage: Stage, act: Act) -> Entry:
    result = perform(stage.runtime, act)
    stage.disturbed()
    return {
        "at": stage.clock.now().isoformat(),
        "who": act.who,
        "does": act.does.value,
        "case": act.case,
        "result": result,
    }
