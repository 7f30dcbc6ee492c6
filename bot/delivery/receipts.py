"""Receipts, called back or fetched: every one is kept, and the state only moves forward by rank."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select

from bot.channels.errors import ErrorKind, explain
from bot.delivery import line
from bot.delivery.failing import did_not_arrive
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from flows.vocabulary import DeliveryState, Lane, TaskReason
from storage.models import Delivery, Outbound, StatusEvent, Task
from storage.queries.delivery import (
    ARRIVED,
    FAILED,
    FINAL,
    SENT_ON,
    early_events,
    open_tasks_about,
    release_behind,
    status_rank,
)

ASK_AFTER = (
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=4),
    dt.timedelta(hours=11),
)
"""So long after the provider took a text it is asked for a receipt that has not come."""
SETTLED = "settled_by_receipt"
ARRIVED_AFTER_ALL = "arrived_after_all"


class BadReceipt(ValueError):
    """A signed form without the fields that every receipt has."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One status callback. `outbound_id` is our own id from the callback address, if it was there.

    `raw_receipt` tells receipts apart that say the same; for one that was fetched it says so.
    """

    sid: str
    status: str
    error_code: int
    raw_receipt: str
    outbound_id: uuid.UUID | None


def parse_receipt(form: Mapping[str, str], query: Mapping[str, str]) -> Receipt:
    """Read a callback. Raises BadReceipt when it has no MessageSid or no MessageStatus."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or not status:
        raise BadReceipt("MessageSid and MessageStatus are missing")
    code = form.get("ErrorCode", "")
    try:
        ours = uuid.UUID(query["m"]) if "m" in query else None
    except ValueError:
        ours = None
    return Receipt(
        sid=sid[:64],
        status=status[:40],
        error_code=int(code) if code.isascii() and code.isdigit() else 0,
        raw_receipt=form.get("RawDlrDoneDate", "")[:40],
        outbound_id=ours,
    )


def keep_receipt(runtime: Runtime, receipt: Receipt) -> bool:
    """Store a receipt and merge it. The same one again changes nothing; returns whether it was new."""
    with runtime.work() as work:
        row = _delivery(work, receipt)
        if _known(work, receipt):
            return False
        retired = row is not None and _retired(work, row, receipt)
        work.session.add(
            StatusEvent(
                **work.owned(),
                outbound_id=row.outbound_id if row else None,
                sid=receipt.sid,
                status=receipt.status,
                error_code=receipt.error_code,
                raw_receipt=receipt.raw_receipt,
                received_at=work.now,
            )
        )
        if row is not None and not retired:
            _merge(work, row, receipt)
        passed(Step.RECEIPT_IN_IT)
        return True


def watch(work: Work, row: Delivery) -> None:
    """The provider has this text: ask for it later, unless a final receipt comes."""
    row.lease_until = work.now + ASK_AFTER[-1]
    row.not_before = work.now + ASK_AFTER[0]


def merge_early(work: Work, row: Delivery) -> None:
    """The SID of a text is known now: receipts that came before, and named no text, count."""
    assert row.sid is not None
    for event in early_events(work.session, row.sid):
        _merge(work, row, Receipt(event.sid, event.status, event.error_code, event.raw_receipt, None))


def _delivery(work: Work, receipt: Receipt) -> Delivery | None:
    if receipt.outbound_id is not None:
        found = work.session.get(Delivery, receipt.outbound_id, with_for_update=True)
        if found is not None and found.sid in (None, receipt.sid):
            return found
    query = select(Delivery).where(Delivery.sid == receipt.sid).with_for_update()
    return work.session.scalars(query).one_or_none()


def _known(work: Work, receipt: Receipt) -> bool:
    query = select(StatusEvent.id).where(
        StatusEvent.sid == receipt.sid,
        StatusEvent.status == receipt.status,
        StatusEvent.error_code == receipt.error_code,
        StatusEvent.raw_receipt == receipt.raw_receipt,
    )
    return work.session.scalars(query).first() is not None


def _retired(work: Work, row: Delivery, receipt: Receipt) -> bool:
    """Whether this SID is that of an attempt that failed by our setup: the text is in the outbox again,
    and what still comes about the old attempt says nothing about the new one."""
    if row.sid == receipt.sid:
        return False
    query = select(StatusEvent.id).where(
        StatusEvent.sid == receipt.sid,
        StatusEvent.outbound_id == row.outbound_id,
        StatusEvent.status.in_(FAILED),
    )
    return work.session.scalars(query).first() is not None


def _merge(work: Work, row: Delivery, receipt: Receipt) -> None:
    """Adopt the SID (also for a text of unknown fate) and move forward by rank, never back."""
    row.sid = receipt.sid
    row.updated_at = work.now
    # A receipt proves that the provider has the text: it is never sent again, whatever the call told.
    if row.state is DeliveryState.UNKNOWN:
        _settled(work, row)
    if row.state in (DeliveryState.CALLING, DeliveryState.UNKNOWN, DeliveryState.QUEUED):
        row.state = DeliveryState.SENT
        watch(work, row)
    rank = status_rank(receipt.status)
    if rank < row.provider_rank or receipt.status == row.provider_status:
        return
    row.provider_rank, row.provider_status = rank, receipt.status
    row.error_code = receipt.error_code or None
    if rank >= FINAL:
        row.lease_until = None
    if receipt.status in FAILED:
        _failed(work, row, receipt.error_code)
    elif rank >= SENT_ON:
        line.runs_again(work)
    if receipt.status in ARRIVED:
        _close(work, row, TaskReason.NOT_DELIVERED, ARRIVED_AFTER_ALL)


def _settled(work: Work, row: Delivery) -> None:
    """The fate of this text is known now: nobody has to look any more, and nothing waits for it."""
    _close(work, row, TaskReason.UNKNOWN_FATE, SETTLED)
    release_behind(work.session, row.address_id, work.now)


def _close(work: Work, row: Delivery, reason: TaskReason, result: str) -> None:
    about = and_(Task.outbound_id == row.outbound_id, Task.reason == reason.value)
    for task in open_tasks_about(work.session, about):
        task.done_at, task.result = work.now, result


def _failed(work: Work, row: Delivery, code: int) -> None:
    """A family's text did not arrive. Pages ring again by themselves, strangers are not called."""
    outbound = work.session.get_one(Outbound, row.outbound_id)
    somebody_calls = outbound.lane is not Lane.PAGE and outbound.person_id is not None
    if somebody_calls or explain(code).kind is ErrorKind.SETUP:
        did_not_arrive(work, row, code, TaskReason.NOT_DELIVERED)
