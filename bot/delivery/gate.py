"""May this text still go, now? Asked again at the moment of sending (invariant 9)."""

from dataclasses import replace
from enum import Enum, auto

from sqlalchemy import select

from bot.delivery.outbox import STOP_CONFIRMATION
from bot.delivery.scenes import scene_of
from bot.facts import contact_facts, rules, texts_reviewed
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.contact import Purpose, WhyNot, may_text
from flows.turn import OpenTask
from flows.vocabulary import ConcernStatus, DeliveryState, Lane, TaskKind, TaskReason
from storage.models import ConcernRow, Delivery, Outbound, PageRow, PersonAddress

PURPOSES = {
    Lane.SAFETY: Purpose.SAFETY,
    Lane.PAGE: Purpose.PAGE,
    Lane.REPLY: Purpose.REPLY,
    Lane.FIRST: Purpose.OPEN,
    Lane.REMINDER: Purpose.OPEN,
}


class Verdict(Enum):
    """Go now, wait (the row says until when), or cancelled (the row says why)."""

    GO = auto()
    WAIT = auto()
    CANCEL = auto()


def may_go(work: Work, outbound: Outbound, row: Delivery) -> Verdict:
    """Decide about a claimed text and write the decision into its delivery row."""
    if outbound.not_after is not None and work.now > outbound.not_after:
        return _cancel(row, "stale")
    if outbound.lane is Lane.PAGE:
        return _page(work, outbound, row)
    scene = scene_of(work, outbound)
    if not (work.settings.loopback or texts_reviewed(work, outbound.language)):
        return _unreviewed(work, scene, outbound, row)
    if outbound.text_key == STOP_CONFIRMATION:
        return Verdict.GO
    if scene.at.opted_out_at is not None:
        return _cancel(row, "opted_out")
    if scene.person is None or scene.case is None or scene.role is None:
        return Verdict.GO  # a neutral answer to a number that nobody knows
    link = work.session.scalars(
        select(PersonAddress).where(
            PersonAddress.person_id == scene.person.id, PersonAddress.address_id == scene.at.id
        )
    ).one()
    facts = contact_facts(work, scene.person, scene.case, scene.role, (scene.at, link))
    # That a check-in was opened today was weighed when it opened; here it would forbid its own text.
    facts = replace(facts, last_opening_at=None)
    answer = may_text(facts, work.now, PURPOSES[outbound.lane], rules(work))
    if answer.allowed:
        return Verdict.GO
    if answer.at is None:
        return _cancel(row, answer.reasons[0].value)
    row.not_before = answer.at
    row.reason = answer.reasons[0].value
    return Verdict.WAIT


def _page(work: Work, outbound: Outbound, row: Delivery) -> Verdict:
    """A page that somebody has answered meanwhile wakes nobody."""
    query = select(ConcernRow.status).join(PageRow).where(PageRow.outbound_id == outbound.id)
    open_still = work.session.scalars(query).one_or_none() in (None, ConcernStatus.OPEN)
    return Verdict.GO if open_still else _cancel(row, "acknowledged")


def _unreviewed(work: Work, scene: Scene, outbound: Outbound, row: Delivery) -> Verdict:
    """Texts that nobody has reviewed leave this machine for nobody: a person calls (invariant 10)."""
    if scene.person is not None:
        effect = OpenTask(TaskKind.CALL, TaskReason.TEXTS_NOT_REVIEWED, "next_working_day")
        open_task(work, scene, effect, outbound_id=outbound.id)
    return _cancel(row, WhyNot.TEXTS_NOT_REVIEWED.value)


def _cancel(row: Delivery, reason: str) -> Verdict:
    row.state = DeliveryState.CANCELLED
    row.reason = reason
    return Verdict.CANCEL
