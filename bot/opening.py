"""Opening the check-ins that are due: a text where one may go, a call task where a person must ring.

Each part is opened in a transaction of its own, under the lock of its address, so that two workers
never open one twice.
"""

import datetime as dt
import logging
import uuid
from dataclasses import replace

from sqlalchemy import or_, select

from bot.alarms.people import on_duty
from bot.conversations import keep_turn
from bot.each import each_alone
from bot.effects import Carrier
from bot.facts import address_in, contact_facts, current_address, part_facts, rules
from bot.inbound.scenes import context_of
from bot.ladder.attempts import TEXT_QUEUED as TEXT_QUEUED
from bot.ladder.attempts import log_attempt
from bot.ladder.overtaking import end_older
from bot.ladder.rungs import plan
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.siblings import asked_together
from bot.tasks import TAKEN_OVER_LONG, open_task
from flows import engine
from flows.definition_values import Definition
from flows.policy.contact import ContactFacts, WhyNot, may_text
from flows.policy.routing import Route, Way, route_part
from flows.turn import OpenTask
from flows.vocabulary import (
    ConversationStatus,
    PartStatus,
    Question,
)
from storage.models import CheckInPart, Conversation, ConversationPart
from storage.queries import addresses
from storage.queries.holds import current_hold

log = logging.getLogger(__name__)

NOT_FOR_STAFF = frozenset({Question.IDENTITY, Question.CONSENT})


class NobodyOnCall(RuntimeError):
    """No check-in is opened while a concern would reach nobody."""


def open_due(runtime: Runtime) -> int:
    """Open every part that is due and may be opened now. Returns how many conversations began.

    Raises NobodyOnCall.
    """
    with runtime.look() as work:
        if not on_duty(work):
            raise NobodyOnCall("nobody is on call; add somebody with: prs-checkin user add --on-call")
        due = [] if current_hold(work.session) else _due_parts(work)
    return each_alone(due, lambda part_id: _open_part(runtime, part_id), "open")


def _due_parts(work: Work) -> list[uuid.UUID]:
    """Parts whose day has come somewhere on earth; the local day is checked for each."""
    query = (
        select(CheckInPart.id)
        .where(
            CheckInPart.provider_id == work.settings.provider_id,
            CheckInPart.status == PartStatus.SCHEDULED,
            CheckInPart.due_on <= (work.now + dt.timedelta(hours=14)).date(),
            or_(CheckInPart.not_before.is_(None), CheckInPart.not_before <= work.now),
        )
        .order_by(CheckInPart.due_on, CheckInPart.role, CheckInPart.id)
    )
    return list(work.session.scalars(query))


def _open_part(runtime: Runtime, part_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        part = work.session.get_one(CheckInPart, part_id)
        person, case = part.person, part.check_in.case
        at = current_address(work, person)
        if at is not None:
            addresses.lock(work.session, at[0].id)
        work.session.refresh(part, with_for_update=True)
        if part.status is not PartStatus.SCHEDULED:
            return False
        scene = Scene(at[0] if at else None, person, case, part.role, part)
        if part.due_on > scene.local_date(work, work.now) or end_older(work, scene):
            return False
        return _open_at(work, scene, contact_facts(work, person, case, part.role, at))


def _open_at(work: Work, scene: Scene, contact: ContactFacts) -> bool:
    part = scene.part
    assert part is not None
    route = route_part(part_facts(work, scene, contact), rules(work))
    if route.way is Way.NONE:
        return False
    definition = work.runtime.flows.newest(part.role, part.check_in.number)
    if route.way is Way.CALL:
        _call(work, scene, route, definition)
        return False
    answer = may_text(contact, work.now, rules=rules(work))
    if not answer.allowed:
        part.not_before = answer.at
        if WhyNot.TAKEN_OVER in answer.reasons:  # it opens once handed back; until then it is theirs
            open_task(work, scene, TAKEN_OVER_LONG, cause=part.id)
        return False
    if _busy(work, scene):
        return False
    together = asked_together(work, part, scene.local_date(work, work.now))
    parts = [row for row in together if row is part or _may_join(work, scene, row)]
    _begin(work, replace(scene, part=parts[0], case=parts[0].check_in.case), parts)
    return True


def _may_join(work: Work, scene: Scene, part: CheckInPart) -> bool:
    """Whether a sibling's part can be asked about in the same conversation, now."""
    assert scene.person is not None
    work.session.refresh(part, with_for_update=True)
    if part.status is not PartStatus.SCHEDULED:
        return False
    at = address_in(work, scene.person, scene.at.id)
    there = replace(scene, part=part, case=part.check_in.case)
    contact = contact_facts(work, scene.person, part.check_in.case, part.role, at)
    route = route_part(part_facts(work, there, contact), rules(work))
    return route.way is Way.THREAD and may_text(contact, work.now, rules=rules(work)).allowed


def _call(work: Work, scene: Scene, route: Route, definition: Definition) -> None:
    """A person rings on the due day; the task says why no text goes and what to ask."""
    assert scene.part is not None
    assert route.task is not None
    questions = tuple(
        step.question for step in definition.steps if step.question and step.question not in NOT_FOR_STAFF
    )
    effect = OpenTask(kind=route.task, reason=route.reasons[0], due="same_day", not_asked=questions)
    open_task(work, scene, effect)
    scene.part.status = PartStatus.CALL


def _busy(work: Work, scene: Scene) -> bool:
    """One open conversation a person and an address: another check-in waits for its end."""
    assert scene.person is not None
    query = select(Conversation.id).where(
        Conversation.status == ConversationStatus.OPEN,
        or_(Conversation.person_id == scene.person.id, Conversation.address_id == scene.at.id),
    )
    return work.session.scalars(query).first() is not None


def _begin(work: Work, scene: Scene, parts: list[CheckInPart]) -> None:
    """One conversation about all of `parts`, of which the first is the part of the scene."""
    part, person = scene.part, scene.person
    assert part is not None
    assert person is not None
    definition = work.runtime.flows.newest(part.role, part.check_in.number)
    turn = engine.start(definition, context_of(work, scene, parts), work.now)
    conversation = Conversation(
        **work.owned(),
        part_id=part.id,
        person_id=person.id,
        address_id=scene.at.id,
        flow=definition.flow,
        flow_version=definition.version,
        language=person.language,
        status=ConversationStatus.OPEN,
        state=turn.state,
        turn=1,
        opened_at=work.now,
        last_turn_at=work.now,
        wake_at=work.now,
    )
    keep_turn(conversation, turn)
    work.session.add(conversation)
    for position, sibling in enumerate(parts[1:], start=1):
        row = ConversationPart(**work.owned(), part=sibling, position=position)
        conversation.siblings.append(row)
    work.session.flush()
    carrier = Carrier(
        work,
        replace(scene, conversation=conversation),
        language=person.language,
        step=f"open:{conversation.id}",
    )
    carrier.carry_out(turn.effects)
    for each in parts:
        each.status = PartStatus.OPEN
        each.opened_at = work.now
    log_attempt(work, part, carrier)
    plan(work, conversation)
