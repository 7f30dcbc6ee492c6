"""What became of one attempt to send: four answers, and no others."""

from dataclasses import dataclass
from enum import Enum, auto


class Scope(Enum):
    """Whom it concerns that something did not leave: this text, our sender for a moment, the account."""

    TEXT = auto()
    SENDER = auto()
    SETUP = auto()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it, under this SID and with this first status."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will not send it; `code` is its error code (0 when it gave none)."""

    code: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not leave, and may be tried again after `retry_after` seconds.

    `code` is the provider's error code, where it gave one.
    """

    reason: str
    retry_after: int
    scope: Scope = Scope.TEXT
    code: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it left. Never repeated before the provider was asked (invariant 4)."""

    reason: str


Outcome = Accepted | Rejected | NotSent | Unknown
