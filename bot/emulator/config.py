"""Everything that can be set about one emulator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.emulator.keywords import DEFAULT_KEYWORDS, Keyword


@dataclass(frozen=True)
class Latency:
    """How long after its creation a text reaches each state on a phone that works."""

    queued: timedelta = timedelta(milliseconds=100)
    sent: timedelta = timedelta(milliseconds=300)
    delivered: timedelta = timedelta(milliseconds=700)


@dataclass(frozen=True)
class EmulatorConfig:
    """Settings of one emulated account.

    account_sid, auth_token     what the service signs in with; the token also signs webhooks
    senders                     our own numbers, E.164; the first answers for an unknown sender
    inbound_url                 where inbound messages are posted
    messaging_service_sid       the one Messaging Service of the account, or None
    phones_file                 scripted phones (YAML), or None
    journal                     file that keeps threads over a restart, or None
    templates                   words of approved WhatsApp templates by ContentSid, slots as {{1}}
    keywords                    opt-out, opt-in and help words, lower case
    provider_name               signs the provider's own STOP and HELP replies
    webhook_timeout_seconds     how long a webhook may take to answer
    """

    account_sid: str
    auth_token: str = field(repr=False)
    senders: tuple[str, ...]
    inbound_url: str
    messaging_service_sid: str | None = None
    phones_file: Path | None = None
    journal: Path | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    keywords: dict[str, Keyword] = field(default_factory=lambda: dict(DEFAULT_KEYWORDS))
    provider_name: str = "Provider"
    latency: Latency = Latency()
    webhook_timeout_seconds: float = 15.0

    def __post_init__(self) -> None:
        if not self.senders:
            raise ValueError("The emulator needs at least one own number in `senders`.")
