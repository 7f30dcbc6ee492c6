"""Paging by phone call: claim, commit, call with nothing open, record; and what a call came to.

Twilio has no idempotency for calls. A call of unknown fate is repeated, as an e-mail is, because a
lost page is worse than a second ring. It is seldom needed: every webhook of a call names our page, so
a call that Twilio did take settles its page within the lease, even when its answer was lost or the
worker was killed.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from bot.alarms.telling import CANCELLED, QUEUED
from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected
from bot.runtime import Runtime, Work
from flows.vocabulary import PageChannel
from storage.crypto import Unreadable
from storage.models import Address, Alarm, PageRow, Staff, StatusEvent

log = logging.getLogger(__name__)

CALLING, SENT, ANSWERED = "calling", "sent", "answered"
BUSY, NO_ANSWER, FAILED, UNKNOWN = "busy", "no_answer", "failed", "unknown"
TRIES = 3
"""So often a call of unknown fate is made before the chain alone goes on."""
LEASE = dt.timedelta(seconds=30)
"""Longer than the call to Twilio may take and than its first webhook needs."""

ENDS = {
    "completed": ANSWERED,
    "busy": BUSY,
    "no-answer": NO_ANSWER,
    "failed": FAILED,
    "canceled": CANCELLED,
}
"""What Twilio's last status of a call means for a page; `completed` is a call that was answered."""


class Caller(Protocol):
    """Anything that makes a call; see bot.channels.twilio_voice."""

    def call(self, to: str, callback: Mapping[str, str]) -> Outcome:
        """Begin one call."""
        ...

    def hang_up(self, sid: str) -> bool:
        """End one call."""
        ...


class BadCall(ValueError):
    """A signed form without the fields that every voice webhook has."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One webhook of a call. `page_id` is our own id from the address that Twilio called."""

    page_id: uuid.UUID
    sid: str
    status: str


def parse_progress(form: Mapping[str, str], query: Mapping[str, str]) -> Progress:
    """Read a webhook. Raises BadCall when it lacks CallSid, CallStatus or our page."""
    sid, status = form.get("CallSid", ""), form.get("CallStatus", "")
    try:
        page_id = uuid.UUID(query.get("p", ""))
    except ValueError:
        raise BadCall("the page is missing") from None
    if not sid or not status:
        raise BadCall("CallSid and CallStatus are missing")
    return Progress(page_id, sid[:64], status[:40])


def place_calls(runtime: Runtime, caller: Caller, limit: int = 20) -> int:
    """Make up to `limit` waiting calls, and hang up where nobody is needed any more.

    Returns how many calls were made.
    """
    calls = 0
    while calls < limit and not runtime.stopping():
        claimed = _claim(runtime)
        if claimed is None:
            break
        if runtime.database.open_here:
            raise RuntimeError("a transaction is open during a call to Twilio")
        page_id, number = claimed
        outcome = caller.call(number, {"p": str(page_id)})
        with runtime.work() as work:
            _record(work, work.session.get_one(PageRow, page_id, with_for_update=True), outcome)
        calls += 1
    _hang_up(runtime, caller)
    return calls


def keep_progress(work: Work, progress: Progress) -> PageRow | None:
    """Keep a webhook of a call and move its page forward, never back. None when we have no such page."""
    page = work.session.get(PageRow, progress.page_id, with_for_update=True)
    if page is None or page.channel is not PageChannel.VOICE:
        return None
    _keep_event(work, progress)
    if page.ended_at is not None and page.sid == progress.sid:
        return page
    # A webhook proves that Twilio has the call: it is not made again, whatever our own call told.
    page.sid = progress.sid
    page.lease_until = page.ended_at = page.error = None
    page.sent_at = page.sent_at or work.now
    if progress.status in ENDS:
        page.ended_at = work.now
        page.state = ENDS[progress.status]
    elif progress.status == "in-progress":
        page.state = ANSWERED
    elif page.state != ANSWERED:
        page.state = SENT
    if page.state == FAILED:
        page.error = "the call failed"
        log.error("a call to staff failed", extra={"page": str(page.id)})
    return page


