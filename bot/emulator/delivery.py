"""What becomes of a text on its way to a phone: a closed list of behaviours and the steps of each."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.emulator.config import Latency
from bot.emulator.spans import parse_span


class Status(StrEnum):
    """Twilio's message states, as far as the emulator produces them."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


FINAL = frozenset({Status.DELIVERED, Status.UNDELIVERED, Status.FAILED, Status.RECEIVED})


class Kind(StrEnum):
    """How a phone takes a text."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    NO_RECEIPT = "no_receipt"
    DELAYED = "delayed"


@dataclass(frozen=True)
class Delivery:
    """One behaviour: `code` for undelivered and failed, `delay` for delayed."""

    kind: Kind = Kind.DELIVERED
    code: int | None = None
    delay: timedelta | None = None

    def __str__(self) -> str:
        if self.code is not None:
            return f"{self.kind} {self.code}"
        if self.delay is not None:
            return f"{self.kind} {int(self.delay.total_seconds())}s"
        return str(self.kind)


@dataclass(frozen=True)
class Step:
    """One step of a delivery. `status` None: the text arrives, but nobody tells."""

    after: timedelta
    status: Status | None
    arrives: bool = False
    code: int | None = None


def parse_delivery(text: str) -> Delivery:
    """Read `delivered`, `undelivered CODE`, `failed CODE`, `no_receipt` or `delayed TIME`.

    Raises:
        ValueError: naming what may be written.
    """
    kind, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if kind in (Kind.DELIVERED, Kind.NO_RECEIPT) and not rest:
        return Delivery(Kind(kind))
    if kind in (Kind.UNDELIVERED, Kind.FAILED) and rest.isdecimal() and len(rest) == 5:
        return Delivery(Kind(kind), code=int(rest))
    if kind == Kind.DELAYED and rest:
        return Delivery(Kind.DELAYED, delay=parse_span(rest))
    raise ValueError(
        f"{text!r} is not a delivery; write delivered, undelivered CODE, failed CODE, no_receipt "
        "or delayed TIME"
    )


def plan(delivery: Delivery, latency: Latency, first: Status) -> tuple[Step, ...]:
    """The steps that follow the `first` status (accepted or queued), times counted from the creation."""
    steps = [Step(latency.queued, Status.QUEUED)] if first is Status.ACCEPTED else []
    if delivery.kind is Kind.FAILED:
        return (*steps, Step(latency.sent, Status.FAILED, code=delivery.code))
    steps.append(Step(latency.sent, Status.SENT))
    if delivery.kind is Kind.UNDELIVERED:
        steps.append(Step(latency.delivered, Status.UNDELIVERED, code=delivery.code))
    elif delivery.kind is Kind.NO_RECEIPT:
        steps.append(Step(latency.delivered, None, arrives=True))
    else:
        after = latency.delivered if delivery.delay is None else max(delivery.delay, latency.sent)
        steps.append(Step(after, Status.DELIVERED, arrives=True))
    return tuple(steps)
