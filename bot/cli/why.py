"""`prs-checkin why`: what the machine will do next in a case, in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import click

from bot.cli.shared import refuse
from bot.runtime import Runtime
from bot.web.console import clock_words
from bot.why import CaseNext, Next, What, find_case, why
from flows.policy.clocks import Clock
from flows.vocabulary import Question

_WORDS = {
    What.OPENS: "opens by text",
    What.CALLS: "becomes a call for a person",
    What.WAITS: "waits for an answer to {question}; without one it ends with a call task",
    What.ASKS_AGAIN: "asks for {question} again, as promised",
    What.SENDS: "a text in the outbox goes",
    What.STAYS: "a text in the outbox stays",
    What.REMINDS: "the one reminder goes, if there is no answer by then",
    What.MOVES: "the first text goes by the other channel, if there is no answer by then",
    What.HELD: "does not open",
    What.NO_PART: "has no automatic check-in",
    What.IN_HAND: "is in a person's hands",
    What.CLOSED: "nothing: the case was closed",
    What.NOTHING: "nothing: no check-in is left",
}
_JOINT = "is held; waits a day for when both can be called together"


def tell_why(runtime: Runtime, case_number: str) -> int:
    """Print it; returns the exit status. Refuses a case that is not there."""
    with runtime.look() as work:
        case = find_case(work, case_number)
        if case is None:
            refuse(f"There is no case {case_number!r}.")
        found = why(work, case)
    zone = ZoneInfo(found.zone)
    _print(found, zone)
    return 0


def _print(found: CaseNext, zone: ZoneInfo) -> None:
    click.echo(f"Case {found.case_number}; times are local ({found.zone}).")
    for person in found.persons:
        click.echo(f"{person.role} {person.person_id}")
        for step in person.steps:
            click.echo(f"  {_line(step, zone)}")
    click.echo("clocks")
    for clock in found.clocks:
        click.echo(f"  {_clock(clock)}")


def _clock(clock: Clock) -> str:
    """One clock: what it is about, where it stands, its last day or moment, and what stops it."""
    is_moment = isinstance(clock.due, dt.datetime)
    due = f"{clock.due:%a %Y-%m-%d %H:%M} UTC" if is_moment else f"{clock.due:%a %Y-%m-%d}"
    standing = clock_words.RUNNING[clock.running]
    return f"{clock_words.title(clock)}: {standing}, {due}. {clock_words.rule(clock)}"


def _line(step: Next, zone: ZoneInfo) -> str:
    number = f"check-in {step.check_in}: " if step.check_in else ""
    joint = step.what is What.WAITS and step.question is Question.JOINT_TIME
    words = _JOINT if joint else _WORDS[step.what].format(question=step.question)
    when = _when(step.at, step.on, zone)
    reasons = f" ({', '.join(step.reasons)})" if step.reasons else ""
    return f"{number}{words}{when}{reasons}"


def _when(at: dt.datetime | None, on: dt.date | None, zone: ZoneInfo) -> str:
    if at is not None:
        return f", {at.astimezone(zone):%a %Y-%m-%d %H:%M}"
    return f", due {on:%a %Y-%m-%d}" if on is not None else ""
