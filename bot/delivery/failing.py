"""What follows when a text does not arrive, by the kind of the provider's error code."""

import datetime as dt
import logging

from bot.channels.errors import ErrorKind, explain
from bot.delivery import line
from bot.delivery.outbox import LANES
from bot.delivery.scenes import scene_of
from bot.opting import opt
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task, tray
from bot.whatsapp import CLOSED_EARLY, template_for
from flows.turn import OpenTask
from flows.vocabulary import DeliveryState, Lane, TaskKind, TaskReason
from storage.models import Address, Conversation, Delivery, Outbound

log = logging.getLogger(__name__)

WINDOW_CLOSED = 63016
SET_ASIDE = "set_aside"
ASIDE, PAGE_ASIDE = dt.timedelta(minutes=10), dt.timedelta(minutes=1)
"""So long a text waits that could not be made ready; what made it fail may be put right meanwhile."""


def did_not_arrive(work: Work, row: Delivery, code: int, reason: TaskReason) -> None:
    """A person who stopped texts is a welfare matter; for anybody else a person calls.

    An error of our account is nobody's failed text: it stops the line, and the text goes back in.
    """
    kind = explain(code).kind
    if kind is ErrorKind.SETUP:
        back_in(work, row, code)
    elif code == WINDOW_CLOSED and _goes_as_template(work, row):
        return
    elif kind is ErrorKind.PERSON:
        _stopped_at_the_provider(work, row, code)
        tell(work, row, TaskKind.WELFARE, TaskReason.OPTED_OUT)
    else:
        if kind is ErrorKind.CHANNEL:
            _look_for_another_way(work, row)
        tell(work, row, TaskKind.CALL, reason)


def _goes_as_template(work: Work, row: Delivery) -> bool:
    """WhatsApp's window had closed before ours: the text goes again, once, as its approved template."""
    outbound = work.session.get_one(Outbound, row.outbound_id)
    address = work.session.get_one(Address, row.address_id)
    if row.reason == CLOSED_EARLY or template_for(work, address, outbound, closed=True) is None:
        return False
    _untried(row)
    row.not_before, row.reason = work.now, CLOSED_EARLY
    return True


def _look_for_another_way(work: Work, row: Delivery) -> None:
    """The ladder need not wait for an answer to a text that cannot come: it looks for the other channel."""
    outbound = work.session.get_one(Outbound, row.outbound_id)
    if outbound.conversation_id is None:
        return
    talk = work.session.get_one(Conversation, outbound.conversation_id)
    if talk.rung_at is not None:
        talk.rung_at = work.now


def _untried(row: Delivery) -> None:
    row.state = DeliveryState.QUEUED
    row.sid = row.provider_status = row.error_code = row.lease_until = None
    row.provider_rank = 0


def back_in(work: Work, row: Delivery, code: int) -> None:
    """Stop the line and put a text back into the outbox, as if it had never been tried."""
    line.stop(work, code)
    _untried(row)
    row.not_before = work.now + line.wait_before_try(row.tries - 1)
    row.reason = f"setup {code}"


def set_aside(work: Work, row: Delivery, kind: str) -> None:
    """A text that cannot be made ready lets those behind it go first, and a person is told.

    The task names the case alone: its page must open even where person or text do not. A page needs
    none: it rings again by itself, and counts as stuck.
    """
    log.error("a text cannot be made ready", extra={"outbound": str(row.outbound_id), "kind": kind})
    row.updated_at = work.now
    if row.reason != CLOSED_EARLY:
        row.reason = SET_ASIDE
    if row.lane_rank == LANES.index(Lane.PAGE):
        row.not_before = work.now + PAGE_ASIDE
        return
    row.not_before = work.now + ASIDE
    case = scene_of(work, work.session.get_one(Outbound, row.outbound_id)).case
    open_task(work, Scene(None, case=case), tray(TaskReason.SET_ASIDE), cause=row.outbound_id)


def tell(work: Work, row: Delivery, kind: TaskKind, reason: TaskReason) -> None:
    """Open the task of a text for a person. A page needs none: it rings again by itself."""
    outbound = work.session.get_one(Outbound, row.outbound_id)
    if outbound.lane is Lane.PAGE:
        log.error("a page did not go out", extra={"reason": reason.value})
        return
    effect = OpenTask(kind=kind, reason=reason, due="next_working_day")
    open_task(work, scene_of(work, outbound), effect, outbound_id=outbound.id)


def _stopped_at_the_provider(work: Work, row: Delivery, code: int) -> None:
    address = work.session.get_one(Address, row.address_id)
    if address.opted_out_at is not None:
        return
    scene = scene_of(work, work.session.get_one(Outbound, row.outbound_id))
    opt(work, scene, stopped=True, source=f"provider {code}")
