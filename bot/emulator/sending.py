"""Checks a request to create a message as Twilio's API does, in its order, before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.emulator.config import EmulatorConfig
from bot.emulator.errors import ApiError
from bot.emulator.message import WHATSAPP, bare, is_address
from bot.emulator.whatsapp import read_template

MAX_BODY = 1600
# Parameters that would change what is sent or when: refusing is honest, ignoring them is not.
_NOT_SPOKEN = ("ScheduleType", "SendAt", "PersistentAction")


@dataclass(frozen=True)
class Order:
    """A valid request to send a text. `template`: it is an approved one of WhatsApp, filled in."""

    to: str
    sender: str
    service_sid: str | None
    body: str
    media: int
    callback: str | None
    template: bool = False


def read_order(form: Mapping[str, str], media: int, config: EmulatorConfig) -> Order:
    """Turn the form of a create request into an order.

    Raises:
        ApiError: the first thing that is wrong with it.
    """
    to, body = form.get("To", ""), form.get("Body", "")
    if not to:
        raise ApiError(21604)
    if not is_address(to):
        raise ApiError(21211, to)
    for name in _NOT_SPOKEN:
        if form.get(name):
            raise ApiError(20001, name)
    sender, service_sid = _sender(form, to, config)
    template = read_template(form, config.templates)
    body = body if template is None else template
    if not body and not media:
        raise ApiError(21602)
    if len(body) > MAX_BODY:
        raise ApiError(21617)
    callback = form.get("StatusCallback") or None
    if callback is not None and not is_url(callback):
        raise ApiError(21609, callback)
    return Order(to, sender, service_sid, body, media, callback, template is not None)


def _sender(form: Mapping[str, str], to: str, config: EmulatorConfig) -> tuple[str, str | None]:
    sender, service_sid = form.get("From", ""), form.get("MessagingServiceSid", "")
    if not sender and not service_sid:
        raise ApiError(21603)
    if service_sid and service_sid != config.messaging_service_sid:
        raise ApiError(21701, service_sid)
    prefix = WHATSAPP if to.startswith(WHATSAPP) else ""
    if not sender:
        return prefix + config.senders[0], service_sid
    if bare(sender) not in config.senders or sender.startswith(WHATSAPP) != bool(prefix):
        raise ApiError(21606, sender)
    if bare(sender) == bare(to):
        raise ApiError(21266, to)
    return sender, service_sid or None


def is_url(text: str) -> bool:
    """Whether Twilio would call this address."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in (parts.hostname or "")
        )
    except ValueError:
        return False
