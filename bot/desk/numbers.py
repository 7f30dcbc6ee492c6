"""Numbers that families wrote to us: a person confirms each by phone, or leaves it (6.8.5)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.names import Who, open_names, who
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.numbers import number_of
from bot.reaching import Reach, reach_by
from bot.runtime import Work
from flows.vocabulary import Channel, NumberState, PhoneOwner
from storage.models import NumberProposal
from storage.queries import words as queries

CONFIRMED, DISMISSED = "number_confirmed", "number_dismissed"
"""Results of the task that asks for it."""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number to confirm. `who` names nobody where two persons share the phone that wrote it."""

    id: uuid.UUID
    who: Who
    number: str
    at: dt.datetime


def numbers(work: Work, viewer: Viewer) -> list[NumberLine]:
    """Numbers in scope on which nobody has decided, and an audit row of the look."""
    rows = queries.open_numbers(work.session, viewer.scope(work), work.now)
    if rows:
        work.audit("look", "number", None, staff_id=viewer.staff_id, numbers=[str(row.id) for row in rows])
    names = open_names(work, {row.person.id: row.person for row in rows if row.person}.values())
    return [
        NumberLine(row.id, who(work, row.case, row.person, names), number_of(work, row), row.proposed_at)
        for row in rows
    ]


def confirm(work: Work, viewer: Viewer, proposal_id: uuid.UUID, owner: PhoneOwner) -> NumberProposal:
    """A person has rung it and found whom we look for: from now on they are reached there by SMS.

    Who opted out stays opted out. Raises NotHere outside the caseload; Refused when it is decided, or
    where nobody knows whose number it is.
    """
    row = _open(work, viewer, proposal_id)
    if row.person is None:
        raise Refused(Why.NOT_IN_CASE)
    reach_by(work, row.person, Reach(number_of(work, row), owner, Channel.SMS, confirmed=True))
    _decide(work, viewer, row, NumberState.CONFIRMED)
    return row


def dismiss(work: Work, viewer: Viewer, proposal_id: uuid.UUID) -> NumberProposal:
    """It is not theirs, or nobody answers there. Raises NotHere, Refused."""
    row = _open(work, viewer, proposal_id)
    _decide(work, viewer, row, NumberState.DISMISSED)
    return row


def _open(work: Work, viewer: Viewer, proposal_id: uuid.UUID) -> NumberProposal:
    row = queries.find_number(work.session, viewer.scope(work), work.now, proposal_id)
    if row is None:
        raise NotHere
    if row.state is not NumberState.PROPOSED:
        raise Refused(Why.ALREADY_DONE)
    return row


def _decide(work: Work, viewer: Viewer, row: NumberProposal, state: NumberState) -> None:
    row.state, row.decided_at, row.decided_by = state, work.now, viewer.staff_id
    result = CONFIRMED if state is NumberState.CONFIRMED else DISMISSED
    for task in queries.number_tasks(work.session, row.inbound_id):
        task.done_at, task.done_by, task.result = work.now, viewer.staff_id, result
    work.audit(state.value, "number", row.id, staff_id=viewer.staff_id, case_id=row.case_id)
    work.session.flush()
