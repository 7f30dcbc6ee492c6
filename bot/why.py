"""What the machine will do next for each person of a case, when, or why not.

It asks the functions that the scheduler asks (invariant 9): route_part, may_text, the status of each
part and the hour at which a conversation wakes. It changes nothing.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.alarms.people import on_duty
from bot.facts import contact_facts, current_address, part_facts, rules
from bot.ladder.clocks import clocks_of
from bot.ladder.rungs import next_rung_of
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import opens_on
from flows.policy.clocks import Clock
from flows.policy.contact import may_text
from flows.policy.hours import wall_to_utc
from flows.policy.ladder import Rung
from flows.policy.routing import Way, route_part
from flows.vocabulary import (
    ConversationStatus,
    DeliveryState,
    PartStatus,
    Question,
    Role,
)
from storage.models import Case, CasePerson, CheckIn, CheckInPart, Conversation, Delivery, Outbound
from storage.queries import caseload
from storage.queries.holds import current_hold
from storage.queries.siblings import asks_about

NOBODY_ON_CALL = "nobody_on_call"
CONVERSATION_OPEN = "conversation_open"
TAKEN_OVER = "taken_over"
SENDING_HELD = "sending_held"


class What(StrEnum):
    """One thing that will happen, or will not."""

    OPENS = "opens"
    CALLS = "calls"
    WAITS = "waits"
    ASKS_AGAIN = "asks_again"
    SENDS = "sends"
    STAYS = "stays"
    REMINDS = "reminds"
    MOVES = "moves"
    HELD = "held"
    NO_PART = "no_part"
    IN_HAND = "in_hand"
    CLOSED = "closed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Next:
    """One step ahead. `at` is UTC, `on` a local day of the case; `reasons` are codes, all of them.

    opens       a check-in opens by text at `at`
    calls       a person rings on `on`, for these reasons
    waits       a text waits for an answer to `question`; without one it ends at `at` with a call task
    asks_again  the question promised for later is asked at `at`
    sends       a text is in the outbox and goes at `at`
    stays       a text is in the outbox, and nothing is sent now
    reminds     the one reminder goes at `at`, if nobody has answered and it is a good hour
    moves       the first text goes by the person's other channel at `at`, under the same conditions
    held        it would open, but for these reasons; they do not pass by themselves where `at` is None
    no_part     this person has no automatic check-in
    in_hand     a person has the conversation or the call of this check-in
    closed      the case was closed at `at`
    nothing     no check-in is left
    """

    what: What
    check_in: int | None = None
    at: dt.datetime | None = None
    on: dt.date | None = None
    question: Question | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonNext:
    """What is ahead of one person, in the order of check-ins."""

    role: Role
    person_id: str
    steps: tuple[Next, ...]


@dataclass(frozen=True, slots=True)
class CaseNext:
    """What is ahead of a case; `zone` is its IANA time zone."""

    case_number: str
    zone: str
    persons: tuple[PersonNext, ...]
    clocks: tuple[Clock, ...] = ()
    """Every clock of the case, stopped ones too, the next due first."""


def why(work: Work, case: Case) -> CaseNext:
    """What the machine will do next in a case."""
    order = list(Role)
    members = sorted(case.members, key=lambda m: (order.index(m.role), m.person.person_ref))
    persons = (PersonNext(m.role, m.person.person_ref, tuple(_steps(work, case, m))) for m in members)
    steps = caseload.check_ins(work.session, case.id)
    return CaseNext(case.case_number, case.time_zone, tuple(persons), clocks_of(work, case, steps))


def find_case(work: Work, case_number: str) -> Case | None:
    """The case of this number, or None."""
    query = select(Case).where(Case.provider_id == work.settings.provider_id, Case.case_number == case_number)
    return work.session.scalars(query).one_or_none()


def _steps(work: Work, case: Case, member: CasePerson) -> Iterator[Next]:
    if case.closed_at is not None:
        yield Next(What.CLOSED, at=case.closed_at)
        return
    yield from _outbox(work, member)
    query = (
        select(CheckInPart)
        .join(CheckIn)
        .where(CheckIn.case_id == case.id, CheckInPart.person_id == member.person_id)
        .order_by(CheckIn.number)
    )
    parts = list(work.session.scalars(query))
    found = [step for part in parts for step in _part(work, case, part)]
    yield from found
    if not parts:
        yield Next(What.NO_PART)
    elif not found:
        yield Next(What.NOTHING)


def _outbox(work: Work, member: CasePerson) -> Iterator[Next]:
    query = (
        select(Delivery)
        .join(Outbound, Outbound.id == Delivery.outbound_id)
        .where(Outbound.person_id == member.person_id, Delivery.state == DeliveryState.QUEUED)
        .order_by(Delivery.not_before, Delivery.created_at, Delivery.position)
    )
    held = current_hold(work.session) is not None
    for row in work.session.scalars(query):
        if held:
            yield Next(What.STAYS, reasons=(SENDING_HELD,))
            continue
        yield Next(What.SENDS, at=row.not_before, reasons=(row.reason,) if row.reason else ())


def _part(work: Work, case: Case, part: CheckInPart) -> Iterator[Next]:
    number = part.check_in.number
    if part.status is PartStatus.OPEN:
        yield from _open(work, part, number)
    elif part.status in (PartStatus.CALL, PartStatus.HANDED_OVER):
        yield Next(What.IN_HAND, number, on=part.due_on)
    elif part.status is PartStatus.SCHEDULED:
        yield _planned(work, case, part, number)


def _open(work: Work, part: CheckInPart, number: int) -> Iterator[Next]:
    query = select(Conversation).where(asks_about([part.id]), Conversation.status == ConversationStatus.OPEN)
    talk = work.session.scalars(query).one_or_none()
    if talk is None:
        yield Next(What.IN_HAND, number, on=part.due_on)
        return
    again = talk.state.get("ask_again_at") is not None
    reasons = (TAKEN_OVER,) if talk.taken_over_at is not None else ()
    what = What.ASKS_AGAIN if again else What.WAITS
    yield Next(what, number, at=talk.wake_at, question=talk.waiting_for, reasons=reasons)
    rung = next_rung_of(work, talk)
    if rung is not None:
        yield Next(_RUNG[rung[0]], number, at=rung[1], reasons=reasons)


_RUNG = {Rung.REMINDER: What.REMINDS, Rung.OTHER_CHANNEL: What.MOVES}


def _planned(work: Work, case: Case, part: CheckInPart, number: int) -> Next:
    """When this part opens, by the rules that open it."""
    at = current_address(work, part.person)
    facts = contact_facts(work, part.person, case, part.role, at)
    scene = Scene(at[0] if at else None, part.person, case, part.role, part)
    route = route_part(part_facts(work, scene, facts), rules(work))
    if route.way is Way.NONE:
        return Next(What.NO_PART, number)
    if route.way is Way.CALL:
        return Next(What.CALLS, number, on=part.due_on, reasons=tuple(r.value for r in route.reasons))
    earliest = max(
        work.now, wall_to_utc(opens_on(work, part), 0, ZoneInfo(case.time_zone)), part.not_before or work.now
    )
    answer = may_text(facts, earliest, rules=rules(work))
    blocks = () if answer.at is not None else tuple(reason.value for reason in answer.reasons)
    blocks += _others(work, part, earliest)
    if blocks:
        return Next(What.HELD, number, on=part.due_on, reasons=blocks)
    return Next(
        What.OPENS, number, at=answer.at, on=part.due_on, reasons=tuple(r.value for r in answer.reasons)
    )


def _others(work: Work, part: CheckInPart, earliest: dt.datetime) -> tuple[str, ...]:
    """What keeps a part that could be opened now from being opened now."""
    found = [] if on_duty(work) else [NOBODY_ON_CALL]
    if current_hold(work.session) is not None:
        found.append(SENDING_HELD)
    query = select(Conversation.id).where(
        Conversation.person_id == part.person_id, Conversation.status == ConversationStatus.OPEN
    )
    if earliest <= work.now and work.session.scalars(query).first() is not None:
        found.append(CONVERSATION_OPEN)
    return tuple(found)
