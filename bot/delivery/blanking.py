"""Taking the words of texts away at Twilio (6.8.5): only what is committed here, is in a back-up, and is
no longer needed to recover or to reconcile. Off unless BLANK_BODIES says yes.

A back-up leaves the mark BACKED_UP. Without one nothing is ever blanked.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select

from bot.channels.remembered import CannotAsk, Log
from bot.inbound.recovery import OVERLAP, READ
from bot.runtime import Runtime, Work
from storage.models import Delivery, Inbound
from storage.queries import marks

log = logging.getLogger(__name__)

BACKED_UP = "backed_up"
"""The mark of the instant up to which everything is in a back-up."""
NOT_BEFORE = dt.timedelta(days=2)
"""Longer than any receipt is waited for, and than any text of unknown fate is looked for."""
AT_ONCE = 200
_DONE_IN, _DONE_OUT = "blanked_in", "blanked_out"
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def blank_bodies(runtime: Runtime, provider: Log) -> int:
    """Blank what may be blanked and is not yet, oldest first. Returns how many messages."""
    with runtime.look() as work:
        until = _until(work)
        if until is None or not runtime.settings.blank_bodies:
            return 0
        batches = {_DONE_IN: list(_inbound(work, until)), _DONE_OUT: list(_outbound(work, until))}
    return sum(_blank(runtime, provider, mark, batch) for mark, batch in batches.items())


def _blank(runtime: Runtime, provider: Log, mark: str, batch: list[tuple[str, dt.datetime]]) -> int:
    """The mark moves on when all messages of an instant are done."""
    done = 0
    for at, group in groupby(_whole(batch), key=lambda one: one[1]):
        for sid, _ in group:
            try:
                provider.blank(sid)
            except CannotAsk as error:
                log.warning("the words of a text were not taken away", extra={"why": str(error)})
                return done
            done += 1
        with runtime.work() as work:
            marks.put(work.session, mark, at)
    return done


def _whole(batch: list[tuple[str, dt.datetime]]) -> list[tuple[str, dt.datetime]]:
    """Without the last instant of a full batch, which may be cut; it is the next batch's."""
    last = batch[-1][1] if len(batch) == AT_ONCE else None
    return [one for one in batch if one[1] != last] or batch


def _until(work: Work) -> dt.datetime | None:
    """The instant up to which nothing is needed at Twilio any more; None while that is not known."""
    backed_up, read = marks.read(work.session, BACKED_UP), marks.read(work.session, READ)
    if backed_up is None or read is None:
        return None
    return min(backed_up, read - OVERLAP, work.now - NOT_BEFORE)


def _inbound(work: Work, until: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    since = marks.read(work.session, _DONE_IN) or _NEVER
    query = (
        select(Inbound.sid, Inbound.received_at)
        .where(Inbound.received_at > since, Inbound.received_at <= until)
        .order_by(Inbound.received_at, Inbound.id)
        .limit(AT_ONCE)
    )
    return ((sid, at) for sid, at in work.session.execute(query))


def _outbound(work: Work, until: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    """By their last change: a text that went late is not passed over."""
    since = marks.read(work.session, _DONE_OUT) or _NEVER
    query = (
        select(Delivery.sid, Delivery.updated_at)
        .where(
            Delivery.sid.is_not(None),
            Delivery.lease_until.is_(None),
            Delivery.updated_at > since,
            Delivery.updated_at <= until,
        )
        .order_by(Delivery.updated_at, Delivery.outbound_id)
        .limit(AT_ONCE)
    )
    return ((sid, at) for sid, at in work.session.execute(query) if sid is not None)
