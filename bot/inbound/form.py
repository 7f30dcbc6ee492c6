"""The form that Twilio posts for an inbound message, as values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from bot.settings import Settings
from flows.vocabulary import Channel

WHATSAPP_PREFIX = "whatsapp:"
MAX_NUMBER = 60
MAX_WORD = 40
MAX_MEDIA = 1000


class BadForm(ValueError):
    """A signed form without the fields that every message has."""


@dataclass(frozen=True, slots=True)
class InboundForm:
    """One inbound message. `quarantined`: not meant for this account or number."""

    sid: str
    channel: Channel
    number: str
    body: str
    media_count: int
    opt_out_type: str | None
    quarantined: bool
    raw: str


def parse_form(form: Mapping[str, str], settings: Settings) -> InboundForm:
    """Read a form. Raises BadForm when it has no MessageSid or no From."""
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not sender:
        raise BadForm("MessageSid and From are missing")
    whatsapp = sender.startswith(WHATSAPP_PREFIX)
    media = form.get("NumMedia", "0")
    return InboundForm(
        sid=sid[:64],
        channel=Channel.WHATSAPP if whatsapp else Channel.SMS,
        number=normal_number(sender.removeprefix(WHATSAPP_PREFIX)),
        body=form.get("Body", ""),
        media_count=_small_number(media),
        opt_out_type=form.get("OptOutType", "")[:MAX_WORD] or None,
        quarantined=not _meant_for_us(form, settings),
        raw=json.dumps(dict(form), ensure_ascii=True),
    )


def normal_number(text: str) -> str:
    """E.164 where the sender is a number; otherwise as given (short codes, names)."""
    try:
        parsed = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return text[:MAX_NUMBER]
    if not phonenumbers.is_possible_number(parsed):
        return text[:MAX_NUMBER]
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _small_number(text: str) -> int:
    """A count as Twilio writes it; anything else is no count, and a huge one is cut to what fits."""
    return min(int(text[:9]), MAX_MEDIA) if text.isascii() and text.isdigit() else 0


def _meant_for_us(form: Mapping[str, str], settings: Settings) -> bool:
    """Whether account and addressee are ours: else a person looks before anything is done with it."""
    if form.get("AccountSid") != settings.twilio_account_sid:
        return False
    service = settings.twilio_messaging_service_sid
    if service and form.get("MessagingServiceSid") == service:
        return True
    to = form.get("To", "").removeprefix(WHATSAPP_PREFIX)
    return bool(settings.twilio_from) and to == settings.twilio_from
