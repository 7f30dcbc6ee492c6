"""A text of unknown fate: the provider is asked what it remembers before anything is sent again.

A receipt that bears our own id settles it (bot.delivery.receipts). Else, two and ten minutes after the
call, the provider's list is read: one message with this number and these words, that belongs to no other
text, is this one; several are a person's to judge; none, twice, means that it did not leave, and it is
sent once more, flagged, because nobody can prove it. It is never sent a third time.
"""

import datetime as dt
import logging
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.remembered import CannotAsk, Log, Remembered
from bot.delivery.claim import LEASE, number_of
from bot.delivery.failing import tell
from bot.delivery.receipts import Receipt, keep_receipt
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from bot.tasks import was_opened
from flows.turn import OpenTask
from flows.vocabulary import DeliveryState, TaskKind, TaskReason
from storage.models import Address, Delivery, Outbound
from storage.queries.delivery import linked, looked_after, release_behind

log = logging.getLogger(__name__)

FIRST_LOOK = dt.timedelta(minutes=2)
SECOND_LOOK = dt.timedelta(minutes=10)
BETWEEN_LOOKS = dt.timedelta(minutes=2)
CLOCKS_DIFFER = dt.timedelta(seconds=60)
"""By so much the provider's clock may be behind ours."""
AT_ONCE = 20
DUE = "next_working_day"
SENT_AGAIN = "sent_again"
LISTED = "listed"


@dataclass(frozen=True, slots=True)
class _Lost:
    """One text of unknown fate, as plain values."""

    outbound_id: uuid.UUID
    to: str
    body: str
    since: dt.datetime


def nobody_knows(row: Delivery, reason: str, *, is_page: bool) -> None:
    """Write down that the fate of a call is unknown. A page is not looked for: it rings again."""
    row.state, row.reason = DeliveryState.UNKNOWN, reason[:80]
    row.not_before = _claimed_at(row) + FIRST_LOOK
    log.warning("nobody knows whether a text left", extra={"reason": reason})
    if is_page:
        row.lease_until = None
        log.error("a page did not go out", extra={"reason": reason})


def look_for_unknown(runtime: Runtime, provider: Log) -> int:
    """Look for the texts of unknown fate that are due. Returns how many were looked for."""
    with runtime.look() as work:
        due = looked_after(work.session, DeliveryState.UNKNOWN, work.now, AT_ONCE)
        texts = [text for outbound_id in due if (text := _lost(work, outbound_id)) is not None]
    looked = 0
    for text in texts:
        try:
            found = [one for one in provider.find(text.to, text.since) if _same(one, text)]
        except CannotAsk as error:
            log.warning("the provider could not be asked for texts", extra={"why": str(error)})
            break
        passed(Step.LOOKED)
        _decide(runtime, text, found)
        looked += 1
    return looked


def _claimed_at(row: Delivery) -> dt.datetime:
    """When the call began: a lease runs from there, and is kept while the text is looked for."""
    assert row.lease_until is not None
    return row.lease_until - LEASE


def _lost(work: Work, outbound_id: uuid.UUID) -> _Lost | None:
    """None when the text was settled since it was found: a receipt may come at any moment."""
    row = work.session.get_one(Delivery, outbound_id)
    if row.state is not DeliveryState.UNKNOWN or row.lease_until is None:
        return None
    outbound = work.session.get_one(Outbound, outbound_id)
    address = work.session.get_one(Address, row.address_id)
    return _Lost(
        outbound_id=outbound_id,
        to=number_of(work, address),
        body=work.vault.open(address.data_key_id, "body", outbound.body_sealed),
        since=(_claimed_at(row) - CLOCKS_DIFFER).replace(microsecond=0),
    )


def _same(one: Remembered, text: _Lost) -> bool:
    return one.to == text.to and one.created >= text.since and _words(one.body) == _words(text.body)


def _words(body: str) -> str:
    """Letters and digits only: the provider may have put plainer marks in the place of others."""
    plain = unicodedata.normalize("NFKC", body).casefold()
    return "".join(char for char in plain if char.isalnum())


def _decide(runtime: Runtime, text: _Lost, found: Sequence[Remembered]) -> None:
    with runtime.work() as work:
        row = work.session.get_one(Delivery, text.outbound_id, with_for_update=True)
        if row.state is not DeliveryState.UNKNOWN or row.lease_until is None:
            return  # settled meanwhile
        taken = linked(work.session, [one.sid for one in found])
        free = [one for one in found if one.sid not in taken]
        if not free:
            _nothing_found(work, row)
        elif len(free) > 1:
            _give_up(work, row)
        passed(Step.DECIDED_IN_IT)
    if len(free) == 1:
        one = free[0]
        log.warning("a text of unknown fate was found", extra={"status": one.status})
        receipt = Receipt(one.sid, one.status, one.error_code, LISTED, text.outbound_id)
        passed(Step.FOUND)
        keep_receipt(runtime, receipt)


def _nothing_found(work: Work, row: Delivery) -> None:
    second = _claimed_at(row) + SECOND_LOOK
    if row.not_before < second:
        row.not_before = max(second, work.now + BETWEEN_LOOKS)
    elif was_opened(work, OpenTask(TaskKind.TRAY, TaskReason.SENT_AGAIN, DUE), row.outbound_id):
        _give_up(work, row)
    else:
        log.warning("a text of unknown fate is sent once more")
        tell(work, row, TaskKind.TRAY, TaskReason.SENT_AGAIN)
        row.state, row.lease_until = DeliveryState.QUEUED, None
        row.not_before, row.reason = work.now, SENT_AGAIN
        release_behind(work.session, row.address_id, work.now)


def _give_up(work: Work, row: Delivery) -> None:
    """Nobody can tell, so a person judges; nothing waits for this text any longer."""
    row.lease_until = None
    row.updated_at = work.now
    tell(work, row, TaskKind.TRAY, TaskReason.UNKNOWN_FATE)
    release_behind(work.session, row.address_id, work.now)
