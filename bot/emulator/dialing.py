"""Checks a request to make a call as Twilio's API does, before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.emulator.call import EVENTS
from bot.emulator.config import EmulatorConfig
from bot.emulator.errors import ApiError
from bot.emulator.message import is_address
from bot.emulator.sending import is_url

_RING_SECONDS = 60
_LONGEST_RING = 600
# Parameters that would change what is called or said: refusing is honest, ignoring them is not.
_NOT_SPOKEN = ("Twiml", "ApplicationSid", "SendDigits", "MachineDetection", "Record", "FallbackUrl")


@dataclass(frozen=True)
class Dial:
    """A valid request to make a call."""

    to: str
    sender: str
    url: str
    callback: str | None
    events: tuple[str, ...]
    ring_seconds: float


def read_dial(form: Mapping[str, str], events: Sequence[str], config: EmulatorConfig) -> Dial:
    """Turn the form of a create request into a call to make; `events` are its StatusCallbackEvent fields.

    Raises:
        ApiError: the first thing that is wrong with it.
    """
    to, sender, url = form.get("To", ""), form.get("From", ""), form.get("Url", "")
    if not to:
        raise ApiError(21201)
    if not is_address(to) or not to.startswith("+"):
        raise ApiError(21211, to)
    if not sender:
        raise ApiError(21213)
    if sender not in config.senders:
        raise ApiError(21210, sender)
    for name in _NOT_SPOKEN:
        if form.get(name):
            raise ApiError(20001, name)
    if not is_url(url):
        raise ApiError(21205)
    callback = form.get("StatusCallback") or None
    if callback is not None and not is_url(callback):
        raise ApiError(21609, callback)
    return Dial(to, sender, url, callback, _events(events), _ring_seconds(form.get("Timeout")))


def _events(given: Sequence[str]) -> tuple[str, ...]:
    """What the service wants to be told; as at Twilio, only the end unless it says more."""
    for name in given:
        if name not in EVENTS:
            raise ApiError(20001, "StatusCallbackEvent")
    return tuple(given) or ("completed",)


def _ring_seconds(given: str | None) -> float:
    if given is None:
        return _RING_SECONDS
    if not given.isdecimal():
        raise ApiError(20001, "Timeout")
    return min(int(given), _LONGEST_RING)
