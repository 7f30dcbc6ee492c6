"""Sending what waits: claim, commit, call with nothing open, record (invariant 4).

A claim that is never recorded (the process died during the call) has an unknown fate. The provider is
asked about it before anything else happens; see bot.delivery.unknown. A receipt that names the text by
our own id settles it.
"""

import datetime as dt
import logging
import uuid
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Scope, Unknown
from bot.channels.template import Template
from bot.delivery import line
from bot.delivery.claim import LEASE, claim
from bot.delivery.failing import back_in, did_not_arrive
from bot.delivery.outbox import LANES
from bot.delivery.receipts import merge_early, watch
from bot.delivery.unknown import nobody_knows
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from flows.vocabulary import DeliveryState, Lane, TaskReason
from storage.models import Delivery
from storage.queries.delivery import status_rank

__all__ = ["LEASE", "Sender", "deliver", "expire_leases", "record"]

log = logging.getLogger(__name__)

JITTER = 256


class Sender(Protocol):
    """Anything that sends a text; see bot.channels.twilio_sms."""

    def send(
        self,
        to: str,
        body: str,
        callback: dict[str, str],
        valid_seconds: int,
        template: Template | None = None,
    ) -> Outcome:
        """Send one text, as its own words or as an approved template of WhatsApp."""
        ...


def deliver(runtime: Runtime, sender: Sender, limit: int = 50) -> int:
    """Send up to `limit` waiting texts. Returns how many calls were made."""
    calls = 0
    for _ in range(limit):
        if runtime.stopping():
            break
        try:
            claimed = claim(runtime)
        except IntegrityError:
            continue  # another worker took a text to the same address in this very moment
        if claimed is None:
            break
        passed(Step.CLAIMED)
        if runtime.database.open_here:
            raise RuntimeError("a transaction is open during a call to Twilio")
        callback = {"m": str(claimed.outbound_id), "a": str(claimed.attempt)}
        passed(Step.BEFORE_CALL)
        outcome = sender.send(claimed.to, claimed.body, callback, claimed.valid_seconds, claimed.template)
        passed(Step.ANSWERED)
        record(runtime, claimed.outbound_id, outcome)
        passed(Step.RECORDED)
        calls += 1
    return calls


def expire_leases(runtime: Runtime) -> int:
    """Texts whose call never reported back: their fate is unknown. Returns how many."""
    with runtime.work() as work:
        query = (
            select(Delivery)
            .where(Delivery.state == DeliveryState.CALLING, Delivery.lease_until < work.now)
            .with_for_update(skip_locked=True)
        )
        rows = list(work.session.scalars(query))
        for row in rows:
            _apply(work, row, Unknown("no answer was recorded"))
            passed(Step.LEASES_IN_IT)
        return len(rows)


def record(runtime: Runtime, outbound_id: uuid.UUID, outcome: Outcome) -> None:
    """Write down what became of a call. A receipt may have settled it first; that is kept."""
    with runtime.work() as work:
        row = work.session.get_one(Delivery, outbound_id, with_for_update=True)
        _apply(work, row, outcome)
        passed(Step.RECORD_IN_IT)


def _apply(work: Work, row: Delivery, outcome: Outcome) -> None:
    row.updated_at = work.now
    if isinstance(outcome, Accepted):
        _accepted(work, row, outcome)
    elif row.state in (DeliveryState.SENT, DeliveryState.QUEUED):
        return  # a receipt came before the answer of the call, and is the truth
    elif isinstance(outcome, NotSent):
        _not_sent(work, row, outcome)
    elif isinstance(outcome, Rejected):
        row.state, row.lease_until = DeliveryState.REJECTED, None
        row.error_code = outcome.code
        did_not_arrive(work, row, outcome.code, TaskReason.REJECTED_BY_PROVIDER)
    elif row.state is DeliveryState.CALLING:
        nobody_knows(row, outcome.reason, is_page=row.lane_rank == LANES.index(Lane.PAGE))


def _accepted(work: Work, row: Delivery, outcome: Accepted) -> None:
    if row.state is not DeliveryState.SENT:
        row.state = DeliveryState.SENT
        watch(work, row)
    row.sid = outcome.sid
    rank = status_rank(outcome.status)
    if rank >= row.provider_rank:
        row.provider_rank, row.provider_status = rank, outcome.status
    merge_early(work, row)


def _not_sent(work: Work, row: Delivery, outcome: NotSent) -> None:
    log.warning("a text did not leave", extra={"reason": outcome.reason, "tries": row.tries})
    if outcome.scope is Scope.SETUP:
        back_in(work, row, outcome.code)
        return
    row.state, row.lease_until = DeliveryState.QUEUED, None
    row.reason = outcome.reason[:80]
    wait = outcome.retry_after * _jitter(work) if outcome.scope is Scope.SENDER else outcome.retry_after
    row.not_before = work.now + dt.timedelta(seconds=wait)
    if outcome.scope is Scope.SENDER:
        line.hold(work, wait)


def _jitter(work: Work) -> float:
    """Between one and two, so that several workers do not come back in the same moment."""
    return 1 + work.runtime.ids.bytes(1)[0] / JITTER
