"""`prs-checkin emulator`: the local Twilio, set up from the service's own settings."""

from pathlib import Path

from bot.cli.shared import refuse
from bot.clock import SystemClock
from bot.emulator.config import EmulatorConfig
from bot.emulator.loopback import NotLoopback
from bot.emulator.server import serve
from bot.ids import SystemIds
from bot.settings import Settings


def serve_emulator(
    settings: Settings, host: str, port: int, smtp_port: int, phones: Path | None, journal: Path | None
) -> None:
    """Serve until stopped. Refuses with status 2 when it cannot start."""
    config = EmulatorConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        senders=(settings.twilio_from or "+12025550199",),
        inbound_url=f"{settings.public_base_url}/twilio/inbound",
        messaging_service_sid=settings.twilio_messaging_service_sid,
        phones_file=phones,
        journal=journal,
        provider_name=settings.public_name,
    )
    try:
        serve(config, host=host, port=port, smtp_port=smtp_port or None, clock=SystemClock(), ids=SystemIds())
    except (NotLoopback, OSError, ValueError) as problem:
        refuse(f"The emulator cannot start: {problem}")
