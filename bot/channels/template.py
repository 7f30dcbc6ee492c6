"""An approved template of WhatsApp as Twilio takes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """Which template, and what is filled in: {"1": ...} as JSON."""

    content_sid: str
    variables: str
