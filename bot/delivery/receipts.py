"""Status callbacks: every one is kept, and the delivery state only moves forward by rank."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from bot.delivery.scenes import scene_of
from bot.runtime import Runtime, Work
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import DeliveryState, Lane, TaskKind, TaskReason
from storage.models import Delivery, Outbound, StatusEvent, Task
from storage.queries.delivery import FAILED, status_rank


class BadReceipt(ValueError):
    """A signed form without the fields that every receipt has."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One status callback. `outbound_id` is our own id from the callback address, if it was there."""

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
    """Store a callback and merge it. The same one again changes nothing; returns whether it was new."""
    with runtime.work() as work:
        row = _delivery(work, receipt)
        if _known(work, receipt):
            return False
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
        if row is not None:
            _merge(work, row, receipt)
        return True


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


def _merge(work: Work, row: Delivery, receipt: Receipt) -> None:
    """Adopt the SID (also for a text of unknown fate) and move forward by rank, never back."""
    row.sid = receipt.sid
    row.updated_at = work.now
    # A receipt proves that the provider has the text: it is never sent again, whatever the call told.
    if row.state is DeliveryState.UNKNOWN:
        _settled(work, row)
    if row.state in (DeliveryState.CALLING, DeliveryState.UNKNOWN, DeliveryState.QUEUED):
        row.state = DeliveryState.SENT
        row.lease_until = None
    rank = status_rank(receipt.status)
    if rank < row.provider_rank or receipt.status == row.provider_status:
        return
    row.provider_rank, row.provider_status = rank, receipt.status
    row.error_code = receipt.error_code or None
    if receipt.status in FAILED:
        _tell(work, row)


def _settled(work: Work, row: Delivery) -> None:
    """The fate of this text is known now: nobody has to look any more."""
    work.session.execute(
        update(Task)
        .where(
            Task.outbound_id == row.outbound_id,
            Task.reason == TaskReason.UNKNOWN_FATE.value,
            Task.done_at.is_(None),
        )
        .values(done_at=work.now, result="settled_by_receipt")
    )


def _tell(work: Work, row: Delivery) -> None:
    """A family's text did not arrive: a person calls instead. Pages ring again by themselves."""
    outbound = work.session.get_one(Outbound, row.outbound_id)
    if outbound.lane is Lane.PAGE or outbound.person_id is None:
        return
    effect = OpenTask(kind=TaskKind.CALL, reason=TaskReason.NOT_DELIVERED, due="next_working_day")
    open_task(work, scene_of(work, outbound), effect, outbound_id=outbound.id)
