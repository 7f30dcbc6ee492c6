"""Whom to ring about a concern, what a caller must know, what was tried, and writing a call down."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.alarms.taking import acted
from bot.desk.calls import CallResult, Number, log_call, note_of
from bot.desk.names import number_of, open_names
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import Channel, Role
from storage.models import Attempt, Case, ConcernRow, Person
from storage.queries import calls, caseload
from storage.queries import today as queries
from storage.queries.keys import preload_keys


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody of the case, as a caller needs them."""

    person_id: uuid.UUID
    first_name: str
    role: Role
    numbers: tuple[Number, ...]
    language: str
    interpreter: str | None
    safe_hours: str | None


@dataclass(frozen=True, slots=True)
class Logged:
    """One call that somebody wrote down."""

    at: dt.datetime
    about: str
    by: str
    result: str
    note: str | None


@dataclass(frozen=True, slots=True)
class CallGiven:
    """What the caller writes down."""

    person_id: uuid.UUID
    result: CallResult
    note: str | None


def callees_of(work: Work, concern: ConcernRow) -> tuple[Callee, ...]:
    """The people of the case, the child first; only the person themselves where no case is known."""
    people = _people(concern.case, concern.person)
    names = open_names(work, [person for person, _ in people])
    numbers = calls.current_numbers(work.session, [person.id for person, _ in people])
    sealed = [link.address.data_key_id for links in numbers.values() for link in links]
    keys = preload_keys(work.session, sealed)
    found = tuple(
        Callee(
            person_id=person.id,
            first_name=names[person.id],
            role=role,
            numbers=tuple(
                Number(
                    number_of(work, link.address),
                    link.owner,
                    link.address.channel,
                    link.address.opted_out_at is not None,
                )
                for link in numbers.get(person.id, [])
            ),
            language=person.language,
            interpreter=person.interpreter_language,
            safe_hours=person.safe_hours,
        )
        for person, role in people
    )
    del keys  # kept until here, so that the session held on to them
    return found


def calls_since(work: Work, concern: ConcernRow, staff: dict[uuid.UUID, str]) -> tuple[Logged, ...]:
    """Calls with people of the case since the first suspicion, newest first."""
    people = _people(concern.case, concern.person)
    names = open_names(work, [person for person, _ in people])
    return tuple(
        Logged(row.at, names[row.person_id], staff.get(row.staff_id, "?"), row.result, note_of(work, row))
        for row in reversed(caseload.each_once(caseload.attempts(work.session, list(names))))
        if row.staff_id and row.channel == Channel.VOICE.value and row.at >= concern.first_suspected_at
    )


def enter_concern_call(work: Work, viewer: Viewer, concern_id: uuid.UUID, given: CallGiven) -> Attempt:
    """Write down a call about a concern: somebody acts on it.

    Raises NotHere outside the caseload; Refused when the person is not of this case, and for the result
    "other" without a note.
    """
    concern = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id)
    if concern is None:
        raise NotHere
    if given.person_id not in {person.id for person, _ in _people(concern.case, concern.person)}:
        raise Refused(Why.NOT_IN_CASE)
    attempt = log_call(work, viewer, given.person_id, given.result, given.note, concern.case_id)
    acted(work, concern.id)
    return attempt


def _people(case: Case | None, person: Person | None) -> list[tuple[Person, Role]]:
    if case is not None:
        members = sorted(case.members, key=lambda member: list(Role).index(member.role))
        return [(member.person, member.role) for member in members]
    return [(person, Role.CHILD)] if person is not None else []
