"""What became of one attempt to send: four answers, and no others."""

from dataclasses import dataclass


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
    """It certainly did not leave, and may be tried again after `retry_after` seconds."""

    reason: str
    retry_after: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it left. Never repeated by a timer (invariant 4)."""

    reason: str


Outcome = Accepted | Rejected | NotSent | Unknown
