"""How messages, calls, phones, alerts and mails are written down as JSON and read back."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.emulator.call import Call, CallStatus
from bot.emulator.calling import parse_habit
from bot.emulator.delivery import Status, parse_delivery
from bot.emulator.message import Direction, Hook, Message
from bot.emulator.phone import Holder, Phone


@dataclass(frozen=True)
class Alert:
    """A webhook that was not answered as it should be. `code` is Twilio's: 11200, 11205, 12100, 12300."""

    at: datetime
    code: int
    sid: str
    webhook: str
    reason: str


@dataclass(frozen=True)
class Mail:
    """An e-mail that the local SMTP server caught."""

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str


def message_record(message: Message) -> dict[str, Any]:
    """A message as plain JSON values."""
    sent = message.sent.isoformat() if message.sent else None
    times = {"created": message.created.isoformat(), "updated": message.updated.isoformat(), "sent": sent}
    return asdict(message) | times


def message_from(record: dict[str, Any]) -> Message:
    """The message of a record."""
    return Message(
        **record
        | {
            "direction": Direction(record["direction"]),
            "status": Status(record["status"]),
            "hook": Hook(record["hook"]),
            "media": tuple(record["media"]),
            "created": datetime.fromisoformat(record["created"]),
            "updated": datetime.fromisoformat(record["updated"]),
            "sent": datetime.fromisoformat(record["sent"]) if record["sent"] else None,
        }
    )


_CALL_FIELDS = (
    "sid", "account_sid", "to", "sender", "url", "callback", "events", "ring_seconds",
    "place", "heard", "keys", "told",
)  # fmt: skip
_CALL_TIMES = ("created", "updated", "answered", "ended")


def call_record(call: Call) -> dict[str, Any]:
    """A call as plain JSON values, without what was still to be said: a restart ends the call."""
    plain = {name: getattr(call, name) for name in _CALL_FIELDS}
    times = {name: at.isoformat() if (at := getattr(call, name)) else None for name in _CALL_TIMES}
    return plain | times | {"status": str(call.status)}


def call_from(record: dict[str, Any]) -> Call:
    """The call of a record."""
    plain = {name: record[name] for name in _CALL_FIELDS}
    times = {name: datetime.fromisoformat(record[name]) if record[name] else None for name in _CALL_TIMES}
    words = {"events": tuple(record["events"]), "heard": tuple(record["heard"])}
    return Call(**plain | times | words | {"status": CallStatus(record["status"])})


def phone_record(phone: Phone) -> dict[str, Any]:
    """What a phone remembers over a restart; its script comes from the phones file."""
    return {
        "number": phone.number,
        "name": phone.name,
        "holder": str(phone.holder),
        "delivery": str(phone.delivery),
        "calls": [str(habit) for habit in phone.habits],
        "opted_out": phone.opted_out,
        "line": phone.line,
    }


def phone_from(record: dict[str, Any], scripted: Phone | None) -> Phone:
    """The phone of a record; name and script come from the phones file where it has this number."""
    base = scripted or Phone(record["number"], name=record["name"], holder=Holder(record["holder"]))
    return replace(
        base,
        delivery=parse_delivery(record["delivery"]),
        habits=tuple(parse_habit(text) for text in record["calls"]) if "calls" in record else base.habits,
        opted_out=record["opted_out"],
        line=record["line"],
    )


def alert_record(alert: Alert) -> dict[str, Any]:
    """An alert as plain JSON values."""
    return asdict(alert) | {"at": alert.at.isoformat()}


def alert_from(record: dict[str, Any]) -> Alert:
    """The alert of a record."""
    return Alert(**record | {"at": datetime.fromisoformat(record["at"])})


def mail_record(mail: Mail) -> dict[str, Any]:
    """A mail as plain JSON values."""
    return asdict(mail) | {"at": mail.at.isoformat()}


def mail_from(record: dict[str, Any]) -> Mail:
    """The mail of a record."""
    return Mail(
        **record | {"at": datetime.fromisoformat(record["at"]), "recipients": tuple(record["recipients"])}
    )
