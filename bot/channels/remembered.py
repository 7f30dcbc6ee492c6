"""What the provider remembers of a message, and the questions that can be asked about it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class CannotAsk(RuntimeError):
    """The provider gave no usable answer; the message says why and names no person."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One message as the provider's log shows it. `created` is in UTC, to the second."""

    sid: str
    status: str
    inbound: bool
    to: str
    sender: str
    body: str
    created: dt.datetime
    service_sid: str | None = None
    error_code: int = 0
    media_count: int = 0


class Log(Protocol):
    """The provider's own record of messages. Every method raises CannotAsk."""

    def find(self, to: str, since: dt.datetime) -> Sequence[Remembered]:
        """Our texts to a number (as it was given for sending) created since an instant, newest first."""
        ...

    def fetch(self, sid: str) -> Remembered | None:
        """One message, or None when the provider does not know it (any more)."""
        ...

    def received(self, since: dt.datetime) -> Sequence[Remembered]:
        """All inbound messages since an instant, in the provider's order."""
        ...

    def blank(self, sid: str) -> None:
        """Take the body of a message away at the provider; nothing happens where it is gone already."""
        ...
