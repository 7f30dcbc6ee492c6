"""What the emulator needs from outside: the time, ids, and somebody who posts a form over HTTP.

All three are passed in, so that one core serves a real-time server and a run on a virtual clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Ids(Protocol):
    """Makes ids; a seeded one makes a run repeatable."""

    def new_hex(self) -> str:
        """Thirty-two hexadecimal digits in lower case, never the same twice."""
        ...


@dataclass(frozen=True)
class HttpAnswer:
    """What a webhook answered."""

    status: int
    content_type: str = ""
    body: str = ""


class PostFailed(Exception):
    """No answer came. `connected` tells whether the other side may have read the form."""

    def __init__(self, reason: str, *, connected: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.connected = connected


class HttpPoster(Protocol):
    """Posts a form, as Twilio posts to a webhook: no redirects, a bounded wait."""

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str], timeout_seconds: float
    ) -> HttpAnswer:
        """Post `form` urlencoded to `url`.

        Raises:
            PostFailed: when no answer came within `timeout_seconds`.
        """
        ...
