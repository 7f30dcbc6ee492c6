"""One concern: what was said and where, who was told, and the acknowledgement that stops the pages."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.names import number_of, open_names
from bot.desk.threads import Bubble, incoming
from bot.desk.today import ConcernLine, concern_line
from bot.desk.viewer import NotHere, Viewer
from bot.runtime import Work
from flows.vocabulary import ConcernStatus
from storage.models import Address, ConcernEvidence, ConcernRow, Inbound
from storage.queries import caseload, threads
from storage.queries import today as queries


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of evidence. `bubble` is None when no message gave rise to it."""

    at: dt.datetime
    bubble: Bubble | None


@dataclass(frozen=True, slots=True)
class Told:
    """One page: to whom, how, when, and whether it left."""

    name: str
    channel: str
    at: dt.datetime
    state: str


@dataclass(frozen=True, slots=True)
class ConcernView:
    """Everything the page shows."""

    line: ConcernLine
    said: tuple[Said, ...]
    told: tuple[Told, ...]
    rings: int
    acknowledged_at: dt.datetime | None
    number: str | None


def look(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> ConcernView:
    """One concern, and an audit row that somebody looked. Raises NotHere outside the caseload."""
    row = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id)
    if row is None:
        raise NotHere
    work.audit("look", "concern", row.id, staff_id=viewer.staff_id, case_id=row.case_id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    names = open_names(work, [row.person] if row.person else [])
    evidence = queries.evidence_of(work.session, row.id)
    messages = threads.inbounds(work.session, [e.inbound_id for e in evidence if e.inbound_id])
    return ConcernView(
        line=concern_line(work, row, names, staff),
        said=tuple(_said(work, item, messages, staff) for item in evidence),
        told=tuple(
            Told(staff.get(page.staff_id, "?"), page.channel, page.created_at, page.state)
            for page in queries.pages_of(work.session, row.id)
        ),
        rings=row.rings,
        acknowledged_at=row.acknowledged_at,
        number=_unknown_number(work, row),
    )


def acknowledge_concern(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> ConcernRow:
    """Somebody has it: the pages stop. Of two at once the first wins and stays named.

    Raises NotHere outside the caseload.
    """
    row = queries.find_concern(work.session, viewer.scope(work), work.now, concern_id, lock=True)
    if row is None:
        raise NotHere
    if row.status is ConcernStatus.OPEN:
        row.status = ConcernStatus.ACKNOWLEDGED
        row.acknowledged_at = work.now
        row.acknowledged_by = viewer.staff_id
        work.audit("acknowledge", "concern", row.id, staff_id=viewer.staff_id, case_id=row.case_id)
    return row


def _said(
    work: Work, item: ConcernEvidence, messages: dict[uuid.UUID, Inbound], staff: dict[uuid.UUID, str]
) -> Said:
    message = messages.get(item.inbound_id) if item.inbound_id else None
    if message is None:
        return Said(item.at, None)
    return Said(item.at, incoming(work, message, staff, item.spans))


def _unknown_number(work: Work, row: ConcernRow) -> str | None:
    """The number, where nothing else says who wrote."""
    address = work.session.get(Address, row.address_id) if row.address_id and not row.person_id else None
    return number_of(work, address) if address else None
