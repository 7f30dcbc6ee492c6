"""Telling an on-call person: a content-free text and e-mail, repeated until acknowledged (6.8.6).

A page holds a link and nothing of the case. It rings again every few minutes, at any hour, until
somebody acknowledges by POST in the console.
"""

import datetime as dt
import logging
import uuid

from sqlalchemy import select

from bot.channels.mail import MailProblem, send_mail
from bot.delivery.outbox import write_text
from bot.runtime import Runtime, Work
from flows.turn import Say
from flows.vocabulary import ConcernStatus, Lane
from storage.models import Address, ConcernRow, PageRow, Staff

log = logging.getLogger(__name__)

PAGE_LANGUAGE = "en"
QUEUED, SENT, FAILED, CANCELLED = "queued", "sent", "failed", "cancelled"
IN_OUTBOX = "in_outbox"
"""State of a page by text: its delivery row says the rest."""
MAIL_TRIES = 5


def on_call(work: Work) -> list[Staff]:
    """The members of staff whom a page would reach, by text or by mail."""
    query = select(Staff).where(
        Staff.provider_id == work.settings.provider_id, Staff.on_call.is_(True), Staff.active.is_(True)
    )
    return list(work.session.scalars(query.order_by(Staff.email)))


def ring(work: Work, concern: ConcernRow) -> None:
    """Ring once on every channel of every on-call person, and set when to ring next."""
    concern.rings += 1
    concern.next_page_at = work.now + dt.timedelta(minutes=work.settings.page_repeat_minutes)
    people = on_call(work)
    if not people:
        log.error("a concern rings, and nobody is on call", extra={"concern": str(concern.id)})
    for staff in people:
        _ring_by_text(work, concern, staff)
        if work.settings.smtp_url:
            work.session.add(_page(work, concern, staff, "email", None))
    work.session.flush()


def ring_again(runtime: Runtime) -> int:
    """Ring every open concern whose time has come. Returns how many rang."""
    with runtime.work() as work:
        query = (
            select(ConcernRow)
            .where(ConcernRow.status == ConcernStatus.OPEN, ConcernRow.next_page_at <= work.now)
            .with_for_update(skip_locked=True)
        )
        concerns = list(work.session.scalars(query))
        for concern in concerns:
            ring(work, concern)
        return len(concerns)


def send_mails(runtime: Runtime) -> int:
    """Send queued e-mail pages, each with no transaction open. Returns how many went."""
    with runtime.look() as work:
        query = select(PageRow.id).where(PageRow.state == QUEUED, PageRow.channel == "email")
        ids = list(work.session.scalars(query.order_by(PageRow.created_at)))
    return sum(_send_one(runtime, page_id) for page_id in ids)


def link(work: Work, concern: ConcernRow) -> str:
    """The address of the concern's page; it shows nothing without sign-in, and a GET changes nothing."""
    return f"{work.settings.public_base_url}/concerns/{concern.id}"


def _ring_by_text(work: Work, concern: ConcernRow, staff: Staff) -> None:
    address = work.session.get(Address, staff.address_id) if staff.address_id else None
    if address is None:
        return
    row = write_text(
        work,
        address,
        dedupe_key=f"page:{concern.id}:{concern.rings}:{staff.id}",
        say=Say("page", Lane.PAGE),
        language=PAGE_LANGUAGE,
        params={"link": link(work, concern)},
        staff_id=staff.id,
    )
    if row is not None:
        work.session.add(_page(work, concern, staff, "sms", row.id))


def _page(
    work: Work, concern: ConcernRow, staff: Staff, channel: str, outbound_id: uuid.UUID | None
) -> PageRow:
    return PageRow(
        **work.owned(),
        concern_id=concern.id,
        ring=concern.rings,
        channel=channel,
        staff_id=staff.id,
        outbound_id=outbound_id,
        state=IN_OUTBOX if outbound_id else QUEUED,
        tries=0,
        created_at=work.now,
    )


def _send_one(runtime: Runtime, page_id: uuid.UUID) -> bool:
    """Claim, send, record: a mail that may have gone is sent again, because a lost page is worse."""
    with runtime.work() as work:
        page = work.session.get(PageRow, page_id, with_for_update=True)
        if page is None or page.state != QUEUED:
            return False
        concern = work.session.get_one(ConcernRow, page.concern_id)
        if concern.status is not ConcernStatus.OPEN:
            page.state = CANCELLED
            return False
        page.tries += 1
        to = work.session.get_one(Staff, page.staff_id).email
        body = work.runtime.texts.text(PAGE_LANGUAGE, "page", link=link(work, concern))
        subject = work.runtime.texts.text(PAGE_LANGUAGE, "page.subject")
        tries = page.tries
    error = None
    try:
        send_mail(runtime.settings.smtp_url or "", runtime.settings.mail_from, to, subject, body)
    except MailProblem as problem:
        error = str(problem)
        log.warning("a page could not be mailed", extra={"error": error, "tries": tries})
    with runtime.work() as work:
        page = work.session.get_one(PageRow, page_id)
        page.error = error
        page.sent_at = None if error else work.now
        page.state = SENT if error is None else (FAILED if tries >= MAIL_TRIES else QUEUED)
    return error is None
