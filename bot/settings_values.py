"""How the text of one setting becomes a value; each error says how to write it right."""

import ipaddress
import uuid
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from flows.policy.hours import HoursError, SafeHours, Span, parse_safe_hours, parse_span


class Wrong(ValueError):
    """The text does not fit; the message is a remedy."""


def text(value: str) -> str:
    """Any text without line breaks."""
    if not value.strip() or "\n" in value:
        raise Wrong("write it on one line, not empty")
    return value.strip()


def whole_number(value: str) -> int:
    """A whole number of 0 or more."""
    if not value.isascii() or not value.isdigit():
        raise Wrong("write a whole number, such as 13")
    return int(value)


def at_least_one(value: str) -> int:
    """A whole number of 1 or more."""
    number = whole_number(value)
    if number < 1:
        raise Wrong("write 1 or more")
    return number


def yes_no(value: str) -> bool:
    """yes or no."""
    if value not in ("yes", "no"):
        raise Wrong("write yes or no")
    return value == "yes"


def folder(value: str) -> Path | None:
    """A folder; `none` when there is to be none."""
    return None if value == "none" else Path(text(value))


def url(value: str) -> str:
    """An http or https address without a trailing slash."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong("write a full address, such as https://checkin.example.org")
    return value.rstrip("/")


def smtp_url(value: str) -> str:
    """smtp://host:port or smtps://user:password@host:port."""
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Wrong("write smtp://host:port or smtps://user:password@host:port")
    return value


def phone(value: str) -> str:
    """A telephone number with country code, returned as E.164."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        raise Wrong("write the number with country code, such as +12025550100") from None
    if not phonenumbers.is_possible_number(number):
        raise Wrong("this number has too many or too few digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def sid(prefix: str) -> "type[str]":
    """A Twilio SID that begins with `prefix`."""

    class Sid(str):
        def __new__(cls, value: str) -> "Sid":
            body = value[2:]
            if not value.startswith(prefix) or len(body) != 32 or not body.isalnum():
                raise Wrong(f"it begins with {prefix} and has 32 more letters and digits")
            return super().__new__(cls, value)

    return Sid


def id_(value: str) -> uuid.UUID:
    """A UUID."""
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Wrong("write a UUID, such as 00000000-0000-4000-8000-000000000001") from None


def zone(value: str) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise Wrong("write an IANA time zone, such as America/Chicago") from None
    return value


def window(value: str) -> Span:
    """HH:MM-HH:MM local time; 00:00-24:00 is the whole day."""
    try:
        return parse_span(value)
    except HoursError as error:
        raise Wrong(str(error)) from None


def week_hours(value: str) -> SafeHours | None:
    """Hours of the week, such as Mon-Fri 08:00-15:30; `none` when there are no such hours."""
    try:
        return None if value == "none" else parse_safe_hours(value)
    except HoursError as error:
        raise Wrong(f"{error}, or none") from None


def is_loopback(address: str) -> bool:
    """True when the host of this web address is this machine itself."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
