"""One person's thread as bubbles, and marking what came in as seen (invariant 1)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from bot.desk.codes import known
from bot.desk.marking import Piece, cut, showable, spans_of
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Work
from flows.vocabulary import (
    Answer,
    Concern,
    DeliveryState,
    Lane,
    Need,
    Question,
    Urgency,
)
from storage.models import Inbound, Outbound, ReadingRow, Seen
from storage.queries import caseload, threads
from storage.queries.keys import preload_keys

_WHEN = frozenset({Question.SAFE_TIME.value, Question.JOINT_TIME.value})
_NOT_READ = frozenset({Question.NONE.value, Question.IDENTITY.value}) | _WHEN
"""Where a reading holds no answer: nothing was asked, a word was compared, or a person reads it."""
FREE_TEXT = "free_text"
"""Key of a text whose words a person chose; it stands in no catalogue."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the machine read in a message."""

    answers: tuple[tuple[Question, Answer], ...]
    concerns: tuple[Concern, ...]
    needs: tuple[Need, ...]
    urgency: Urgency
    review: bool
    language: str
    tells_when: bool = False
    """The message answers when somebody can safely call or write: words for a person to read."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a text of ours."""

    state: DeliveryState
    provider_status: str | None
    error_code: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `sender` is None for family and machine, else the name of the member of staff."""

    id: uuid.UUID
    at: dt.datetime
    incoming: bool
    pieces: tuple[Piece, ...]
    language: str
    sender: str | None = None
    media: int = 0
    unprocessed: bool = False
    seen_by: tuple[str, ...] = ()
    understood: Understood | None = None
    fate: Fate | None = None
    first_text: bool = False
    of_nobody: bool = False
    """It came from a number of this person, and nobody knows who wrote it."""
    own_words: bool = False
    """A member of staff chose these words; no catalogue holds them."""


@dataclass(frozen=True, slots=True)
class Thread:
    """All bubbles of a person, oldest first; `unseen` counts incoming ones that nobody has seen.

    `person_id` is None for a number that belongs to nobody we know.
    """

    person_id: uuid.UUID | None
    bubbles: tuple[Bubble, ...]
    unseen: int
    last_incoming: uuid.UUID | None


Evidence = Mapping[uuid.UUID, Iterable[Mapping[str, Any]]]
"""Spans of evidence by the message in which they stand."""


def look(
    work: Work,
    viewer: Viewer,
    person_id: uuid.UUID,
    case_id: uuid.UUID | None,
    staff: Mapping[uuid.UUID, str],
    evidence: Evidence = MappingProxyType({}),
) -> Thread:
    """The thread of a person, and an audit row that somebody looked. The caller checks the scope."""
    work.audit("look", "thread", person_id, staff_id=viewer.staff_id, case_id=case_id)
    came = threads.inbound_of_person(work.session, person_id)
    went = threads.outbound_of_person(work.session, person_id)
    return _thread(work, person_id, came, went, staff, evidence)


def look_at_number(
    work: Work,
    viewer: Viewer,
    address_id: uuid.UUID,
    staff: Mapping[uuid.UUID, str],
    evidence: Evidence = MappingProxyType({}),
) -> Thread:
    """The thread with a number that belongs to nobody we know, and an audit row that somebody looked."""
    work.audit("look", "thread", address_id, staff_id=viewer.staff_id)
    came = threads.inbound_of_address(work.session, address_id)
    went = threads.outbound_to_address(work.session, address_id)
    return _thread(work, None, came, went, staff, evidence)


def _thread(
    work: Work,
    person_id: uuid.UUID | None,
    came: Sequence[Inbound],
    went: Sequence[Outbound],
    staff: Mapping[uuid.UUID, str],
    evidence: Evidence,
) -> Thread:
    addresses = [*(m.address for m in came), *(t.address for t in went)]
    keys = preload_keys(work.session, (address.data_key_id for address in addresses))
    bubbles = [incoming(work, message, staff, evidence.get(message.id, ())) for message in came]
    if person_id is not None:
        unsure = {message.id for message in came if message.processing.person_id is None}
        bubbles = [replace(bubble, of_nobody=bubble.id in unsure) for bubble in bubbles]
    bubbles += [outgoing(work, text, staff) for text in went if text.lane is not Lane.PAGE]
    del keys  # kept until here, so that the session held on to them
    return Thread(
        person_id=person_id,
        bubbles=tuple(sorted(bubbles, key=lambda b: b.at)),
        unseen=sum(1 for message in came if not message.seen),
        last_incoming=came[-1].id if came else None,
    )


def incoming(
    work: Work,
    message: Inbound,
    staff: Mapping[uuid.UUID, str],
    evidence: Iterable[Mapping[str, Any]] = (),
) -> Bubble:
    """A message from a phone as a bubble. Marked are the reading's findings and further `evidence`."""
    body = work.vault.open(message.address.data_key_id, "body", message.body_sealed)
    reading = message.reading
    found = reading.detail.get("evidence", []) if reading else []
    return Bubble(
        id=message.id,
        at=message.received_at,
        incoming=True,
        pieces=cut(body, spans_of([*found, *evidence])),
        language=reading.language if reading else "und",
        media=message.media_count,
        unprocessed=reading is None,
        seen_by=tuple(staff.get(mark.staff_id, "?") for mark in message.seen),
        understood=_understood(reading) if reading else None,
    )


