"""A message that could not be processed: danger is looked for all the same, and in the end a person has it.

Each step is a transaction of its own, so that what fails in one undoes nothing of another.
"""

import logging
import uuid

from bot.concerns import raise_concern
from bot.inbound.hearing import hear
from bot.inbound.scenes import find_scene
from bot.runtime import Runtime, Work
from bot.scene import Scene
from flows.policy.answers import ASKED, ROLES, Consequence, consequence
from flows.screening import concern_in, danger_in
from flows.turn import Heard, RaiseConcern
from flows.vocabulary import ConcernSource, Urgency
from storage.models import Address, Inbound, InboundProcessing, Person
from storage.queries import addresses

log = logging.getLogger(__name__)

_NOT_SCREENED = RaiseConcern(Urgency.CONCERN, (), (), ConcernSource.READING)
"""Words that no machine could look at: a person does, at once."""


def screen(runtime: Runtime, inbound_id: uuid.UUID) -> None:
    """Raise what is dangerous in a message whose turn has failed (invariant 2); what cannot be read, too."""
    try:
        with runtime.work() as work:
            inbound = _waiting(work, inbound_id)
            if inbound is not None:
                _screen(work, inbound)
    except Exception as error:  # noqa: BLE001 - whatever fails here as well, a person is told
        log.error("a message could not be screened", extra={"kind": type(error).__name__})
        with runtime.work() as work:
            inbound = _waiting(work, inbound_id)
            if inbound is not None:
                raise_concern(work, _bare(work, inbound), _NOT_SCREENED)


def scene_in(work: Work, inbound: Inbound) -> Scene:
    """The scene of a message that nobody could process; where it cannot be found, the address alone."""
    try:
        with work.session.begin_nested():
            return find_scene(work, inbound)[0]
    except Exception as error:  # noqa: BLE001 - it must not stand in the way of those behind it
        log.error("the scene of a message was not found", extra={"kind": type(error).__name__})
        return _bare(work, inbound)


def _screen(work: Work, inbound: Inbound) -> None:
    scene, persons = find_scene(work, inbound)
    heard = _hear(work, scene, inbound, persons)
    urgency = danger_in(heard, _asked(scene, heard))
    if urgency is not None:
        raise_concern(work, scene, concern_in(heard, urgency))


def _hear(work: Work, scene: Scene, inbound: Inbound, persons: list[Person]) -> Heard:
    """What is kept of a reading is kept by the turn that comes to its end."""
    trial = work.session.begin_nested()
    try:
        return hear(work, scene, inbound, persons)
    finally:
        trial.rollback()


def _asked(scene: Scene, heard: Heard) -> Consequence | None:
    """What the message means as the answer to the last question."""
    question = scene.conversation.waiting_for if scene.conversation else None
    if question not in ASKED or scene.role not in ROLES:
        return None
    return consequence(question, heard.reading.answer, scene.role)


def _waiting(work: Work, inbound_id: uuid.UUID) -> Inbound | None:
    """The message, with its address locked, unless it was done meanwhile."""
    inbound = work.session.get_one(Inbound, inbound_id)
    addresses.lock(work.session, inbound.address_id)
    row = work.session.get_one(InboundProcessing, inbound_id)
    return inbound if row.done_at is None else None


def _bare(work: Work, inbound: Inbound) -> Scene:
    return Scene(work.session.get_one(Address, inbound.address_id), inbound=inbound)
