"""Receipts that do not come: the provider is asked, four times, then it is "no receipt", not a failure."""

import logging
import uuid

from bot.channels.remembered import CannotAsk, Log, Remembered
from bot.delivery.receipts import ASK_AFTER, Receipt, keep_receipt
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from flows.vocabulary import DeliveryState
from storage.models import Delivery
from storage.queries.delivery import looked_after

log = logging.getLogger(__name__)

NO_RECEIPT = "no_receipt"
FETCHED = "fetched"
AT_ONCE = 50


def ask_for_receipts(runtime: Runtime, provider: Log) -> int:
    """Ask for texts without a final receipt that are due. Returns how many were asked for."""
    with runtime.look() as work:
        due = looked_after(work.session, DeliveryState.SENT, work.now, AT_ONCE)
        sids = [(outbound_id, work.session.get_one(Delivery, outbound_id).sid) for outbound_id in due]
    asked = 0
    for outbound_id, sid in sids:
        try:
            found = provider.fetch(sid) if sid else None
        except CannotAsk as error:
            log.warning("the provider could not be asked for receipts", extra={"why": str(error)})
            break
        passed(Step.ASKED)
        _keep(runtime, outbound_id, found)
        asked += 1
    return asked


def _keep(runtime: Runtime, outbound_id: uuid.UUID, found: Remembered | None) -> None:
    with runtime.work() as work:
        row = work.session.get_one(Delivery, outbound_id, with_for_update=True)
        _next_time(work, row)
        news = found is not None and found.status != row.provider_status and found.sid == row.sid
        passed(Step.ASK_AGAIN_IN_IT)
    if found is not None and news:
        keep_receipt(runtime, Receipt(found.sid, found.status, found.error_code, FETCHED, outbound_id))


def _next_time(work: Work, row: Delivery) -> None:
    if row.lease_until is None:
        return  # a final receipt came meanwhile
    began = row.lease_until - ASK_AFTER[-1]
    later = [began + after for after in ASK_AFTER if began + after > work.now]
    if later:
        row.not_before = later[0]
    else:
        row.lease_until, row.reason = None, NO_RECEIPT
