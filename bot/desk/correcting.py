"""A person says that the machine misread: "this was missed", "this was no concern".

Each is a new row by a named person. The words stay where they are, in the provider's own database, so
the figures are counted on site (`prs-checkin understand --score-corrections`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.codes import known
from bot.desk.names import open_names
from bot.desk.raising import ByHand, check, raise_at, scene_of_person
from bot.desk.threads import Bubble, incoming
from bot.desk.viewer import NotHere, Viewer
from bot.inbound.scenes import scene_of_nobody
from bot.opting import users_of
from bot.runtime import Work
from bot.scene import Scene
from flows.vocabulary import Concern, Urgency, Verdict
from storage.models import ConcernRow, Correction, Inbound, InboundProcessing, Person
from storage.queries import caseload, threads
from storage.queries import today as queries


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a family, as it is shown beside the form."""

    bubble: Bubble
    name: str | None
    zone: str
    case_id: uuid.UUID | None


def message_of(work: Work, viewer: Viewer, inbound_id: uuid.UUID) -> Message:
    """A message, and an audit row that somebody looked. Raises NotHere outside the caseload."""
    _, scene = _message(work, viewer, inbound_id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    row = threads.inbounds(work.session, [inbound_id])[inbound_id]
    names = open_names(work, [scene.person] if scene.person else [])
    case_id = scene.case.id if scene.case else None
    work.audit("look", "inbound", inbound_id, staff_id=viewer.staff_id, case_id=case_id)
    name = names[scene.person.id] if scene.person else None
    return Message(incoming(work, row, staff), name, scene.zone(work), case_id)


def mark_missed(work: Work, viewer: Viewer, inbound_id: uuid.UUID, given: ByHand) -> ConcernRow:
    """A message tells of danger and was not raised: note it, and raise it now.

    The 24 hours began when the message arrived (6.8.6). Raises NotHere outside the caseload; Refused
    for an urgency that is none, or without words.
    """
    check(given)
    message, scene = _message(work, viewer, inbound_id)
    concern = raise_at(work, viewer, scene, given, {"missed": True})
    _keep(work, viewer, Verdict.MISSED, message.id, concern, given.urgency, given.codes)
    return concern


def mark_no_concern(
    work: Work, viewer: Viewer, concern_id: uuid.UUID, inbound_id: uuid.UUID | None = None
) -> int:
    """What the machine raised was none: every message of the concern, or the one given.

    It closes nothing; whoever closes decides about the report first. Returns how many messages were
    marked. Raises NotHere outside the caseload, or when the message is no evidence of this concern.
    """
    concern = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id)
    if concern is None:
        raise NotHere
    pieces = [
        piece
        for piece in queries.evidence_of(work.session, concern.id)
        if inbound_id is None or piece.inbound_id == inbound_id
    ]
    if not pieces:
        raise NotHere
    for piece in pieces:
        codes = known(Concern, piece.codes)
        _keep(work, viewer, Verdict.NO_CONCERN, piece.inbound_id, concern, piece.urgency, codes)
    return len(pieces)


def verdicts(work: Work, inbounds: Sequence[uuid.UUID]) -> dict[uuid.UUID, Verdict]:
    """What people have said of these messages last."""
    rows = work.session.scalars(
        select(Correction).where(Correction.inbound_id.in_(inbounds)).order_by(Correction.at, Correction.id)
    )
    return {row.inbound_id: row.verdict for row in rows if row.inbound_id}


def _message(work: Work, viewer: Viewer, inbound_id: uuid.UUID) -> tuple[Inbound, Scene]:
    """A message in scope: of a person of the caseload, of one of those who share a number, or of a number
    that nobody knows."""
    row = work.session.get(InboundProcessing, inbound_id)
    if row is None:
        raise NotHere
    message = work.session.get_one(Inbound, inbound_id)
    if message.provider_id != work.settings.provider_id:
        raise NotHere
    if row.person_id is None:
        return message, _scene_of_nobody(work, viewer, message)
    case_id = caseload.case_of_person(work.session, viewer.scope(work), work.now, row.person_id)
    if case_id is None:
        raise NotHere
    scene = scene_of_person(work, case_id, work.session.get_one(Person, row.person_id))
    return message, Scene(message.address, scene.person, scene.case, scene.role, inbound=message)


def _scene_of_nobody(work: Work, viewer: Viewer, message: Inbound) -> Scene:
    """Where nobody knows who wrote: the case of all at the number. Raises NotHere outside the caseload."""
    bare = Scene(message.address, inbound=message)
    users = users_of(work, bare)
    scope = viewer.scope(work)
    if users and not any(
        caseload.case_of_person(work.session, scope, work.now, person.id) for person in users
    ):
        raise NotHere
    return scene_of_nobody(bare, users)


def _keep(
    work: Work,
    viewer: Viewer,
    verdict: Verdict,
    inbound_id: uuid.UUID | None,
    concern: ConcernRow,
    urgency: Urgency,
    codes: tuple[Concern, ...],
) -> None:
    work.session.add(
        Correction(
            **work.owned(),
            verdict=verdict,
            concern_id=concern.id,
            inbound_id=inbound_id,
            urgency=urgency,
            codes=[code.value for code in codes],
            staff_id=viewer.staff_id,
            at=work.now,
        )
    )
    work.audit(
        "correct", "concern", concern.id, staff_id=viewer.staff_id, case_id=concern.case_id,
        verdict=verdict.value,
    )  # fmt: skip
