"""Hearing one message: danger words, agreed words and the reading, kept beside the message."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.inbound.scenes import person_writes
from bot.numbers import propose
from bot.runtime import Work
from bot.scene import Scene
from flows.complaint import is_complaint
from flows.engine.care import read_as
from flows.reading import Reading
from flows.turn import Heard
from flows.understanding import understand
from flows.understanding.times import Said, find_time
from flows.understanding.words import contains_word, same_answer
from flows.vocabulary import Command, Question, Role
from storage.models import Inbound, Person, ReadingRow

FALLBACK_LANGUAGE = "en"
_PROVIDER = frozenset({Command.STOP, Command.START, Command.HELP})


def hear(work: Work, scene: Scene, inbound: Inbound, persons: list[Person]) -> Heard:
    """Read a message in its scene and store the reading.

    Agreed words are compared here, where they are unsealed, and leave as yes or no only. The
    distress word of any person who uses the number counts (invariant 2).
    """
    body = work.vault.open(scene.at.data_key_id, "body", inbound.body_sealed)
    waiting = _waiting_for(work, scene)
    reading = _read(work, scene, body, waiting, persons)
    reading = replace(reading, commands=reading.commands | _by_provider(scene, inbound))
    work.session.add(_row(work, inbound, waiting, reading))
    named = _named(work, scene, body, reading)
    people = persons if scene.person is None or scene.person in persons else [*persons, scene.person]
    return Heard(
        reading=reading,
        identity_match=_identity(work, scene.person, body) if waiting is Question.IDENTITY else None,
        distress=any(_says(work, person, "distress_word", body) for person in people),
        unreadable=not body.strip(),
        media=inbound.media_count > 0,
        provider_replied=inbound.opt_out_type is not None,
        named_at=named.at.astimezone(dt.UTC) if named else None,
        only_time=named is not None and named.alone,
        new_number=propose(work, scene, inbound, persons, body),
        complains=any(is_complaint(body, language) for language in _languages(scene, reading)),
    )


def _by_provider(scene: Scene, inbound: Inbound) -> frozenset[Command]:
    """What the provider took the message for, whose words may be more than ours (OptOutType).

    It takes a "yes" for START, which means something only at a number that was stopped.
    """
    kind = (inbound.opt_out_type or "").lower()
    if kind == Command.START and scene.at.opted_out_at is None:
        return frozenset()
    return frozenset({Command(kind)}) if kind in _PROVIDER else frozenset()


def _languages(scene: Scene, reading: Reading) -> tuple[str, ...]:
    """Languages in which words are looked for: the person's, that of the message, and the usual two."""
    own = scene.conversation.language if scene.conversation else scene.person.language if scene.person else ""
    return tuple(dict.fromkeys((own, reading.language, "es", FALLBACK_LANGUAGE)))


def _named(work: Work, scene: Scene, body: str, reading: Reading) -> Said | None:
    """The moment that a message names, counted from its arrival where the person lives."""
    local = inbound_moment(work, scene).astimezone(ZoneInfo(scene.zone(work)))
    found = (find_time(body, language, local) for language in _languages(scene, reading))
    said = next((named for named in found if named is not None), None)
    return said if said is not None and said.at > work.now else None


def _waiting_for(work: Work, scene: Scene) -> Question:
    """What the machine asked last; what a person asks is no question of the machine."""
    if person_writes(work, scene):
        return Question.NONE
    conversation = scene.conversation
    return (conversation.waiting_for if conversation else None) or Question.NONE


def _read(work: Work, scene: Scene, body: str, waiting: Question, persons: list[Person]) -> Reading:
    person, conversation = scene.person, scene.conversation
    language = conversation.language if conversation else _usual_language(person, persons)
    return understand(
        body,
        lang=language,
        role=scene.role if scene.role in (Role.CHILD, Role.SPONSOR) else Role.SPONSOR,
        question=read_as(waiting),
        sent_on=scene.local_date(work, inbound_moment(work, scene)),
        prior=person.language if person else None,
        meaning=work.runtime.meaning,
    )


def _usual_language(person: Person | None, persons: list[Person]) -> str:
    """The language of who writes, or of all who may have written where they have one in common."""
    spoken = {one.language for one in ([person] if person else persons)}
    return spoken.pop() if len(spoken) == 1 else FALLBACK_LANGUAGE


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
