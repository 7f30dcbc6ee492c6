"""Writing to staff about an alarm: a content-free text, call and e-mail, each once (6.8.6).

What is written holds a link and a code and nothing of the case; it may be read by anybody.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from bot.alarms.people import ways
from bot.delivery.outbox import write_text
from bot.runtime import Work
from flows.shared_texts import PAGE, PAGE_REMINDER, PAGE_ROTA
from flows.turn import Say
from flows.vocabulary import Lane, PageChannel
from storage.models import Address, Alarm, AlarmStep, ConcernRow, PageRow, Staff

LANGUAGE = "en"
REMINDER = PAGE_REMINDER
QUEUED, CANCELLED = "queued", "cancelled"
IN_OUTBOX = "in_outbox"
"""State of a page by text: its delivery row says the rest."""
BY_TEXT_AND_MAIL = (PageChannel.SMS, PageChannel.EMAIL)


@dataclass(frozen=True, slots=True)
class About:
    """What one message is for. `cause` keeps it from being written twice."""

    text_key: str
    cause: str
    concern: ConcernRow | None = None
    alarm: Alarm | None = None
    step: AlarmStep | None = None


def link(work: Work, concern_id: uuid.UUID) -> str:
    """The address of a concern's page; it shows nothing without sign-in, and a GET changes nothing."""
    return f"{work.settings.public_base_url}/concerns/{concern_id}"


def params_of(work: Work, text_key: str, concern_id: uuid.UUID | None, alarm: Alarm | None) -> dict[str, str]:
    """What a text to staff says beside its words: where to look and, for a page, the code."""
    elsewhere = f"{work.settings.public_base_url}/{'rota' if text_key == PAGE_ROTA else ''}"
    found = {"link": link(work, concern_id) if concern_id else elsewhere}
    return found | {"code": alarm.code} if alarm is not None and text_key == PAGE else found


def page(work: Work, alarm: Alarm, step: AlarmStep, concern: ConcernRow) -> None:
    """Page the person of a step by all its channels; what has been written before is not written again."""
    staff = work.session.get_one(Staff, step.staff_id)
    about = About(PAGE, f"step:{step.id}", concern, alarm, step)
    for channel in map(PageChannel, step.channels):
        _write(work, staff, channel, about)


def tell(
    work: Work,
    staff: Staff,
    text_key: str,
    cause: str,
    *,
    concern: ConcernRow | None = None,
    alarm: Alarm | None = None,
) -> bool:
    """Write a content-free text and e-mail to a member of staff; false when `cause` was told before.

    `text_key` is a text to staff that takes `link` only: to the concern, else to the rota.
    """
    about = About(text_key, cause, concern, alarm)
    return any([_write(work, staff, channel, about) for channel in BY_TEXT_AND_MAIL])


def _write(work: Work, staff: Staff, channel: PageChannel, about: About) -> bool:
    key = f"{about.text_key}:{about.cause}:{channel.value}:{staff.id}"
    if channel not in ways(work, staff) or _written(work, key):
        return False
    concern, alarm, step = about.concern, about.alarm, about.step
    outbound_id = _text(work, staff, key, about) if channel is PageChannel.SMS else None
    row = PageRow(
        **work.owned(),
        dedupe_key=key,
        text_key=about.text_key,
        concern_id=concern.id if concern else None,
        alarm_id=alarm.id if alarm else None,
        step_id=step.id if step else None,
        ring=concern.rings if concern else 0,
        channel=channel,
        staff_id=staff.id,
        outbound_id=outbound_id,
        state=IN_OUTBOX if outbound_id else QUEUED,
        tries=0,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return True


def _written(work: Work, key: str) -> bool:
    return work.session.scalar(select(PageRow.id).where(PageRow.dedupe_key == key)) is not None


def _text(work: Work, staff: Staff, key: str, about: About) -> uuid.UUID | None:
    row = write_text(
        work,
        work.session.get_one(Address, staff.address_id),
        dedupe_key=key,
        say=Say(about.text_key, Lane.PAGE),
        language=LANGUAGE,
        params=params_of(work, about.text_key, about.concern.id if about.concern else None, about.alarm),
        staff_id=staff.id,
    )
    return row.id if row else None
