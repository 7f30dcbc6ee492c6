"""A text that is to go out, with all that decides about it: who gets it, and in which conversation."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from storage.models import Address, CheckIn, CheckInPart, Conversation, Outbound, Person
from storage.queries.delivery import unknown_to


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text and its conversation. While this is held, nothing of both is loaded again.

    unknown_until: when a text to the same address whose fate is unknown is looked at next (UTC)
    """

    outbound: Outbound
    conversation: Conversation | None
    unknown_until: dt.datetime | None


def outgoing(session: Session, outbound_id: uuid.UUID) -> Outgoing:
    """One text, with its address, and with person and case where it belongs to a conversation."""
    rows = session.execute(_statement(), {"outbound": outbound_id}).unique()
    return Outgoing(*rows.one())


@cache
def _statement() -> Select[Outbound, Conversation, dt.datetime | None]:
    person = joinedload(Conversation.person)
    part = joinedload(Conversation.part)
    return (
        select(Outbound, Conversation, unknown_to(Outbound.address_id).scalar_subquery())
        .outerjoin(Conversation, Conversation.id == Outbound.conversation_id)
        .where(Outbound.id == bindparam("outbound"))
        .options(
            joinedload(Outbound.address, innerjoin=True).joinedload(Address.data_key),
            person.joinedload(Person.data_key),
            person.joinedload(Person.addresses),
            part.joinedload(CheckInPart.check_in).joinedload(CheckIn.case),
        )
    )
