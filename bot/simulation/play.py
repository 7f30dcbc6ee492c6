"""Plays a scenario from its start to its end, and says what happened and what differs."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.emulator.config import Latency
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.simulation.acting import perform
from bot.simulation.answering import Answering, outbound_id
from bot.simulation.compare import differences
from bot.simulation.people import ON_CALL_PHONE, add_people
from bot.simulation.report import Entry, Report, make_report
from bot.simulation.scenario import Act, Says, Scenario
from bot.simulation.settings import simulation_settings
from bot.simulation.stage import Props, Stage
from storage.models import Outbound
from storage.vault import Vault

WHOLE_SECONDS = Latency(
    queued=dt.timedelta(0), sent=dt.timedelta(seconds=1), delivered=dt.timedelta(seconds=2)
)
"""So that moments in a report are easy to read."""

OnStep = Callable[[dt.datetime], None]


@dataclass(frozen=True)
class Played:
    """The report of a scenario, and the lines that say what is not as expected."""

    report: Report
    differences: tuple[str, ...]

    @property
    def met(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences


def play(scenario: Scenario, database_url: str, on_step: OnStep = lambda _: None) -> Played:
    """Play a scenario on an empty, migrated database. `on_step` is told each moment reached."""
    settings = simulation_settings(database_url)
    stage = Stage(
        settings, scenario.start, scenario.seed, Props(outages=scenario.outages, latency=WHOLE_SECONDS)
    )
    try:
        _set(stage, scenario)
        acts = _run(stage, scenario, on_step)
        with stage.database.whatever_happens() as session:
            vault = Vault(session, stage.runtime.keyring, stage.runtime.ids.new, stage.runtime.ids.bytes)
            report = make_report(scenario, session, vault, acts)
        texts = arrived_texts(stage)
    finally:
        stage.close()
    known = set(scenario.expect.texts or ())
    texts = {phone: keys for phone, keys in texts.items() if phone != ON_CALL_PHONE or phone in known}
    return Played(report, tuple(differences(scenario.expect, report, texts, scenario.staff)))


def to_json(report: Any) -> str:
    """A report as it is written to a file: the same bytes for the same report."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def arrived_texts(stage: Stage) -> dict[str, list[str]]:
    """Keys of the service's texts that arrived, by phone."""
    with stage.database.whatever_happens() as session:
        keys: dict[Any, str] = {
            row[0]: row[1] for row in session.execute(select(Outbound.id, Outbound.text_key))
        }
    found: dict[str, list[str]] = defaultdict(list)
    for phone in stage.network.phones():
        for message in stage.received(phone.number):
            found[phone.number].append(keys.get(outbound_id(message), "?"))
    return {number: texts for number, texts in found.items() if texts}


def _set(stage: Stage, scenario: Scenario) -> None:
    """Staff, cases and phones, before the first moment."""
    parsed = parse_csv(scenario.cases, today=scenario.start.date())
    caseworkers = {case.caseworker for case in parsed.cases if case.caseworker}
    with stage.runtime.work() as work:
        add_people(work, caseworkers, (act.who for act in scenario.staff))
        if parsed.cases:
            apply(
                work.session, work.vault, parsed,
                provider_id=work.settings.provider_id, now=work.now, ids=stage.runtime.ids,
            )  # fmt: skip
    for plan in scenario.phones:
        stage.network.add_phone(plan.number)
        stage.network.set_delivery(plan.number, plan.delivery)
        if plan.replies:
            stage.network.set_responder(plan.number, Answering(stage, plan.number, plan.replies))


def _run(stage: Stage, scenario: Scenario, on_step: OnStep) -> list[Entry]:
    """All that people do, in the order of time; equal moments in the order of the file."""
    acts: list[Entry] = []
    says = [(says.at, plan.number, says) for plan in scenario.phones for says in plan.says]
    todo: list[tuple[dt.datetime, str, Says | Act]] = [*says, *((a.at, a.who, a) for a in scenario.staff)]
    for at, _who, what in sorted(todo, key=lambda item: item[0]):
        if at > scenario.until:
            break
        stage.run_to(at, lambda: on_step(stage.clock.now()))
        if isinstance(what, Act):
            acts.append(_act(stage, what))
        else:
            stage.network.say(_who, what.say, what.media)
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
