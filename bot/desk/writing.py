"""Writing as a person, in a thread that one has taken over: vetted phrases, or words of one's own.

Both go through the outbox like any text. Words of one's own are marked as such in the thread; they
hold no name and no agreed word (6.8.5, invariant 6), for anybody may read a phone.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.delivery.outbox import scene_params, write_text
from bot.desk.names import open_names
from bot.desk.standing import acted_for, standing
from bot.desk.threads import FREE_TEXT
from bot.desk.viewer import Refused, Viewer, Why
from bot.facts import contact_facts, current_address, rules
from bot.runtime import Work
from bot.scene import Scene
from flows.policy.contact import Purpose, WhyNot, may_text
from flows.shared_texts import PHRASES
from flows.turn import Say
from flows.understanding.words import contains_word
from flows.vocabulary import Lane
from storage.models import Address, Case, Conversation, Person

LONGEST_TEXT = 320
_AGREED = ("check_word", "distress_word", "identity_answer")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A vetted phrase in the family's language."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ToWrite:
    """What is to be written: the key of a phrase, or words. `token` makes pressing twice one text."""

    token: str
    phrase: str | None = None
    words: str | None = None


def phrases(work: Work, language: str) -> tuple[Phrase, ...]:
    """The vetted phrases in a language, as they would be sent; none where it has no texts."""
    texts = work.runtime.texts
    if language not in texts.languages:
        return ()
    fills = {"public_name": work.settings.public_name, "phone": work.settings.public_phone}
    return tuple(Phrase(key, texts.text(language, key, **fills)) for key in PHRASES)


def write(work: Work, viewer: Viewer, person_id: uuid.UUID, given: ToWrite) -> dt.datetime:
    """Write to a person; returns when it may leave (UTC): now, or the next good hour.

    Raises NotHere outside the caseload; Refused unless this member of staff has taken over, when the
    person may not be texted at all, and for words that are missing, too long, or name somebody.
    """
    case_id, talks = standing(work, viewer, person_id)
    scene = _scene(work, viewer, talks[-1] if talks else None)
    goes_at = _when(work, scene)
    say = Say(given.phrase or FREE_TEXT, Lane.REPLY)
    body = _checked(work, scene, given)
    talk = scene.conversation
    assert talk is not None
    row = write_text(
        work,
        scene.at,
        dedupe_key=f"person:{talk.id}:{given.token}",
        say=say,
        language=talk.language,
        params=scene_params(work, scene, ""),
        person_id=person_id,
        conversation_id=talk.id,
        staff_id=viewer.staff_id,
        body=body,
    )
    if row is not None:
        acted_for(work, person_id)
        work.audit("write", "outbound", row.id, staff_id=viewer.staff_id, case_id=case_id, text=say.key)
    return goes_at


def _scene(work: Work, viewer: Viewer, talk: Conversation | None) -> Scene:
    if talk is None or talk.taken_over_at is None:
        raise Refused(Why.NOT_YOURS_TO_WRITE)
    if talk.taken_over_by != viewer.staff_id:
        raise Refused(Why.TAKEN_BY_OTHER)
    part = talk.part
    address = work.session.get_one(Address, talk.address_id)
    return Scene(address, talk.person, part.check_in.case, part.role, part, talk)


def _when(work: Work, scene: Scene) -> dt.datetime:
    """When the text may leave, by the rules that the gate asks again (invariant 9)."""
    person, case, role = scene.person, scene.case, scene.role
    assert person and case and role  # noqa: PT018 - one scene, one thought
    here = current_address(work, person)
    at = here if here and here[0].id == scene.at.id else None
    facts = contact_facts(work, person, case, role, at)
    answer = may_text(facts, work.now, Purpose.PERSON, rules(work))
    if answer.at is None:
        opted_out = WhyNot.OPTED_OUT in answer.reasons
        raise Refused(Why.OPTED_OUT if opted_out else Why.MAY_NOT_BE_TEXTED)
    return answer.at


def _checked(work: Work, scene: Scene, given: ToWrite) -> str | None:
    """The words of one's own, fit to be sent; None for a phrase."""
    if given.phrase is not None:
        if given.phrase not in PHRASES:
            raise Refused(Why.NO_TEXT)
        return None
    words = " ".join((given.words or "").split())
    if not words:
        raise Refused(Why.NO_TEXT)
    if len(words) > LONGEST_TEXT:
        raise Refused(Why.TEXT_TOO_LONG)
    assert scene.case is not None
    if any(contains_word(words, secret) for secret in _secrets(work, scene.case)):
        raise Refused(Why.NAMES_SOMEBODY)
    return words


def _secrets(work: Work, case: Case) -> list[str]:
    """First names and agreed words of everybody in the case."""
    people = [member.person for member in case.members]
    found = list(open_names(work, people).values())
    for person in people:
        found += [word for field in _AGREED if (word := _agreed(work, person, field))]
    return [word for word in found if word.strip()]


def _agreed(work: Work, person: Person, field: str) -> str | None:
    return work.vault.open_optional(person.data_key_id, field, getattr(person, f"{field}_sealed"))
