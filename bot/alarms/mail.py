"""Sending the e-mails to staff: claim, send with nothing open, record.

A mail that may have gone is sent again, because a lost page is worse than a second one.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable

from sqlalchemy import or_, select

from bot.alarms.telling import CANCELLED, LANGUAGE, QUEUED, params_of
from bot.channels.mail import MailProblem, send_mail
from bot.runtime import Runtime, Work
from flows.shared_texts import PAGE
from flows.vocabulary import PageChannel
from storage.models import Alarm, PageRow, Staff

log = logging.getLogger(__name__)

CALLING, SENT, FAILED = "calling", "sent", "failed"
TRIES = 5
LEASE = dt.timedelta(seconds=60)
RETRY = dt.timedelta(seconds=30)
Post = Callable[[str, str, str, str, str], None]
"""Hands over one mail: server, sender, addressee, subject, body. Raises MailProblem."""


def send_mails(runtime: Runtime, post: Post | None = None) -> int:
    """Send the e-mails that wait, each by `post`, else to the mail server. Returns how many went."""
    with runtime.look() as work:
        query = select(PageRow.id).where(
            PageRow.channel == PageChannel.EMAIL,
            PageRow.state.in_((QUEUED, CALLING)),
            or_(PageRow.lease_until.is_(None), PageRow.lease_until <= work.now),
        )
        ids = list(work.session.scalars(query.order_by(PageRow.created_at, PageRow.id)))
    return sum(_send_one(runtime, page_id, post) for page_id in ids)


def _send_one(runtime: Runtime, page_id: uuid.UUID, post: Post | None) -> bool:
    with runtime.work() as work:
        claimed = _claim(work, page_id)
    if claimed is None:
        return False
    error = None
    try:
        (post or send_mail)(runtime.settings.smtp_url or "", runtime.settings.mail_from, *claimed)
    except MailProblem as problem:
        error = str(problem)
    with runtime.work() as work:
        _record(work, page_id, error)
    return error is None


def _claim(work: Work, page_id: uuid.UUID) -> tuple[str, str, str] | None:
    """Addressee, subject and body of a mail that may go now, or None."""
    page = work.session.get(PageRow, page_id, with_for_update={"skip_locked": True})
    if page is None or page.state not in (QUEUED, CALLING):
        return None
    if page.lease_until is not None and page.lease_until > work.now:
        return None  # another worker has it
    alarm = work.session.get(Alarm, page.alarm_id) if page.alarm_id else None
    if page.text_key == PAGE and (alarm is None or alarm.stopped_at is not None):
        page.state = CANCELLED
        return None
    page.state, page.lease_until = CALLING, work.now + LEASE
    page.tries += 1
    params = params_of(work, page.text_key, page.concern_id, alarm)
    texts = work.runtime.texts
    subject = texts.text(LANGUAGE, f"{page.text_key}.subject")
    return (
        work.session.get_one(Staff, page.staff_id).email,
        subject,
        texts.text(LANGUAGE, page.text_key, **params),
    )


def _record(work: Work, page_id: uuid.UUID, error: str | None) -> None:
    page = work.session.get_one(PageRow, page_id, with_for_update=True)
    page.error = error[:80] if error else None
    page.lease_until = None
    if error is None:
        page.state, page.sent_at = SENT, work.now
        return
    log.warning("a page could not be mailed", extra={"error": error, "tries": page.tries})
    page.state = FAILED if page.tries >= TRIES else QUEUED
    page.lease_until = work.now + RETRY * (page.tries - 1) if page.state == QUEUED else None
