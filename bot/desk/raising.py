"""A person raises a concern: by the button on a case, in an entered call, at a message that was missed."""

import uuid
from dataclasses import dataclass

from bot.concerns import Grounds, raise_concern
from bot.desk.names import Who, open_names, who
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.facts import current_address
from bot.runtime import Work
from bot.scene import Scene
from flows.turn import RaiseConcern
from flows.vocabulary import URGENCY_RANK, Concern, ConcernSource, Role, Urgency
from storage.base import Json
from storage.models import Case, CasePerson, ConcernRow, Person
from storage.queries import caseload

LONGEST_WORDS = 2000
RAISABLE = (Urgency.EMERGENCY, Urgency.CONCERN)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person writes down: how urgent, about what, and what happened."""

    urgency: Urgency
    codes: tuple[Concern, ...]
    words: str


def raise_by_hand(
    work: Work, viewer: Viewer, case_id: uuid.UUID, person_id: uuid.UUID, given: ByHand
) -> ConcernRow:
    """Raise a concern about a person of a case; it joins one that is open for that person (6.8.6).

    Raises NotHere outside the caseload; Refused when the person is not of this case, without words, or
    with an urgency that is none.
    """
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    if case is None:
        raise NotHere
    member = next((m for m in case.members if m.person_id == person_id), None)
    if member is None:
        raise Refused(Why.NOT_IN_CASE)
    check(given)
    return raise_at(work, viewer, scene_of_member(work, case, member), given)


def people_of(work: Work, viewer: Viewer, case_id: uuid.UUID) -> tuple[Who, ...]:
    """Whom a concern of this case may be about, the child first. Raises NotHere outside the caseload."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    if case is None:
        raise NotHere
    members = sorted(case.members, key=lambda member: list(Role).index(member.role))
    names = open_names(work, [member.person for member in members])
    return tuple(who(work, case, member.person, names) for member in members)


def raise_at(
    work: Work, viewer: Viewer, scene: Scene, given: ByHand, detail: Json | None = None
) -> ConcernRow:
    """Raise it where the caller already is; the caller has checked scope and words."""
    effect = RaiseConcern(given.urgency, given.codes, source=ConcernSource.STAFF)
    note = given.words.strip() or None
    return raise_concern(work, scene, effect, Grounds(viewer.staff_id, note, detail=detail or {}))


def check(given: ByHand) -> None:
    """Raises Refused when what is given raises nothing."""
    if URGENCY_RANK[given.urgency] < URGENCY_RANK[Urgency.CONCERN]:
        raise Refused(Why.NO_URGENCY)
    if not given.words.strip():
        raise Refused(Why.NOTE_MISSING)
    if len(given.words) > LONGEST_WORDS:
        raise Refused(Why.WORDS_TOO_LONG)


def scene_of_member(work: Work, case: Case, member: CasePerson) -> Scene:
    """Where a concern about a member of a case belongs."""
    at = current_address(work, member.person)
    return Scene(at[0] if at else None, member.person, case, member.role)


def scene_of_person(work: Work, case_id: uuid.UUID | None, person: Person) -> Scene:
    """The same by the case of a task; without a case, as much as is known."""
    member = next((m for m in person.cases if m.case_id == case_id), None)
    if member is not None:
        return scene_of_member(work, member.case, member)
    at = current_address(work, person)
    return Scene(at[0] if at else None, person)
