"""What the network says of a conversation's texts: whether any arrived, and whether the number is dead."""

from bot.channels.errors import ErrorKind, explain
from bot.runtime import Work
from flows.policy.contact import WhyNot
from flows.vocabulary import DeliveryState
from storage.models import Conversation, Delivery
from storage.queries import ladder as queries
from storage.queries.delivery import FAILED


def number_is_dead(work: Work, talk: Conversation) -> bool:
    """Whether the newest text to the present number failed because the number takes no texts."""
    row = _newest_here(work, talk)
    return row is not None and _lost(row) and _kind(row) is ErrorKind.ADDRESS


def channel_is_shut(work: Work, talk: Conversation) -> bool:
    """Whether the newest text shows that no text comes through here, dead number or not: it was blocked,
    or WhatsApp's window had closed and the text has no approved template."""
    row = _newest_here(work, talk)
    if row is None:
        return False
    if row.state is DeliveryState.CANCELLED:
        return row.reason == WhyNot.WHATSAPP_NOT_READY
    return _lost(row) and _kind(row) in (ErrorKind.ADDRESS, ErrorKind.CHANNEL)


def any_delivered(work: Work, talk: Conversation) -> bool:
    """Whether any text may have arrived: at least one left, and it is not known to be lost."""
    rows = queries.fates(work.session, talk.id)
    return any(row.state is DeliveryState.SENT and not _lost(row) for row in rows)


def _newest_here(work: Work, talk: Conversation) -> Delivery | None:
    """The newest text to the present address of a conversation."""
    return queries.newest_fate(work.session, talk.id, talk.address_id)


def _lost(row: Delivery) -> bool:
    return row.state is DeliveryState.REJECTED or row.provider_status in FAILED


def _kind(row: Delivery) -> ErrorKind | None:
    return explain(row.error_code).kind if row.error_code is not None else None
