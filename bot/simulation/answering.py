"""A phone that answers by the question that was asked, not by its words.

A script sees what a family sees; a scenario must not break when a text is worded anew. So this looks
up which text of the service has arrived, and what it asks.
"""

import uuid
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import bindparam, select

from bot.emulator.message import Message
from bot.emulator.phone import Planned
from bot.simulation.scenario import Reply
from bot.simulation.stage import Stage
from flows.definition import Library
from flows.vocabulary import Question
from storage.models import CheckIn, CheckInPart, Conversation, Outbound

_TEXT = (
    select(Outbound.text_key, CheckIn.number)
    .outerjoin(Conversation, Conversation.id == Outbound.conversation_id)
    .outerjoin(CheckInPart, CheckInPart.id == Conversation.part_id)
    .outerjoin(CheckIn, CheckIn.id == CheckInPart.check_in_id)
    .where(Outbound.id == bindparam("id"))
)


class Answering:
    """Answers for one phone by the rules of a scenario; the first that applies."""

    def __init__(self, stage: Stage, number: str, replies: tuple[Reply, ...]) -> None:
        self._stage = stage
        self._number = number
        self._replies = replies

    def reply_to(self, texts: Sequence[str]) -> Planned | None:
        """What is said to the last text that arrived; None is silence."""
        arrived = self._stage.received(self._number)
        message = next((m for m in reversed(arrived) if m.body == texts[-1]), None)
        found = self._text(outbound_id(message)) if message else None
        if found is None:
            return None
        key, check_in = found
        for reply in self._replies:
            if applies(reply, key, check_in):
                return None if reply.say is None else Planned(reply.say, reply.after)
        return None

    def _text(self, wanted: uuid.UUID | None) -> tuple[str, int | None] | None:
        """Key and check-in of a text. A family answers also while the service's database is away."""
        with self._stage.database.whatever_happens() as session:
            row = session.execute(_TEXT, {"id": wanted}).one_or_none()
        return (row[0], row[1]) if row else None


def applies(reply: Reply, key: str, check_in: int | None) -> bool:
    """Whether a rule answers the text `key` of a check-in."""
    if reply.check_in not in (None, check_in):
        return False
    if reply.text is not None:
        return reply.text == key
    asked = questions().get(key)
    return asked is not None and reply.question in (None, asked)


def outbound_id(message: Message) -> uuid.UUID | None:
    """Our own id of a text, from the address to which its receipts go."""
    query = parse_qs(urlsplit(message.callback or "").query)
    return uuid.UUID(query["m"][0]) if "m" in query else None


@cache
def questions() -> dict[str, Question]:
    """Which question each asking text asks."""
    found: dict[str, Question] = {}
    for definition in Library.load().all():
        for step in definition.steps:
            if step.question is not None:
                keys = step.text.keys() | (step.again.keys() if step.again else frozenset())
                found |= dict.fromkeys(keys, step.question)
    return found
