"""May this text still go, now? Asked again at the moment of sending (invariant 9)."""

from enum import Enum, auto

from sqlalchemy import select

from bot import whatsapp
from bot.delivery.outbox import NUMBER_CHANGED, STOP_CONFIRMATION
from bot.delivery.scenes import scene_of
from bot.facts import contact_facts, rules, texts_reviewed
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.contact import Purpose, WhyNot, may_text
from flows.shared_texts import PAGE
from flows.turn import OpenTask
from flows.vocabulary import DeliveryState, Lane, TaskKind, TaskReason
from storage.models import Alarm, Delivery, Outbound, PageRow
from storage.queries import addresses

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
    forbidden = _forbidden(work, scene, outbound)
    if forbidden is not None:
        return _cancel(row, forbidden)
    if outbound.text_key == STOP_CONFIRMATION:
        return Verdict.GO
    if scene.person is None or scene.case is None or scene.role is None:
        return Verdict.GO  # a neutral answer to a number that nobody knows
    link = addresses.link_of(scene.person, scene.at)
    if link.until is not None:
        return _cancel(row, NUMBER_CHANGED)
    # That a check-in was opened today was weighed when it opened; here it would forbid its own text.
    # Nor is the channel asked for: this is the text that tries it.
    at = (scene.at, link)
    facts = contact_facts(work, scene.person, scene.case, scene.role, at, outbound.text_key, opening=False)
    answer = may_text(facts, work.now, purpose_of(outbound), rules(work))
    if answer.allowed:
        return Verdict.GO
    if answer.at is None:
        return _cancel(row, answer.reasons[0].value)
    row.not_before = answer.at
    row.reason = answer.reasons[0].value
    return Verdict.WAIT


def _forbidden(work: Work, scene: Scene, outbound: Outbound) -> str | None:
    """Why a text goes to nobody at all, known or not."""
    if not whatsapp.is_ready(work, scene.at, outbound.language, outbound.text_key):
        return WhyNot.WHATSAPP_NOT_READY.value
    if outbound.text_key == STOP_CONFIRMATION:
        return None
    if scene.at.opted_out_at is not None:
        return WhyNot.OPTED_OUT.value
    if is_by_person(outbound) and not _taken_over(scene):
        return "handed_back"
    return None


def is_by_person(outbound: Outbound) -> bool:
    """Whether a member of staff wrote this text; of a page they are the reader."""
    return outbound.staff_id is not None and outbound.lane is not Lane.PAGE


def purpose_of(outbound: Outbound) -> Purpose:
    """What the text is for."""
    return Purpose.PERSON if is_by_person(outbound) else PURPOSES[outbound.lane]


def _taken_over(scene: Scene) -> bool:
    """Once the thread is the machine's again, words of before are out of place (invariant 11)."""
    return scene.conversation is not None and scene.conversation.taken_over_at is not None


def _page(work: Work, outbound: Outbound, row: Delivery) -> Verdict:
    """A page whose alarm has stopped meanwhile wakes nobody; that it was taken is told all the same."""
    query = select(Alarm).join(PageRow).where(PageRow.outbound_id == outbound.id, PageRow.text_key == PAGE)
    alarm = work.session.scalars(query).one_or_none()
    if alarm is None or alarm.stopped_at is None:
        return Verdict.GO
    return _cancel(row, alarm.stopped_why or "stopped")


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
