"""The second transaction: danger first, then commands, then the reading, then the conversation.

One message at a time per address, oldest first, under the lock of the address (invariant 3). A
message that cannot be processed three times is a person's (invariant 1).
"""

import logging
import uuid
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import contains_eager

from bot.concerns import raise_concern
from bot.conversations import keep_turn
from bot.effects import Carrier
from bot.inbound.beside import beside
from bot.inbound.colleagues import is_colleague, takes_page
from bot.inbound.failures import scene_in, screen
from bot.inbound.hearing import hear
from bot.inbound.scenes import context_of, find_scene, person_writes, taken_over
from bot.inbound.sharing import Sharing, language_of, note_question, turn_of, whose
from bot.ladder.stopping import answered, goes_on, late_answer
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.steps import Step, passed
from bot.tasks import open_task, tray
from flows import engine
from flows.outside import respond_outside, respond_to_person
from flows.screening import concern_in, danger_in
from flows.turn import Heard, Turn
from flows.vocabulary import ConversationStatus, Disposition, TaskReason
from storage.models import Address, Inbound, InboundProcessing
from storage.queries import addresses

log = logging.getLogger(__name__)

MAX_TRIES = 3
FALLBACK_LANGUAGE = "en"


def process_address(runtime: Runtime, address_id: uuid.UUID) -> int:
    """Process all waiting messages of an address in order. Returns how many were done.

    Stops at one that fails, so that order is kept; the sweep tries it again.
    """
    done, more = 0, True
    while more:
        inbound_id: uuid.UUID | None = None
        try:
            with runtime.work() as work:
                address = addresses.lock(work.session, address_id)
                inbound, more = _oldest(work, address)
                if inbound is None:
                    return done
                inbound_id = inbound.id
                passed(Step.TURN_BEGINS)
                _process(work, inbound)
                passed(Step.TURN_IN_IT)
            passed(Step.TURN_KEPT)
        except Exception as error:  # noqa: BLE001 - whatever fails, the message must reach a person
            log.error("a message could not be processed", extra={"kind": type(error).__name__})
            if inbound_id is None or not _note_failure(runtime, inbound_id, type(error).__name__):
                return done
        done += 1
    return done


def sweep(runtime: Runtime) -> int:
    """Process what is still waiting anywhere: after a crash, or after a failure."""
    with runtime.look() as work:
        query = select(InboundProcessing.address_id).where(InboundProcessing.done_at.is_(None)).distinct()
        waiting = list(work.session.scalars(query))
    return sum(process_address(runtime, address_id) for address_id in waiting)


def _oldest(work: Work, address: Address) -> tuple[Inbound | None, bool]:
    """The oldest waiting message, and whether others wait; what comes later has a webhook of its own."""
    waiting = work.session.scalars(_waiting(), {"address": address.id}).all()
    return (waiting[0] if waiting else None), len(waiting) > 1


@cache
def _waiting() -> Select[Inbound]:
    return (
        select(Inbound)
        .join(Inbound.processing)
        .where(
            InboundProcessing.address_id == bindparam("address"),
            InboundProcessing.done_at.is_(None),
        )
        .options(contains_eager(Inbound.processing))
        .order_by(Inbound.position)
        .limit(2)
    )


def _process(work: Work, inbound: Inbound) -> None:
    scene, persons = find_scene(work, inbound)
    sharing = Sharing(scene)
    if not inbound.quarantined:
        sharing = whose(work, scene, inbound)
        scene = late_answer(work, sharing.scene)
    heard = hear(work, scene, inbound, list(sharing.persons) or persons)
    if inbound.quarantined:
        _to_tray(work, scene, heard, TaskReason.WRONG_ACCOUNT)
        return
    if takes_page(work, scene, inbound):
        _done(work, scene, Disposition.ANSWERED)
        return
    if not persons and is_colleague(work, scene):
        _to_tray(work, scene, heard, TaskReason.STAFF_NUMBER)
        return
    scene = beside(work, scene, heard)
    machine_asks = _is_open(scene) and not taken_over(scene)
    turn = turn_of(sharing, _turn(work, scene, heard, known=bool(persons), machine_asks=machine_asks), heard)
    carrier = Carrier(
        work,
        scene,
        language=_language(work, scene, language_of(sharing, heard.reading.language)),
        step=f"reply:{inbound.id}",
        silent=taken_over(scene),
        concerned=sharing.concerned,
    )
    carrier.carry_out(turn.effects)
    if machine_asks:
        answered(work, scene)
        _keep_state(work, scene, turn)
        goes_on(work, scene)
    elif carrier.sent:
        scene.at.last_neutral_at = work.now
        note_question(sharing, turn)
    assert turn.disposition is not None
    _done(work, scene, turn.disposition)


