"""A token bucket for each sender, shared by all workers: what we hand over is what it can send.

So our order holds and not that of a queue at the provider: a safety answer is not behind a thousand
first texts. Safety answers and pages overtake; they are counted all the same.
"""

import datetime as dt

from bot.runtime import Work
from bot.settings import Settings
from flows.texts import segments
from flows.vocabulary import Channel
from storage.queries import marks

BURST = dt.timedelta(seconds=1)
"""So much of a sender's throughput may leave at once."""


def full(work: Work) -> frozenset[Channel]:
    """Channels whose sender has no room now. Their marks are locked until the transaction ends."""
    return frozenset(
        channel
        for channel in sorted(_rates(work.settings))
        if marks.lock(work.session, _mark(channel), work.now).at >= work.now + BURST
    )


def spend(work: Work, channel: Channel, body: str) -> None:
    """Count a text that is handed over; a text of several segments takes so much longer."""
    rate = _rates(work.settings).get(channel)
    if rate is None:
        return
    size = segments(body)[1] if channel is Channel.SMS else 1
    row = marks.lock(work.session, _mark(channel), work.now)
    row.at = max(row.at, work.now) + dt.timedelta(seconds=size / rate)


def _rates(settings: Settings) -> dict[Channel, int]:
    """Segments (texts on WhatsApp) a second, of the channels that have a limit."""
    rates = {Channel.SMS: settings.sms_rate, Channel.WHATSAPP: settings.whatsapp_rate}
    return {channel: rate for channel, rate in rates.items() if rate is not None}


def _mark(channel: Channel) -> str:
    return f"pace_{channel}"
