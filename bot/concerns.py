"""Raising a concern: one per event, with its evidence and its 24-hour clock (6.8.6)."""

import datetime as dt
from dataclasses import asdict

from sqlalchemy import select

from bot.paging import ring
from bot.runtime import Work
from bot.scene import Scene
from flows.turn import RaiseConcern
from flows.vocabulary import URGENCY_RANK, ConcernStatus
from storage.models import ConcernEvidence, ConcernRow

NOC_CLOCK = dt.timedelta(hours=24)


def raise_concern(work: Work, scene: Scene, effect: RaiseConcern) -> ConcernRow:
    """Open a concern, or join the one that is open for this person, and ring.

    The clock begins at first suspicion, which is the arrival of the message. A later message of
    higher urgency or with a new code rings again even when somebody has acknowledged (invariant 12).
    """
    concern = _open_concern(work, scene)
    if concern is None:
        concern = _new_concern(work, scene, effect)
        worse = True
    else:
        worse = _join(concern, effect)
    _add_evidence(work, scene, concern, effect)
    if worse:
        # Whoever acknowledged has seen less than this: it is nobody's again until seen anew.
        concern.status = ConcernStatus.OPEN
        concern.acknowledged_at = concern.acknowledged_by = None
        ring(work, concern)
    work.audit(
        "raise", "concern", concern.id, case_id=concern.case_id, urgency=effect.urgency.value, rings=worse
    )
    return concern


def _open_concern(work: Work, scene: Scene) -> ConcernRow | None:
    """The concern that later messages join. Unknown persons join by address."""
    query = select(ConcernRow).where(
        ConcernRow.provider_id == work.settings.provider_id, ConcernRow.status != ConcernStatus.CLOSED
    )
    if scene.person is not None:
        query = query.where(ConcernRow.person_id == scene.person.id)
    else:
        query = query.where(ConcernRow.person_id.is_(None), ConcernRow.address_id == scene.at.id)
    return work.session.scalars(query.order_by(ConcernRow.first_suspected_at.desc())).first()


def _new_concern(work: Work, scene: Scene, effect: RaiseConcern) -> ConcernRow:
    suspected = scene.inbound.received_at if scene.inbound else work.now
    concern = ConcernRow(
        **work.owned(),
        case_id=scene.case.id if scene.case else None,
        person_id=scene.person.id if scene.person else None,
        address_id=scene.address.id if scene.address else None,
        urgency=effect.urgency,
        codes=[code.value for code in effect.codes],
        first_suspected_at=suspected,
        noc_due_at=suspected + NOC_CLOCK,
        status=ConcernStatus.OPEN,
        next_page_at=work.now,
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


def _add_evidence(work: Work, scene: Scene, concern: ConcernRow, effect: RaiseConcern) -> None:
    work.session.add(
        ConcernEvidence(
            **work.owned(),
            concern_id=concern.id,
            inbound_id=scene.inbound.id if scene.inbound else None,
            urgency=effect.urgency,
            codes=[code.value for code in effect.codes],
            spans=[asdict(evidence) for evidence in effect.evidence],
            at=work.now,
        )
    )
