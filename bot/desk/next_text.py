"""Which text goes to a person next, and when or why none does.

It asks the same rules as the scheduler does (invariant 9), so the page cannot disagree with the machine.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.facts import contact_facts, current_address, part_facts, rules
from bot.runtime import Work
from bot.scene import Scene
from flows.policy.contact import WhyNot, may_text
from flows.policy.hours import wall_to_utc
from flows.policy.routing import Way, route_part
from flows.vocabulary import ConversationStatus, PartStatus, Question, TaskReason
from storage.models import Case, CheckIn, CheckInPart, Conversation, Person


class Next(StrEnum):
    """What stands next; the page words it."""

    CASE_CLOSED = "case_closed"
    TAKEN_OVER = "taken_over"
    OPTED_OUT = "opted_out"
    WAITING = "waiting"
    CALL_INSTEAD = "call_instead"
    CALL_PLANNED = "call_planned"
    HELD_BACK = "held_back"
    SCHEDULED = "scheduled"
    DUE = "due"
    NO_PART = "no_part"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class NextText:
    """What stands next for one person. `at` is an instant (UTC), `on` a local day of the case.

    `reasons`: why a person rings instead.
    """

    what: Next
    number: int | None = None
    question: Question | None = None
    at: dt.datetime | None = None
    on: dt.date | None = None
    reasons: tuple[TaskReason, ...] = ()


def next_text(
    work: Work, case: Case, person: Person, talk: Conversation | None, steps: Sequence[CheckIn]
) -> NextText:
    """What stands next for a person of a case; `talk` is the conversation that has not ended."""
    if case.closed_at is not None:
        return NextText(Next.CASE_CLOSED, at=case.closed_at)
    if talk is not None and talk.taken_over_at is not None:
        return NextText(Next.TAKEN_OVER, at=talk.taken_over_at)
    address = current_address(work, person)
    if address is not None and address[0].opted_out_at is not None:
        return NextText(Next.OPTED_OUT, at=address[0].opted_out_at)
    if talk is not None and talk.status is ConversationStatus.OPEN:
        return NextText(Next.WAITING, question=talk.waiting_for, at=talk.wake_at)
    mine = [(step, part) for step in steps for part in step.parts if part.person_id == person.id]
    if not mine:
        return NextText(Next.NO_PART)
    for step, part in mine:
        if part.status is PartStatus.CALL:
            return NextText(Next.CALL_INSTEAD, number=step.number, on=part.due_on)
        if part.status is PartStatus.SCHEDULED:
            return _planned(work, case, step, part)
    return NextText(Next.NOTHING_LEFT)


def _planned(work: Work, case: Case, step: CheckIn, part: CheckInPart) -> NextText:
    """When the next planned check-in opens, by the rules that open it."""
    person, zone = part.person, ZoneInfo(case.time_zone)
    found = current_address(work, person)
    facts = contact_facts(work, person, case, part.role, found)
    scene = Scene(found[0] if found else None, person, case, part.role, part)
    route = route_part(part_facts(work, scene, facts), rules(work))
    if route.way is Way.NONE:
        return NextText(Next.NO_PART)
    if route.way is Way.CALL:
        return NextText(Next.CALL_PLANNED, step.number, on=part.due_on, reasons=route.reasons)
    if part.not_before is not None and part.not_before > work.now:
        return NextText(Next.HELD_BACK, step.number, at=part.not_before)
    earliest = max(work.now, wall_to_utc(part.due_on, 0, zone))
    answer = may_text(facts, earliest, rules=rules(work))
    if WhyNot.TAKEN_OVER in answer.reasons:
        return NextText(Next.TAKEN_OVER)
    due = part.due_on <= work.now.astimezone(zone).date()
    return NextText(Next.DUE if due else Next.SCHEDULED, step.number, at=answer.at, on=part.due_on)
