"""What was said, in place: the whole thread of the person, and beside each message what it gave rise to."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.concern_notes import note_of
from bot.desk.codes import known
from bot.desk.correcting import verdicts
from bot.desk.threads import Bubble, Thread, incoming, look, look_at_number
from bot.desk.viewer import Viewer
from bot.runtime import Work
from flows.vocabulary import ConcernSource, Question, Verdict
from storage.models import ConcernEvidence, ConcernRow
from storage.queries import threads

EARLIER = dt.timedelta(hours=24)
"""What was said so long before the first suspicion stands folded; nothing is left out."""


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of evidence. `bubble` is None when no message gave rise to it.

    `by` and `note` are of the colleague who raised it; `question` and `check_in` of a contradiction;
    `verdict` is what a colleague says of the reading.
    """

    at: dt.datetime
    bubble: Bubble | None
    source: ConcernSource = ConcernSource.READING
    by: str | None = None
    note: str | None = None
    question: Question | None = None
    check_in: int | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the thread: a message, what it gave rise to, or what was raised without a message."""

    at: dt.datetime
    bubble: Bubble | None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class ConcernThread:
    """Everything said, oldest first; `earlier` stands before the day of the first suspicion."""

    earlier: tuple[Line, ...]
    lines: tuple[Line, ...]
    unseen: int
    last_incoming: uuid.UUID | None


def said_of(
    work: Work, concern: ConcernRow, evidence: Sequence[ConcernEvidence], staff: Mapping[uuid.UUID, str]
) -> tuple[Said, ...]:
    """The evidence of a concern, oldest first, each with its message."""
    ids = [item.inbound_id for item in evidence if item.inbound_id]
    messages = threads.inbounds(work.session, ids)
    judged = verdicts(work, ids)
    bubbles = {
        item.inbound_id: incoming(work, messages[item.inbound_id], staff, _spans(evidence)[item.inbound_id])
        for item in evidence
        if item.inbound_id in messages
    }
    return tuple(_said(work, concern, item, bubbles, judged, staff) for item in evidence)


def thread_of(
    work: Work,
    viewer: Viewer,
    concern: ConcernRow,
    evidence: Sequence[ConcernEvidence],
    said: Sequence[Said],
    staff: Mapping[uuid.UUID, str],
) -> ConcernThread:
    """The thread with the evidence in its places, and an audit row that somebody looked."""
    thread = _look(work, viewer, concern, staff, _spans(evidence))
    there = {bubble.id for bubble in thread.bubbles}
    lines = [
        Line(bubble.at, bubble, tuple(s for s in said if s.bubble and s.bubble.id == bubble.id))
        for bubble in thread.bubbles
    ]
    lines += [Line(s.at, s.bubble, (s,)) for s in said if s.bubble is None or s.bubble.id not in there]
    lines.sort(key=lambda line: line.at)
    day = concern.first_suspected_at - EARLIER
    return ConcernThread(
        earlier=tuple(line for line in lines if line.at < day and not line.said),
        lines=tuple(line for line in lines if line.at >= day or line.said),
        unseen=thread.unseen,
        last_incoming=thread.last_incoming,
    )


def _look(
    work: Work,
    viewer: Viewer,
    concern: ConcernRow,
    staff: Mapping[uuid.UUID, str],
    spans: Mapping[uuid.UUID, list[dict[str, object]]],
) -> Thread:
    if concern.person_id is not None:
        return look(work, viewer, concern.person_id, concern.case_id, staff, spans)
    if concern.address_id is not None:
        return look_at_number(work, viewer, concern.address_id, staff, spans)
    return Thread(None, (), 0, None)


def _spans(evidence: Sequence[ConcernEvidence]) -> dict[uuid.UUID, list[dict[str, object]]]:
    found: dict[uuid.UUID, list[dict[str, object]]] = {}
    for item in evidence:
        if item.inbound_id:
            found.setdefault(item.inbound_id, []).extend(item.spans)
    return found


def _said(
    work: Work,
    concern: ConcernRow,
    item: ConcernEvidence,
    bubbles: Mapping[uuid.UUID, Bubble],
    judged: Mapping[uuid.UUID, Verdict],
    staff: Mapping[uuid.UUID, str],
) -> Said:
    questions = known(Question, [str(item.detail.get("question"))])
    return Said(
        at=item.at,
        bubble=bubbles.get(item.inbound_id) if item.inbound_id else None,
        source=item.source,
        by=staff.get(item.staff_id) if item.staff_id else None,
        note=note_of(work, concern, item),
        question=questions[0] if questions else None,
        check_in=item.detail.get("check_in"),
        verdict=judged.get(item.inbound_id) if item.inbound_id else None,
    )
