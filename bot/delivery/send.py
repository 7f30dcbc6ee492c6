"""Sending what waits: claim, commit, call with nothing open, record (invariant 4).

A claim that is never recorded (the process died during the call) has an unknown fate: a person
looks, no timer sends it again. A receipt that names the text by our own id settles it.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from bot.channels.errors import ErrorKind, explain
from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Unknown
from bot.delivery.gate import Verdict, may_go
from bot.delivery.scenes import scene_of
from bot.runtime import Runtime, Work
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import Channel, DeliveryState, Lane, TaskKind, TaskReason
from storage.models import Address, Delivery, OptOut, Outbound
from storage.queries.delivery import status_rank

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=90)
VALID_SECONDS = 4 * 3600


class Sender(Protocol):
    """Anything that sends a text; see bot.channels.twilio_sms."""

    def send(self, to: str, body: str, callback: dict[str, str], valid_seconds: int) -> Outcome:
        """Send one text."""
        ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """One text, ready for the call: plain values, no session."""

    outbound_id: uuid.UUID
    attempt: int
    to: str
    body: str


def deliver(runtime: Runtime, sender: Sender, limit: int = 50) -> int:
    """Send up to `limit` waiting texts. Returns how many calls were made."""
    calls = 0
    for _ in range(limit):
        try:
            claimed = _claim(runtime)
        except IntegrityError:
            continue  # another worker took a text to the same address in this very moment
        if claimed is None:
            break
        if runtime.database.open_here:
            raise RuntimeError("a transaction is open during a call to Twilio")
        callback = {"m": str(claimed.outbound_id), "a": str(claimed.attempt)}
        outcome = sender.send(claimed.to, claimed.body, callback, VALID_SECONDS)
        record(runtime, claimed.outbound_id, outcome)
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
        return len(rows)


def record(runtime: Runtime, outbound_id: uuid.UUID, outcome: Outcome) -> None:
    """Write down what became of a call. A receipt may have settled it first; that is kept."""
    with runtime.work() as work:
        row = work.session.get_one(Delivery, outbound_id, with_for_update=True)
        _apply(work, row, outcome)


def _claim(runtime: Runtime) -> Claimed | None:
    """Take the first text that may go now; settle those that may not."""
    while True:
        with runtime.work() as work:
            row = _next_row(work)
            if row is None:
                return None
            outbound = work.session.get_one(Outbound, row.outbound_id)
            verdict = may_go(work, outbound, row)
            row.updated_at = work.now
            if verdict is Verdict.CANCEL or verdict is Verdict.WAIT:
                continue
            address = work.session.get_one(Address, row.address_id)
            row.state = DeliveryState.CALLING
            row.lease_until = work.now + LEASE
            row.tries += 1
            return _claimed(work, outbound, row, address)


def _next_row(work: Work) -> Delivery | None:
    busy, earlier = aliased(Delivery), aliased(Delivery)
    in_flight = select(busy.outbound_id).where(
        busy.address_id == Delivery.address_id, busy.state == DeliveryState.CALLING
    )
    # A text that did not leave is tried again first: its successor must not overtake it.
    tried_again = select(earlier.outbound_id).where(
        earlier.address_id == Delivery.address_id,
        earlier.state == DeliveryState.QUEUED,
        earlier.tries > 0,
        earlier.lane_rank == Delivery.lane_rank,
        tuple_(earlier.created_at, earlier.position) < tuple_(Delivery.created_at, Delivery.position),
    )
    query = (
        select(Delivery)
        .where(
            Delivery.state == DeliveryState.QUEUED,
            Delivery.not_before <= work.now,
            ~in_flight.exists(),
            ~tried_again.exists(),
        )
        .order_by(Delivery.lane_rank, Delivery.created_at, Delivery.position)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return work.session.scalars(query).first()


def _claimed(work: Work, outbound: Outbound, row: Delivery, address: Address) -> Claimed:
    number = work.vault.open(address.data_key_id, "number", address.number_sealed)
    prefix = "whatsapp:" if address.channel is Channel.WHATSAPP else ""
    body = work.vault.open(address.data_key_id, "body", outbound.body_sealed)
    return Claimed(outbound.id, row.tries, prefix + number, body)


def _apply(work: Work, row: Delivery, outcome: Outcome) -> None:
    row.updated_at = work.now
    row.lease_until = None
    if isinstance(outcome, Accepted):
        _accepted(row, outcome)
    elif row.sid is not None:
        # A receipt came before the answer of the call and has told that the provider has it.
        row.state = DeliveryState.SENT
    elif isinstance(outcome, NotSent):
        row.state = DeliveryState.QUEUED
        row.not_before = work.now + dt.timedelta(seconds=outcome.retry_after)
        row.reason = outcome.reason[:80]
        log.warning("a text did not leave", extra={"reason": outcome.reason, "tries": row.tries})
    elif isinstance(outcome, Rejected):
        row.state = DeliveryState.REJECTED
        row.error_code = outcome.code
        _tell_rejected(work, row, outcome.code)
    else:
        row.state = DeliveryState.UNKNOWN
        row.reason = outcome.reason[:80]
        _tell(work, row, TaskKind.TRAY, TaskReason.UNKNOWN_FATE)


def _accepted(row: Delivery, outcome: Accepted) -> None:
    row.state = DeliveryState.SENT
    row.sid = outcome.sid
    rank = status_rank(outcome.status)
    if rank >= row.provider_rank:
        row.provider_rank, row.provider_status = rank, outcome.status


def _tell_rejected(work: Work, row: Delivery, code: int) -> None:
    """An address that cannot be texted is a call; a person who stopped texts is a welfare matter."""
    kind = explain(code).kind
    if kind is ErrorKind.PERSON:
        address = work.session.get_one(Address, row.address_id)
        if address.opted_out_at is None:
            address.opted_out_at = work.now
            ledger = OptOut(
                **work.owned(), address_id=address.id, at=work.now, stopped=True, source=f"provider {code}"
            )
            work.session.add(ledger)
        _tell(work, row, TaskKind.WELFARE, TaskReason.OPTED_OUT)
    else:
        _tell(work, row, TaskKind.CALL, TaskReason.REJECTED_BY_PROVIDER)


def _tell(work: Work, row: Delivery, kind: TaskKind, reason: TaskReason) -> None:
    outbound = work.session.get_one(Outbound, row.outbound_id)
    if outbound.lane is Lane.PAGE:
        log.error("a page did not go out", extra={"reason": reason.value})  # it rings again by itself
        return
    effect = OpenTask(kind=kind, reason=reason, due="next_working_day")
    open_task(work, scene_of(work, outbound), effect, outbound_id=outbound.id)
