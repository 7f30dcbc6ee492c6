"""One call of the emulated account to a phone, and how Twilio shows it as a resource and in webhooks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum

from bot.emulator.message import API_VERSION
from bot.emulator.twiml import Gather, Verb


class CallStatus(StrEnum):
    """Twilio's call states."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


ENDED = frozenset(
    {CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED}
)
EVENTS = ("initiated", "ringing", "answered", "completed")
"""What a service may ask to be told; `completed` is every end."""


@dataclass(frozen=True)
class Call:
    """A call. Times in UTC.

    url, callback, events   what the service asked for
    ring_seconds            how long it rings before nobody has answered
    place                   how many calls this phone had before
    heard, keys             what was said on it, and all keys pressed
    gather, typed           what waits for keys, and those pressed for it
    rest                    what is said and done after that
    turn                    grows with everything that happens, so that what was planned before is dropped
    told                    how many status callbacks were made
    """

    sid: str
    account_sid: str
    to: str
    sender: str
    url: str
    status: CallStatus
    created: datetime
    updated: datetime
    ring_seconds: float
    place: int = 0
    callback: str | None = None
    events: tuple[str, ...] = ("completed",)
    answered: datetime | None = None
    ended: datetime | None = None
    heard: tuple[str, ...] = ()
    keys: str = ""
    gather: Gather | None = None
    typed: str = ""
    rest: tuple[Verb, ...] = ()
    turn: int = 0
    told: int = 0

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.status not in ENDED

    @property
    def event(self) -> str:
        """The name of the event that brought it into its state."""
        if not self.live:
            return "completed"
        return "answered" if self.status is CallStatus.IN_PROGRESS else str(self.status)

    @property
    def seconds(self) -> int:
        """How long it was spoken, in whole seconds."""
        if self.answered is None or self.ended is None:
            return 0
        return round((self.ended - self.answered).total_seconds())


def call_resource(call: Call) -> dict[str, object]:
    """The JSON of a call, with every field that Twilio's specification names."""
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}.json"
    status = CallStatus.QUEUED if call.status is CallStatus.INITIATED else call.status
    return {
        "account_sid": call.account_sid,
        "annotation": None,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": format_datetime(call.created),
        "date_updated": format_datetime(call.updated),
        "direction": "outbound-api",
        "duration": None if call.live else str(call.seconds),
        "end_time": format_datetime(call.ended) if call.ended else None,
        "forwarded_from": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": format_datetime(call.answered) if call.answered else None,
        "status": str(status),
        "subresource_uris": {},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": uri,
    }


def call_form(call: Call) -> dict[str, str]:
    """What every voice webhook holds."""
    return {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "From": call.sender,
        "To": call.to,
        "Caller": call.sender,
        "Called": call.to,
        "CallStatus": str(call.status),
        "Direction": "outbound-api",
        "ApiVersion": API_VERSION,
    }


def progress_form(call: Call, at: datetime) -> dict[str, str]:
    """The form of a status callback made at `at`."""
    form = call_form(call) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.told),
        "Timestamp": format_datetime(at.astimezone(UTC)),
    }
    return form if call.live else form | {"CallDuration": str(call.seconds)}
