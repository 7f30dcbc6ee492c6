"""Which text goes to a person next, and when or why none does, read from the case as it stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from flows.vocabulary import PartStatus, Question
from storage.models import Case, CheckIn, Conversation, Person


class Next(StrEnum):
    """What stands next; the page words it."""

    CASE_CLOSED = "case_closed"
    TAKEN_OVER = "taken_over"
    OPTED_OUT = "opted_out"
    WAITING = "waiting"
    CALL_INSTEAD = "call_instead"
    HELD_BACK = "held_back"
    SCHEDULED = "scheduled"
    DUE = "due"
    NO_PART = "no_part"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, slots=True)
class NextText:
    """What stands next for one person. `at` is an instant (UTC), `on` a local day of the case."""

    what: Next
    number: int | None = None
    question: Question | None = None
    at: dt.datetime | None = None
    on: dt.date | None = None


def next_text(
    case: Case, person: Person, talk: Conversation | None, steps: Sequence[CheckIn], now: dt.datetime
) -> NextText:
    """What stands next for a person of a case; `talk` is the open conversation, `now` is UTC."""
    if case.closed_at is not None:
        return NextText(Next.CASE_CLOSED, at=case.closed_at)
    if talk is not None and talk.taken_over_at is not None:
        return NextText(Next.TAKEN_OVER, at=talk.taken_over_at)
    stopped = _stopped_at(person)
    if stopped is not None:
        return NextText(Next.OPTED_OUT, at=stopped)
    if talk is not None:
        return NextText(Next.WAITING, question=talk.waiting_for, at=talk.wake_at)
    today = now.astimezone(ZoneInfo(case.time_zone)).date()
    return _from_parts(person, steps, now, today)


def _stopped_at(person: Person) -> dt.datetime | None:
    """When the person's last number that may be texted was stopped; None while one may."""
    current = [link.address for link in person.addresses if link.until is None]
    stops = [address.opted_out_at for address in current if address.opted_out_at is not None]
    return max(stops) if stops and len(stops) == len(current) else None


def _from_parts(person: Person, steps: Sequence[CheckIn], now: dt.datetime, today: dt.date) -> NextText:
    mine = [(step, part) for step in steps for part in step.parts if part.person_id == person.id]
    if not mine:
        return NextText(Next.NO_PART)
    for step, part in mine:
        if part.status is PartStatus.CALL:
            return NextText(Next.CALL_INSTEAD, number=step.number, on=part.due_on)
        if part.status is not PartStatus.SCHEDULED:
            continue
        if part.not_before is not None and part.not_before > now:
            return NextText(Next.HELD_BACK, number=step.number, at=part.not_before)
        later = part.due_on > today
        return NextText(Next.SCHEDULED if later else Next.DUE, number=step.number, on=part.due_on)
    return NextText(Next.NOTHING_LEFT)