def _to_tray(work: Work, scene: Scene, heard: Heard, reason: TaskReason) -> None:
    """Not from a family, or not meant for us: a person looks, nothing is said, but danger still pages."""
    open_task(work, scene, tray(reason))
    urgency = danger_in(heard)
    if urgency is not None:
        raise_concern(work, scene, concern_in(heard, urgency))
    _done(work, scene, Disposition.TRAY if urgency is None else Disposition.ESCALATED)


def _is_open(scene: Scene) -> bool:
    return scene.conversation is not None and scene.conversation.status is ConversationStatus.OPEN


def _turn(work: Work, scene: Scene, heard: Heard, *, known: bool, machine_asks: bool) -> Turn:
    conversation = scene.conversation
    by_person = person_writes(work, scene)
    if conversation is not None and _is_open(scene) and not by_person:
        definition = work.runtime.flows.get(conversation.flow, conversation.flow_version)
        turn = engine.resume(definition, conversation.state, heard, context_of(work, scene), work.now)
        # Taken over before anybody has written: what was asked last may be answered with danger.
        return turn if machine_asks else respond_to_person(heard, turn.effects)
    if by_person:
        return respond_to_person(heard)
    last = scene.at.last_neutral_at
    answered_today = last is not None and scene.local_date(work, last) == scene.local_date(work, work.now)
    return respond_outside(heard, known=known, answered_today=answered_today)


def _language(work: Work, scene: Scene, detected: str) -> str:
    """The language of our answer: the conversation's, the person's, else the one they wrote in."""
    if scene.conversation is not None:
        return scene.conversation.language
    shipped = work.runtime.texts.languages
    wanted = scene.person.language if scene.person else detected
    return wanted if wanted in shipped else FALLBACK_LANGUAGE


def _keep_state(work: Work, scene: Scene, turn: Turn) -> None:
    conversation = scene.conversation
    assert conversation is not None
    conversation.turn += 1
    conversation.last_turn_at = work.now
    keep_turn(conversation, turn)


def _done(work: Work, scene: Scene, disposition: Disposition) -> None:
    assert scene.inbound is not None
    row = scene.inbound.processing
    row.done_at = work.now
    row.disposition = disposition
    row.person_id = scene.person.id if scene.person else None
    row.conversation_id = scene.conversation.id if scene.conversation else None


def _note_failure(runtime: Runtime, inbound_id: uuid.UUID, kind: str) -> bool:
    """Screen for danger, then as `_failed`; without a database the sweep comes back later."""
    try:
        screen(runtime, inbound_id)
        if not _failed(runtime, inbound_id, kind):
            return False
        _to_a_person(runtime, inbound_id)
    except SQLAlchemyError as error:
        log.error("a failure could not be counted", extra={"kind": type(error).__name__})
        return False
    return True


def _failed(runtime: Runtime, inbound_id: uuid.UUID, kind: str) -> bool:
    """Count a failure; true when the message is a person's now, or another process has done it."""
    with runtime.work() as work:
        inbound = work.session.get_one(Inbound, inbound_id)
        addresses.lock(work.session, inbound.address_id)
        row = work.session.get_one(InboundProcessing, inbound_id)
        if row.done_at is not None:
            return True
        row.tries += 1
        row.error = kind[:80]
        return row.tries >= MAX_TRIES


def _to_a_person(runtime: Runtime, inbound_id: uuid.UUID) -> None:
    with runtime.work() as work:
        inbound = work.session.get_one(Inbound, inbound_id)
        addresses.lock(work.session, inbound.address_id)
        if work.session.get_one(InboundProcessing, inbound_id).done_at is None:
            scene = scene_in(work, inbound)
            open_task(work, scene, tray(TaskReason.PROCESSING_FAILED))
            _done(work, scene, Disposition.TRAY)
