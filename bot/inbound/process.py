"""The second transaction: danger first, then commands, then the reading, then the conversation.

One message at a time per address, oldest first, under the lock of the address (invariant 3). A
message that cannot be processed three times is a person's (invariant 1).
"""

import logging
import uuid

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.concerns import raise_concern
from bot.conversations import keep_turn
from bot.effects import Carrier
from bot.inbound.hearing import hear
from bot.inbound.scenes import context_of, find_scene, taken_over
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.tasks import open_task, tray
from flows import engine
from flows.outside import respond_outside
from flows.screening import danger_in
from flows.turn import Heard, RaiseConcern, Turn
from flows.vocabulary import ConversationStatus, Disposition, TaskReason
from storage.models import Inbound, InboundProcessing
from storage.queries import addresses

log = logging.getLogger(__name__)

MAX_TRIES = 3
FALLBACK_LANGUAGE = "en"


def process_address(runtime: Runtime, address_id: uuid.UUID) -> int:
    """Process all waiting messages of an address in order. Returns how many were done.

    Stops at one that fails, so that order is kept; the sweep tries it again.
    """
    done = 0
    while True:
        inbound_id: uuid.UUID | None = None
        try:
            with runtime.work() as work:
                inbound_id = _oldest(work, address_id)
                if inbound_id is None:
                    return done
                _process(work, inbound_id)
        except Exception as error:  # noqa: BLE001 - whatever fails, the message must reach a person
            log.error("a message could not be processed", extra={"kind": type(error).__name__})
            if inbound_id is None or not _note_failure(runtime, inbound_id, type(error).__name__):
                return done
        done += 1


def sweep(runtime: Runtime) -> int:
    """Process what is still waiting anywhere: after a crash, or after a failure."""
    with runtime.look() as work:
        query = select(InboundProcessing.address_id).where(InboundProcessing.done_at.is_(None)).distinct()
        waiting = list(work.session.scalars(query))
    return sum(process_address(runtime, address_id) for address_id in waiting)


def _oldest(work: Work, address_id: uuid.UUID) -> uuid.UUID | None:
    addresses.lock(work.session, address_id)
    query = (
        select(Inbound.id)
        .join(InboundProcessing)
        .where(InboundProcessing.address_id == address_id, InboundProcessing.done_at.is_(None))
        .order_by(Inbound.position)
        .limit(1)
    )
    return work.session.scalars(query).one_or_none()


def _process(work: Work, inbound_id: uuid.UUID) -> None:
    inbound = work.session.get_one(Inbound, inbound_id)
    scene, persons = find_scene(work, inbound)
    heard = hear(work, scene, inbound, persons)
    if inbound.quarantined:
        _quarantine(work, scene, heard)
        return
    was_open = scene.conversation is not None and scene.conversation.status is ConversationStatus.OPEN
    turn = _turn(work, scene, heard, known=bool(persons))
    carrier = Carrier(
        work,
        scene,
        language=_language(work, scene, heard.reading.language),
        step=f"reply:{inbound.id}",
        silent=taken_over(scene),
    )
    carrier.carry_out(turn.effects)
    if was_open:
        _keep_state(work, scene, turn)
    elif carrier.sent:
        scene.at.last_neutral_at = work.now
    assert turn.disposition is not None
    _done(work, scene, turn.disposition)


def _quarantine(work: Work, scene: Scene, heard: Heard) -> None:
    """Not meant for this account or number: a person looks and nothing is said, but danger still pages."""
    open_task(work, scene, tray(TaskReason.WRONG_ACCOUNT))
    urgency = danger_in(heard)
    if urgency is not None:
        raise_concern(work, scene, RaiseConcern(urgency, heard.reading.concerns, heard.reading.evidence))
    _done(work, scene, Disposition.TRAY if urgency is None else Disposition.ESCALATED)


def _turn(work: Work, scene: Scene, heard: Heard, *, known: bool) -> Turn:
    conversation = scene.conversation
    if conversation is not None and conversation.status is ConversationStatus.OPEN:
        definition = work.runtime.flows.get(conversation.flow, conversation.flow_version)
        return engine.resume(definition, conversation.state, heard, context_of(work, scene), work.now)
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
    row = work.session.get_one(InboundProcessing, scene.inbound.id)
    row.done_at = work.now
    row.disposition = disposition
    row.person_id = scene.person.id if scene.person else None
    row.conversation_id = scene.conversation.id if scene.conversation else None


def _note_failure(runtime: Runtime, inbound_id: uuid.UUID, kind: str) -> bool:
    """As `_failed`; without a database nothing is counted and the sweep comes back later."""
    try:
        return _failed(runtime, inbound_id, kind)
    except SQLAlchemyError as error:
        log.error("a failure could not be counted", extra={"kind": type(error).__name__})
        return False


def _failed(runtime: Runtime, inbound_id: uuid.UUID, kind: str) -> bool:
    """Count a failure; true when the message has now gone to a person and the next may be taken."""
    with runtime.work() as work:
        inbound = work.session.get_one(Inbound, inbound_id)
        addresses.lock(work.session, inbound.address_id)
        row = work.session.get_one(InboundProcessing, inbound_id)
        if row.done_at is not None:
            return True  # another process did it meanwhile
        row.tries += 1
        row.error = kind[:80]
        if row.tries < MAX_TRIES:
            return False
        scene, _ = find_scene(work, inbound)
        open_task(work, scene, tray(TaskReason.PROCESSING_FAILED))
        _done(work, scene, Disposition.TRAY)
        return True
