"""`prs-checkin why`: what the machine will do next in a case, in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import click

from bot.cli.shared import refuse
from bot.runtime import Runtime
from bot.why import Next, What, find_case, why

_WORDS = {
    What.OPENS: "opens by text",
    What.CALLS: "becomes a call for a person",
    What.WAITS: "waits for an answer to {question}; without one it ends with a call task",
    What.ASKS_AGAIN: "asks for {question} again, as promised",
    What.SENDS: "a text in the outbox goes",
    What.HELD: "does not open",
    What.NO_PART: "has no automatic check-in",
    What.IN_HAND: "is in a person's hands",
    What.CLOSED: "nothing: the case was closed",
    What.NOTHING: "nothing: no check-in is left",
}


def tell_why(runtime: Runtime, case_number: str) -> int:
    """Print it; returns the exit status. Refuses a case that is not there."""
    with runtime.look() as work:
        case = find_case(work, case_number)
        if case is None:
            refuse(f"There is no case {case_number!r}.")
        found = why(work, case)
    zone = ZoneInfo(found.zone)
    click.echo(f"Case {found.case_number}; times are local ({found.zone}).")
    for person in found.persons:
        click.echo(f"{person.role} {person.person_id}")
        for step in person.steps:
            click.echo(f"  {_line(step, zone)}")
    return 0


def _line(step: Next, zone: ZoneInfo) -> str:
    number = f"check-in {step.check_in}: " if step.check_in else ""
    words = _WORDS[step.what].format(question=step.question)
    when = _when(step.at, step.on, zone)
    reasons = f" ({', '.join(step.reasons)})" if step.reasons else ""
    return f"{number}{words}{when}{reasons}"


def _when(at: dt.datetime | None, on: dt.date | None, zone: ZoneInfo) -> str:
    if at is not None:
        return f", {at.astimezone(zone):%a %Y-%m-%d %H:%M}"
    return f", due {on:%a %Y-%m-%d}" if on is not None else ""