def _claim(runtime: Runtime) -> tuple[uuid.UUID, str] | None:
    """Take the first page that waits for a call; settle those that nobody needs. Page and number."""
    while True:
        with runtime.work() as work:
            page = work.session.scalars(_waiting(work)).first()
            if page is None:
                return None
            try:
                number = _number(work, page)
            except Unreadable:
                page.state, page.lease_until, page.ended_at = FAILED, None, work.now
                page.error = "the number cannot be read"
                log.error("a number of staff cannot be read", extra={"page": str(page.id)})
                continue
            if number is None or not _wanted(work, page):
                page.state, page.lease_until, page.ended_at = CANCELLED, None, work.now
            elif page.state == CALLING and page.tries >= TRIES:
                page.state, page.lease_until, page.ended_at = UNKNOWN, None, work.now
                log.error("nobody can tell whether a call to staff rang", extra={"page": str(page.id)})
            else:
                page.state, page.lease_until = CALLING, work.now + LEASE
                page.tries += 1
                return page.id, number


def _waiting(work: Work) -> Select[PageRow]:
    """Calls to be made: never begun, to be tried again now, or of unknown fate since a whole lease."""
    return (
        select(PageRow)
        .where(
            PageRow.channel == PageChannel.VOICE,
            PageRow.state.in_((QUEUED, CALLING)),
            or_(PageRow.lease_until.is_(None), PageRow.lease_until <= work.now),
        )
        .order_by(PageRow.created_at, PageRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _wanted(work: Work, page: PageRow) -> bool:
    """Whether the alarm still rings, and no later step calls the same person about it.

    After an outage that person's phone rings once, not once for every step.
    """
    alarm = work.session.get(Alarm, page.alarm_id) if page.alarm_id else None
    if alarm is None or alarm.stopped_at is not None:
        return False
    later = aliased(PageRow)
    newer = select(later.id).where(
        later.alarm_id == page.alarm_id,
        later.staff_id == page.staff_id,
        later.channel == PageChannel.VOICE,
        later.created_at > page.created_at,
    )
    return work.session.scalars(newer).first() is None


def _number(work: Work, page: PageRow) -> str | None:
    staff = work.session.get_one(Staff, page.staff_id)
    address = work.session.get(Address, staff.address_id) if staff.address_id else None
    if address is None:
        return None
    return work.vault.open(address.data_key_id, "number", address.number_sealed)


def _record(work: Work, page: PageRow, outcome: Outcome) -> None:
    """Write down what became of our call. A webhook may have told more already; that is kept."""
    if page.state != CALLING:
        return
    if isinstance(outcome, Accepted):
        page.state, page.sid, page.sent_at = SENT, outcome.sid, work.now
        page.lease_until = page.error = None
        return
    if isinstance(outcome, Rejected):
        page.state, page.ended_at, page.lease_until = FAILED, work.now, None
        page.error = f"refused {outcome.code}"
        log.error("a call to staff was refused", extra={"code": outcome.code})
        return
    page.error = outcome.reason[:80]
    log.warning("a call to staff did not go out", extra={"error": page.error, "tries": page.tries})
    if isinstance(outcome, NotSent):
        # It did not leave, so it does not count; it is tried again as long as the alarm rings.
        page.state, page.tries = QUEUED, page.tries - 1
        page.lease_until = work.now + dt.timedelta(seconds=outcome.retry_after)


def _keep_event(work: Work, progress: Progress) -> None:
    """Every status is kept once, as those of texts are."""
    known = select(StatusEvent.id).where(
        StatusEvent.sid == progress.sid, StatusEvent.status == progress.status
    )
    if work.session.scalars(known).first() is None:
        event = StatusEvent(
            **work.owned(),
            sid=progress.sid,
            status=progress.status,
            error_code=0,
            raw_receipt="",
            received_at=work.now,
        )
        work.session.add(event)


def _hang_up(runtime: Runtime, caller: Caller) -> None:
    """Phones that still ring for an alarm that has stopped: paging stops at once."""
    with runtime.work() as work:
        query = (
            select(PageRow)
            .join(Alarm, Alarm.id == PageRow.alarm_id)
            .where(
                PageRow.channel == PageChannel.VOICE,
                PageRow.state == SENT,
                PageRow.ended_at.is_(None),
                Alarm.stopped_at.is_not(None),
            )
            .with_for_update(skip_locked=True, of=PageRow)
        )
        pages = list(work.session.scalars(query))
        for page in pages:
            page.state, page.ended_at = CANCELLED, work.now
        sids = [page.sid for page in pages if page.sid]
    for sid in sids:
        if not caller.hang_up(sid):
            log.warning("a call could not be ended: whoever answers hears that it is over")
