"""`prs-checkin sending resume`: after a restore, texts to families go again when a person says so."""

import click

from bot.channels.remembered import CannotAsk
from bot.channels.twilio_log import TwilioLog
from bot.cli.shared import refuse
from bot.delivery.holding import MARGIN, not_reconciled, resume, tell_of_sent
from bot.runtime import Runtime
from storage.queries.holds import current_hold


def resume_sending(runtime: Runtime, name: str, log: TwilioLog) -> None:
    """Check that the data was compared with the provider, list what it does not know, and go on."""
    with runtime.look() as work:
        hold = current_hold(work.session)
        if hold is None:
            refuse("Sending is not held.")
        missing = list(not_reconciled(work, hold))
        since = hold.data_until - MARGIN
    if missing:
        refuse("Not yet:", *missing)
    try:
        sent = log.sent(since)
    except CannotAsk as error:
        refuse(f"Twilio could not be asked what was sent meanwhile ({error}); try again.")
    with runtime.work() as work:
        told = tell_of_sent(work, sent)
        again = current_hold(work.session)
        if again is not None:
            resume(work, again, name)
    click.echo(f"Texts go again, by {name}. Numbers with texts unknown here: {told}; each is in the tray.")
