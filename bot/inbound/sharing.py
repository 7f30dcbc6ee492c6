"""Whose message it is where several persons share a number: an agreed word or an answer tells, no guess.

While it is open who writes, danger is everybody's (invariant 2), and what came stays with a person.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from bot.inbound.scenes import scene_of_nobody, scene_of_user, taken_over
from bot.opting import users_of
from bot.runtime import Work
from bot.scene import Scene
from flows.screening import danger_in
from flows.turn import Heard, Turn
from flows.understanding.words import contains_word
from flows.vocabulary import ConversationStatus, Role
from flows.who_writes import ask_who, is_asked, is_young, question_for, thank
from storage.models import Inbound, InboundProcessing, Person, Task

ANSWER_HOLDS = dt.timedelta(hours=24)
"""How long a digit is read as the answer to "who is writing?"."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is known of who writes.

    persons    those between whom nobody can tell; none where it is plain
    concerned  the scene of each of them, for danger may be about any
    question   the text that asks them
    answered   true for a message that only says who writes
    """

    scene: Scene
    persons: tuple[Person, ...] = ()
    concerned: tuple[Scene, ...] = ()
    question: str | None = None
    answered: bool = False


def whose(work: Work, scene: Scene, inbound: Inbound) -> Sharing:
    """Find out who writes. With a conversation open here, or staff speaking in it, there is no doubt."""
    talk = scene.conversation
    is_open = talk is not None and talk.status is ConversationStatus.OPEN
    persons = () if is_open or taken_over(scene) else tuple(users_of(work, Scene(scene.address)))
    if len(persons) < 2:
        return Sharing(scene)
    body = work.vault.open(scene.at.data_key_id, "body", inbound.body_sealed)
    by_word = _by_word(work, persons, body)
    known = by_word or _by_answer(work, scene, persons, body)
    if known is not None:
        _place(work, scene, known)
        return Sharing(scene_of_user(work, scene, known), answered=by_word is None)
    concerned = tuple(scene_of_user(work, scene, person) for person in persons)
    roles = [found.role for found in concerned if found.role is not None]
    have_words = all(person.check_word_sealed is not None for person in persons)
    question = question_for(roles, have_words=have_words)
    return Sharing(scene_of_nobody(scene, persons), persons, concerned, question)


def turn_of(sharing: Sharing, turn: Turn, heard: Heard) -> Turn:
    """The turn of a message with no conversation open, as it is where a number is shared."""
    if sharing.answered and danger_in(heard) is None:
        return thank()
    return ask_who(turn, sharing.question) if sharing.persons else turn


def note_question(sharing: Sharing, turn: Turn) -> None:
    """Remember from which message on it is open who writes."""
    at, inbound = sharing.scene.at, sharing.scene.inbound
    if inbound is not None and is_asked(turn, sharing.question):
        at.who_asked_at = inbound.received_at


def language_of(sharing: Sharing, otherwise: str) -> str:
    """The language of those who share the number, where it is one."""
    spoken = {person.language for person in sharing.persons}
    return spoken.pop() if len(spoken) == 1 else otherwise


def _by_word(work: Work, persons: tuple[Person, ...], body: str) -> Person | None:
    """Who alone has agreed on a word that stands in the message."""
    found = []
    for person in persons:
        word = work.vault.open_optional(person.data_key_id, "check_word", person.check_word_sealed)
        if word is not None and contains_word(body, word):
            found.append(person)
    return found[0] if len(found) == 1 else None


def _by_answer(work: Work, scene: Scene, persons: tuple[Person, ...], body: str) -> Person | None:
    """Who is meant by a digit after the question, if that is exactly one of them."""
    asked_at, young = scene.at.who_asked_at, is_young(body)
    if asked_at is None or young is None or work.now - asked_at > ANSWER_HOLDS:
        return None
    meant = [person for person in persons if (scene_of_user(work, scene, person).role is Role.CHILD) is young]
    return meant[0] if len(meant) == 1 else None


def _place(work: Work, scene: Scene, person: Person) -> None:
    """What had come since nobody knew who writes is this person's, with the tasks that it opened."""
    since, scene.at.who_asked_at = scene.at.who_asked_at, None
    if since is None or work.now - since > ANSWER_HOLDS:
        return
    theirs = scene_of_user(work, scene, person)
    query = select(InboundProcessing).where(
        InboundProcessing.address_id == scene.at.id,
        InboundProcessing.received_at >= since,
        InboundProcessing.person_id.is_(None),
        InboundProcessing.done_at.is_not(None),
    )
    for row in work.session.scalars(query).all():
        row.person_id = person.id
        opened = select(Task).where(Task.inbound_id == row.inbound_id, Task.person_id.is_(None))
        for task in work.session.scalars(opened).all():
            task.person_id = person.id
            task.case_id = theirs.case.id if theirs.case else task.case_id
        work.audit("who_wrote", "message", row.inbound_id, case_id=theirs.case.id if theirs.case else None)
