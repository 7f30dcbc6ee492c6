"""Raising a concern: one per event, with its evidence and its 24-hour clock (6.8.6)."""

import datetime as dt
import logging
import uuid
from dataclasses import asdict, dataclass, field

from sqlalchemy import or_, select

from bot.alarms.sounding import sound
from bot.concern_notes import seal_note
from bot.interpreters import ask_for_interpreter
from bot.notices.drafting import draft
from bot.notices.gathering import RULE
from bot.runtime import Work
from bot.scene import Scene
from flows.turn import RaiseConcern
from flows.vocabulary import URGENCY_RANK, AlarmReason, ConcernSource, ConcernStatus
from storage.base import Json
from storage.models import ConcernEvidence, ConcernRow
from storage.queries import today as queries

log = logging.getLogger(__name__)

NOC_CLOCK = dt.timedelta(hours=24)
OWN_EVENTS = frozenset({ConcernSource.CONTRADICTION, ConcernSource.POLICY})
"""What comes from these is an event of its own, with its own clock: only its like joins it, and of rules
only the same one."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a concern rests on beside the message.

    staff_id  who raised it, where a person did
    note      what happened, in that person's words
    since     the first suspicion (UTC), where it is neither the arrival of the message nor now
    detail    codes only
    """

    staff_id: uuid.UUID | None = None
    note: str | None = None
    since: dt.datetime | None = None
    detail: Json = field(default_factory=dict)


THE_MESSAGE = Grounds()


def raise_concern(
    work: Work, scene: Scene, effect: RaiseConcern, grounds: Grounds = THE_MESSAGE
) -> ConcernRow:
    """Open a concern, or join the one that is open for this person; sound the alarm, draw the worksheet.

    The clock begins at first suspicion, which is the arrival of the message. What comes later joins;
    higher urgency or a new code sounds again even when somebody has acknowledged, whoever had it first
    (invariant 12). What joins and was suspected earlier sets the clock back to it. Contradictions are
    events of their own, and so is each rule.
    """
    suspected = grounds.since or (scene.inbound.received_at if scene.inbound else work.now)
    concern = _open_concern(work, scene, effect.source, grounds)
    is_new = concern is None
    if concern is None:
        concern = _new_concern(work, scene, effect, suspected)
        worse = earlier = True
    else:
        worse, earlier = _join(concern, effect), _begin_earlier(concern, suspected)
    _add_evidence(work, scene, concern, effect, grounds)
    if worse:
        sound(work, concern, AlarmReason.RAISED if is_new else AlarmReason.WORSE)
        ask_for_interpreter(work, scene, concern)
    work.audit(
        "raise", "concern", concern.id, staff_id=grounds.staff_id, case_id=concern.case_id,
        urgency=effect.urgency.value, source=effect.source.value, rings=worse,
    )  # fmt: skip
    _draw(work, concern, suspected if worse or earlier else None)
    return concern


def _draw(work: Work, concern: ConcernRow, since: dt.datetime | None) -> None:
    """Draw the worksheet with its duties (6.8.6). The tick of the reminders draws what is missing."""
    try:
        with work.session.begin_nested():
            draft(work, concern, since)
    except Exception as error:  # noqa: BLE001 - no worksheet must not keep an alarm from ringing
        kind = type(error).__name__
        log.error("a worksheet was not drawn", extra={"concern": str(concern.id), "kind": kind})


def _open_concern(work: Work, scene: Scene, source: ConcernSource, grounds: Grounds) -> ConcernRow | None:
    """The concern that this joins, locked: nobody closes it meanwhile. Unknown persons join by address."""
    work.session.flush()
    query = select(ConcernRow).where(
        ConcernRow.provider_id == work.settings.provider_id, ConcernRow.status != ConcernStatus.CLOSED
    )
    if source in OWN_EVENTS:
        query = query.where(ConcernRow.source == source)
    else:
        query = query.where(ConcernRow.source.not_in(OWN_EVENTS))
    if scene.person is not None:
        query = query.where(ConcernRow.person_id == scene.person.id)
        if scene.case is not None:  # a sponsor of several children: each case has its own
            query = query.where(or_(ConcernRow.case_id == scene.case.id, ConcernRow.case_id.is_(None)))
    else:
        query = query.where(ConcernRow.person_id.is_(None), ConcernRow.address_id == scene.at.id)
    query = query.order_by(ConcernRow.first_suspected_at.desc()).with_for_update(key_share=True)
    found = work.session.scalars(query.execution_options(populate_existing=True)).all()
    same = [row for row in found if source is not ConcernSource.POLICY or _is_of_rule(work, row, grounds)]
    return same[0] if same else None


def _is_of_rule(work: Work, concern: ConcernRow, grounds: Grounds) -> bool:
    """Whether the rule that speaks now has spoken in this concern."""
    rule = grounds.detail.get(RULE)
    return any(item.detail.get(RULE) == rule for item in queries.evidence_of(work.session, concern.id))


def _new_concern(work: Work, scene: Scene, effect: RaiseConcern, suspected: dt.datetime) -> ConcernRow:
    concern = ConcernRow(
        **work.owned(),
        source=effect.source,
        case_id=scene.case.id if scene.case else None,
        person_id=scene.person.id if scene.person else None,
        address_id=scene.address.id if scene.address else None,
        urgency=effect.urgency,
        codes=[code.value for code in effect.codes],
        first_suspected_at=suspected,
        noc_due_at=suspected + NOC_CLOCK,
        status=ConcernStatus.OPEN,
        rings=0,
    )
    work.session.add(concern)
    work.session.flush()
    return concern


def _join(concern: ConcernRow, effect: RaiseConcern) -> bool:
    """Add what is new; true when it is worse than what is known."""
    new = [code.value for code in effect.codes if code.value not in concern.codes]
    higher = URGENCY_RANK[effect.urgency] > URGENCY_RANK[concern.urgency]
    concern.codes = [*concern.codes, *new]
    if higher:
        concern.urgency = effect.urgency
    return bool(new) or higher


def _begin_earlier(concern: ConcernRow, suspected: dt.datetime) -> bool:
    """Set the clock back to an earlier suspicion; true when it was one."""
    if suspected >= concern.first_suspected_at:
        return False
    concern.first_suspected_at = suspected
    concern.noc_due_at = suspected + NOC_CLOCK
    return True


def _add_evidence(
    work: Work, scene: Scene, concern: ConcernRow, effect: RaiseConcern, grounds: Grounds
) -> None:
    work.session.add(
        ConcernEvidence(
            **work.owned(),
            concern_id=concern.id,
            inbound_id=scene.inbound.id if scene.inbound else None,
            urgency=effect.urgency,
            codes=[code.value for code in effect.codes],
            spans=[asdict(evidence) for evidence in effect.evidence],
            source=effect.source,
            staff_id=grounds.staff_id,
            note_sealed=seal_note(work, concern, grounds.note),
            detail=dict(grounds.detail),
            at=work.now,
        )
    )
    work.session.flush()
