"""Hearing one message: danger words, agreed words and the reading, kept beside the message."""

import datetime as dt

from bot.runtime import Work
from bot.scene import Scene
from flows.reading import Reading
from flows.turn import Heard
from flows.understanding import understand
from flows.understanding.words import contains_word, same_answer
from flows.vocabulary import READING_QUESTIONS, Question, Role
from storage.models import Inbound, Person, ReadingRow

FALLBACK_LANGUAGE = "en"


def hear(work: Work, scene: Scene, inbound: Inbound, persons: list[Person]) -> Heard:
    """Read a message in its scene and store the reading.

    Agreed words are compared here, where they are unsealed, and leave as yes or no only. The
    distress word of any person who uses the number counts (invariant 2).
    """
    body = work.vault.open(scene.at.data_key_id, "body", inbound.body_sealed)
    waiting = _waiting_for(scene)
    reading = _read(work, scene, body, waiting)
    work.session.add(_row(work, inbound, waiting, reading))
    people = persons if scene.person is None or scene.person in persons else [*persons, scene.person]
    return Heard(
        reading=reading,
        identity_match=_identity(work, scene.person, body) if waiting is Question.IDENTITY else None,
        distress=any(_says(work, person, "distress_word", body) for person in people),
        unreadable=not body.strip(),
        media=inbound.media_count > 0,
        provider_replied=inbound.opt_out_type is not None,
    )


def _waiting_for(scene: Scene) -> Question:
    conversation = scene.conversation
    return (conversation.waiting_for if conversation else None) or Question.NONE


def _read(work: Work, scene: Scene, body: str, waiting: Question) -> Reading:
    person, conversation = scene.person, scene.conversation
    language = conversation.language if conversation else (person.language if person else FALLBACK_LANGUAGE)
    return understand(
        body,
        lang=language,
        role=scene.role if scene.role in (Role.CHILD, Role.SPONSOR) else Role.SPONSOR,
        question=waiting if waiting in READING_QUESTIONS else Question.NONE,
        sent_on=scene.local_date(work, inbound_moment(work, scene)),
        prior=person.language if person else None,
        meaning=work.runtime.meaning,
    )


def inbound_moment(work: Work, scene: Scene) -> dt.datetime:
    """When the message arrived; a late sweep must not move "tomorrow"."""
    return scene.inbound.received_at if scene.inbound else work.now


def _identity(work: Work, person: Person | None, body: str) -> bool:
    if person is None:
        return False
    if person.check_word_sealed is not None:
        return _says(work, person, "check_word", body)
    answer = work.vault.open_optional(person.data_key_id, "identity_answer", person.identity_answer_sealed)
    return answer is not None and same_answer(body, answer)


def _says(work: Work, person: Person, field: str, body: str) -> bool:
    sealed: bytes | None = getattr(person, f"{field}_sealed")
    word = work.vault.open_optional(person.data_key_id, field, sealed)
    return word is not None and contains_word(body, word)


def _row(work: Work, inbound: Inbound, waiting: Question, reading: Reading) -> ReadingRow:
    return ReadingRow(
        inbound_id=inbound.id,
        question=waiting.value,
        answer=reading.answer.value,
        urgency=reading.urgency,
        review=reading.review,
        risk=reading.risk,
        language=reading.language,
        detail=reading.as_json() | {"commands": sorted(reading.commands)},
        at=work.now,
    )
