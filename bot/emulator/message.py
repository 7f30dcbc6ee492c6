"""One message of the emulated account, and how Twilio shows it as a resource."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum

from bot.emulator.delivery import Status
from bot.emulator.segments import count_segments

API_VERSION = "2010-04-01"
WHATSAPP = "whatsapp:"
_E164 = re.compile(r"\+[1-9]\d{7,14}\Z")


class Direction(StrEnum):
    """Who wrote. PROVIDER texts are the network's own; the API never lists them."""

    OUTBOUND = "outbound-api"
    INBOUND = "inbound"
    PROVIDER = "provider"


class Hook(StrEnum):
    """What became of the webhook that carried an inbound message."""

    NONE = ""
    WAITING = "waiting"
    TAKEN = "taken"
    LOST = "lost"


@dataclass(frozen=True)
class Message:
    """A message. Times in UTC; `media` holds content types; `arrived` means that the phone shows it.

    `redacted` and `deleted` are the account's: what a phone has, it keeps.
    """

    sid: str
    account_sid: str
    direction: Direction
    to: str
    sender: str
    body: str
    status: Status
    created: datetime
    updated: datetime
    sent: datetime | None = None
    service_sid: str | None = None
    error_code: int | None = None
    media: tuple[str, ...] = ()
    callback: str | None = None
    arrived: bool = False
    hook: Hook = Hook.NONE
    redacted: bool = False
    deleted: bool = False

    @property
    def phone(self) -> str:
        """The number of the family's or staff's phone, without a channel prefix."""
        return bare(self.sender if self.direction is Direction.INBOUND else self.to)

    @property
    def sender_known(self) -> bool:
        """False while a Messaging Service has not picked the sender yet."""
        return self.status is not Status.ACCEPTED


def bare(address: str) -> str:
    """An address without its channel: `whatsapp:+1...` becomes `+1...`."""
    return address.removeprefix(WHATSAPP)


def is_address(address: str) -> bool:
    """Whether this is an E.164 number, with or without `whatsapp:` before it."""
    return _E164.match(bare(address)) is not None


def resource(message: Message) -> dict[str, object]:
    """The JSON of a message, with every field that Twilio's specification names."""
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}.json"
    known = message.sender_known
    return {
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": "" if message.redacted else message.body,
        "date_created": format_datetime(message.created),
        "date_sent": format_datetime(message.sent) if message.sent else None,
        "date_updated": format_datetime(message.updated),
        "direction": str(message.direction),
        "error_code": message.error_code,
        "error_message": None,
        "from": message.sender if known else None,
        "messaging_service_sid": message.service_sid,
        "num_media": str(len(message.media)),
        "num_segments": str(count_segments(message.body)) if known else "0",
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": str(message.status),
        "subresource_uris": {"media": uri.removesuffix(".json") + "/Media.json"},
        "to": message.to,
        "uri": uri,
    }
