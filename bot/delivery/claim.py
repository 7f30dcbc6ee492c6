"""Taking the next text from the outbox: the statement is built once, the order is the same everywhere.

Order: lane, then time of writing, then place within the turn, then id. One text is on its way to a
number at a time, a text that did not leave goes before its successors, and a text whose fate is being
looked for holds back what was written after it; only safety answers and pages overtake it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, or_, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from bot.channels.template import Template
from bot.delivery import line, pace
from bot.delivery.failing import set_aside
from bot.delivery.gate import Verdict, may_go
from bot.delivery.outbox import LANES
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from bot.whatsapp import CLOSED_EARLY, template_for
from flows.vocabulary import Channel, DeliveryState, Lane
from storage.base import UtcDateTime
from storage.models import Address, Delivery, Outbound
from storage.queries.delivery import BEHIND_UNKNOWN
from storage.queries.holds import is_held
from storage.queries.outgoing import outgoing

LEASE = dt.timedelta(seconds=90)
VALID_SECONDS = 4 * 3600
SHORTEST_VALID = 60
OVERTAKES = LANES.index(Lane.PAGE)
"""The last lane, that of pages, that waits for no bucket and for no text of unknown fate; a hold of sending
stops all but pages."""
LOOK_AGAIN = dt.timedelta(seconds=30)

_NOW: BindParameter[dt.datetime] = bindparam("now", type_=UtcDateTime())


@dataclass(frozen=True, slots=True)
class Claimed:
    """One text, ready for the call: plain values, no session. `template`: WhatsApp takes only this."""

    outbound_id: uuid.UUID
    attempt: int
    to: str
    body: str
    valid_seconds: int
    template: Template | None = None


def claim(runtime: Runtime) -> Claimed | None:
    """Take the first text that may go now; settle those that may not, and set aside what fails."""
    while True:
        looked_at: uuid.UUID | None = None
        try:
            with runtime.work() as work:
                now = line.look(work)
                row = _next_row(work) if now.is_open else None
                if row is None:
                    return None
                looked_at = row.outbound_id
                claimed = _decide(work, row, now)
            if claimed is not None:
                return claimed
        except DBAPIError:
            raise  # the database is away, or another worker was quicker
        except Exception as error:
            if looked_at is None:
                raise
            _set_aside(runtime, looked_at, type(error).__name__)


def _decide(work: Work, row: Delivery, now: line.Line) -> Claimed | None:
    """Take a text, or write into its row why it does not go now."""
    row.updated_at = work.now
    found = outgoing(work.session, row.outbound_id)
    if _is_behind_unknown(work, row, found.unknown_until):
        return None
    verdict = may_go(work, found.outbound, row)
    if verdict is Verdict.CANCEL or verdict is Verdict.WAIT:
        return None
    if now.is_stopped:
        line.one_is_tried(work)
    claimed = _take(work, found.outbound, row)
    passed(Step.CLAIM_IN_IT)
    return claimed


def _set_aside(runtime: Runtime, outbound_id: uuid.UUID, kind: str) -> None:
    with runtime.work() as work:
        row = work.session.get_one(Delivery, outbound_id, with_for_update=True)
        if row.state is DeliveryState.QUEUED:
            set_aside(work, row, kind)


def number_of(work: Work, address: Address) -> str:
    """The number of an address as the provider writes it."""
    number = work.vault.open(address.data_key_id, "number", address.number_sealed)
    return ("whatsapp:" if address.channel is Channel.WHATSAPP else "") + number


def _next_row(work: Work) -> Delivery | None:
    return work.session.scalars(_statement(pace.full(work)), {"now": work.now}).first()


@cache
def _statement(full: frozenset[Channel]) -> Select[Delivery]:
    """The next text; on `full` channels only what overtakes. Built once for each set of channels."""
    busy, earlier = aliased(Delivery), aliased(Delivery)
    in_flight = select(busy.outbound_id).where(
        busy.address_id == Delivery.address_id, busy.state == DeliveryState.CALLING
    )
    # Its successor must not overtake a text that is tried again, nor one that another worker takes now.
    before_it = select(earlier.outbound_id).where(
        earlier.address_id == Delivery.address_id,
        earlier.state == DeliveryState.QUEUED,
        or_(earlier.tries > 0, earlier.not_before <= _NOW),
        earlier.lane_rank == Delivery.lane_rank,
        tuple_(earlier.created_at, earlier.position, earlier.outbound_id)
        < tuple_(Delivery.created_at, Delivery.position, Delivery.outbound_id),
    )
    query = select(Delivery).where(
        Delivery.state == DeliveryState.QUEUED,
        Delivery.not_before <= _NOW,
        ~in_flight.exists(),
        ~before_it.exists(),
        or_(Delivery.lane_rank == OVERTAKES, ~is_held()),
    )
    if full:
        on_full = select(Address.id).where(
            Address.id == Delivery.address_id, Address.channel.in_(sorted(full))
        )
        query = query.where(or_(Delivery.lane_rank <= OVERTAKES, ~on_full.exists()))
    return (
        query.order_by(Delivery.lane_rank, Delivery.created_at, Delivery.position, Delivery.outbound_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _is_behind_unknown(work: Work, row: Delivery, until: dt.datetime | None) -> bool:
    """Hold a text back while the fate of one before it is looked for; ten minutes, as a rule."""
    if row.lane_rank <= OVERTAKES or until is None:
        return False
    row.not_before = max(until, work.now + LOOK_AGAIN)
    row.reason = BEHIND_UNKNOWN
    return True


def _take(work: Work, outbound: Outbound, row: Delivery) -> Claimed:
    address = work.session.get_one(Address, row.address_id)
    body = work.vault.open(address.data_key_id, "body", outbound.body_sealed)
    row.state = DeliveryState.CALLING
    row.lease_until = work.now + LEASE
    row.tries += 1
    pace.spend(work, address.channel, body)
    closed = row.reason == CLOSED_EARLY
    template = template_for(work, address, outbound, closed=closed)
    return Claimed(outbound.id, row.tries, number_of(work, address), body, _valid(work, outbound), template)


def _valid(work: Work, outbound: Outbound) -> int:
    """How long the provider may try, in seconds: no longer than the text is good for."""
    if outbound.not_after is None:
        return VALID_SECONDS
    left = int((outbound.not_after - work.now).total_seconds())
    return max(SHORTEST_VALID, min(VALID_SECONDS, left))
