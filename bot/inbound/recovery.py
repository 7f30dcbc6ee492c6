"""Messages whose webhook never reached us: the provider's own list is compared with ours.

The list holds no button payload, no addresses of pictures, no profile name and no opt-out word: what is
recovered has its words, and the number of its pictures. So buttons must be understood by their words.
"""

import datetime as dt
import logging
from collections.abc import Sequence

from bot.channels.remembered import CannotAsk, Log, Remembered
from bot.inbound.form import BadForm, parse_form
from bot.inbound.process import process_address
from bot.inbound.store import known_sids, store
from bot.runtime import Runtime
from bot.steps import Step, passed
from storage.queries import marks
from storage.queries.counters import count

log = logging.getLogger(__name__)

READ = "inbound_read"
"""The mark until which the provider's list has been compared with ours."""
RECOVERED = "recovered_messages"
EVERY = dt.timedelta(minutes=5)
EARLY = dt.timedelta(seconds=20)
OVERLAP = dt.timedelta(hours=1)
AT_FIRST = dt.timedelta(days=1)
ON_ITS_WAY = dt.timedelta(minutes=1)
"""A younger message is left to its webhook, which tells more of it."""


def recover(runtime: Runtime, provider: Log) -> int:
    """Compare, at most once in five minutes, and store what we missed. Returns how many messages."""
    with runtime.look() as work:
        now, mark = work.now, marks.read(work.session, READ)
    if mark is not None and now - mark < EVERY - EARLY:
        return 0
    since = now - AT_FIRST if mark is None else mark - OVERLAP
    try:
        listed = provider.received(since)
    except CannotAsk as error:
        log.warning("the provider could not be asked for messages", extra={"why": str(error)})
        return 0
    passed(Step.LISTED)
    with runtime.look() as work:
        known = known_sids(work, [one.sid for one in listed])
    missed = [one for one in listed if one.sid not in known and one.created <= now - ON_ITS_WAY]
    stored = _store(runtime, missed)
    with runtime.work() as work:
        marks.put(work.session, READ, now)
        if stored:
            count(work.session, RECOVERED, now.date(), stored)
        passed(Step.READ_IN_IT)
    return stored


def _store(runtime: Runtime, missed: Sequence[Remembered]) -> int:
    """All are stored first, in the provider's order; only then is any of them understood."""
    stored = 0
    addresses = []
    for one in missed:
        try:
            found = store(runtime, parse_form(_form(runtime, one), runtime.settings), one.created)
        except BadForm:
            log.error("a listed message has no sender")
            continue
        passed(Step.MISSED_STORED)
        stored += found.new
        addresses.append(found.address_id)
    if stored:
        log.warning("messages were recovered that no webhook had brought", extra={"count": stored})
    for address_id in dict.fromkeys(addresses):
        process_address(runtime, address_id)
    return stored


def _form(runtime: Runtime, one: Remembered) -> dict[str, str]:
    """As far as the list can tell, the form that the webhook would have brought."""
    return {
        "MessageSid": one.sid,
        "AccountSid": runtime.settings.twilio_account_sid,
        "MessagingServiceSid": one.service_sid or "",
        "From": one.sender,
        "To": one.to,
        "Body": one.body,
        "NumMedia": str(one.media_count),
        "Recovered": "yes",
    }
