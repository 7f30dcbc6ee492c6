"""Sending that is held: after a restore the database is older than what families have received.

Whatever stood in the outbox may have left since, so its fate is looked for like that of a text whose call
never reported back. Pages to staff go on: one too many is better than one too few.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, select, update

from bot.channels.remembered import Remembered
from bot.delivery.claim import LEASE
from bot.delivery.outbox import LANES
from bot.inbound.form import WHATSAPP_PREFIX, normal_number
from bot.inbound.recovery import READ
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task, tray
from flows.vocabulary import Channel, DeliveryState, Lane, TaskReason
from storage.models import Address, Delivery, SendingHold
from storage.queries import addresses, alarms, marks
from storage.queries.delivery import linked, looked_after

RESTORED = "restored"
UNKNOWN_TICK = "unknown"
MARGIN = dt.timedelta(minutes=10)
"""A text that left so long before the data ends is known to it."""


def hold_restored(work: Work) -> SendingHold:
    """Hold the sending of restored data, and put the fate of all that waited in doubt."""
    last = work.session.scalar(select(func.max(Delivery.updated_at)))
    known = (last, *alarms.heartbeats(work.session).values())
    until = max((at for at in known if at is not None and at <= work.now), default=work.now)
    row = SendingHold(id=work.new_id(), cause=RESTORED, since=work.now, data_until=until)
    work.session.execute(
        update(SendingHold)
        .where(SendingHold.resumed_at.is_(None))
        .values(resumed_at=work.now, resumed_by="restored again")
    )
    work.session.add(row)
    waiting = select(Delivery).where(
        Delivery.state.in_((DeliveryState.QUEUED, DeliveryState.CALLING)),
        Delivery.lane_rank != LANES.index(Lane.PAGE),
    )
    for text in work.session.scalars(waiting):
        began = text.created_at if text.state is DeliveryState.QUEUED else text.updated_at
        text.state, text.reason = DeliveryState.UNKNOWN, RESTORED
        text.lease_until, text.not_before = began + LEASE, work.now
    work.audit("sending_held", "sending_hold", row.id, cause=RESTORED)
    return row


def not_reconciled(work: Work, hold: SendingHold) -> Iterator[str]:
    """What has not been compared with the provider since the data was restored, with the remedy."""
    read = marks.read(work.session, READ)
    if read is None or read <= hold.since:
        yield "messages that came meanwhile are not fetched yet: start the worker and wait five minutes"
    looked = alarms.heartbeats(work.session).get(UNKNOWN_TICK)
    in_doubt = looked_after(work.session, DeliveryState.UNKNOWN, work.now, limit=1)
    if looked is None or looked <= hold.since or in_doubt:
        yield "texts of unknown fate are not looked for yet: start the worker and wait some minutes"


def tell_of_sent(work: Work, sent: list[Remembered]) -> int:
    """One task for each number of a person to which texts went that are unknown here. Returns how many."""
    ours = linked(work.session, [one.sid for one in sent])
    told = set()
    for one in sent:
        if one.sid in ours:
            continue
        at = _address(work, one.to)
        persons = addresses.current_persons(work.session, at.id) if at else []
        if at is None or not persons or at.id in told:
            continue
        told.add(at.id)
        scene = Scene(at, persons[0][0] if len(persons) == 1 else None)
        open_task(work, scene, tray(TaskReason.SENT_UNKNOWN), cause=f"{at.id}:{one.sid}")
    return len(told)


def resume(work: Work, hold: SendingHold, name: str) -> None:
    """Let texts go again; `name` is written down."""
    hold.resumed_at, hold.resumed_by = work.now, name
    work.audit("sending_resumed", "sending_hold", hold.id)


def _address(work: Work, to: str) -> Address | None:
    channel = Channel.WHATSAPP if to.startswith(WHATSAPP_PREFIX) else Channel.SMS
    number = normal_number(to.removeprefix(WHATSAPP_PREFIX))
    return addresses.find(work.session, work.vault, work.settings.provider_id, channel, number)