def outgoing(work: Work, text: Outbound, staff: Mapping[uuid.UUID, str]) -> Bubble:
    """A text of ours as a bubble, with what became of it."""
    body = work.vault.open(text.address.data_key_id, "body", text.body_sealed)
    delivery = text.delivery
    return Bubble(
        id=text.id,
        at=text.created_at,
        incoming=False,
        pieces=(Piece(showable(body)),),
        language=text.language,
        sender=staff.get(text.staff_id) if text.staff_id else None,
        fate=Fate(delivery.state, delivery.provider_status, delivery.error_code, delivery.reason),
        first_text=text.lane is Lane.FIRST,
        own_words=text.text_key == FREE_TEXT,
    )


def mark_seen(work: Work, viewer: Viewer, person_id: uuid.UUID, up_to: uuid.UUID) -> int:
    """Mark the incoming messages of a thread as seen, up to and with `up_to`. Returns how many are new.

    What arrived after the page was opened stays unseen. Raises NotHere outside the caseload.
    """
    scope = viewer.scope(work)
    case_id = caseload.case_of_person(work.session, scope, work.now, person_id)
    messages = threads.inbound_of_person(work.session, person_id)
    last = next((n for n, message in enumerate(messages) if message.id == up_to), None)
    if case_id is None or last is None:
        raise NotHere
    new = [m for m in messages[: last + 1] if add_seen(work, viewer, m)]
    if new:
        work.audit(
            "mark_seen", "thread", person_id, staff_id=viewer.staff_id, case_id=case_id, count=len(new)
        )
    return len(new)


def add_seen(work: Work, viewer: Viewer, message: Inbound) -> bool:
    """Note that this person has seen a body; false when that was noted before."""
    if any(mark.staff_id == viewer.staff_id for mark in message.seen):
        return False
    work.session.add(Seen(**work.owned(), inbound_id=message.id, staff_id=viewer.staff_id, at=work.now))
    return True


def _understood(reading: ReadingRow) -> Understood:
    detail = reading.detail
    pairs = [(a["question"], a["answer"]) for a in detail.get("also", [])]
    if reading.question not in _NOT_READ:
        pairs.insert(0, (reading.question, reading.answer))
    return Understood(
        answers=tuple((Question(question), Answer(answer)) for question, answer in pairs),
        concerns=known(Concern, detail.get("concerns", [])),
        needs=known(Need, detail.get("needs", [])),
        urgency=reading.urgency,
        review=reading.review,
        language=reading.language,
        tells_when=reading.question in _WHEN,
    )
