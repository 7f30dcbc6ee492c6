"""What the database knows about texting a person in a case, in one look: it is asked for every text."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, Select, and_, bindparam, func, null, select
from sqlalchemy.orm import Session

from flows.vocabulary import Channel, ClosureReason, ConversationStatus, DeliveryState, Role
from storage.models import (
    Address,
    Case,
    CasePerson,
    Conversation,
    DataKey,
    Delivery,
    Pause,
    Person,
    TextReview,
)
from storage.queries.reports import services_end

Value = Any
"""A value, or the parameter that stands for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands in a case. Moments are UTC.

    child_birth_date   sealed with the key of `child_key_id`; both None in a case without a child
    data_key           the key itself, held so that it is not loaded again
    channel_back_at    when a channel that did not take a text is tried again
    last_opening_at    when a check-in was last opened; both only where they were asked for
    """

    child_key_id: uuid.UUID | None
    child_birth_date: bytes | None
    data_key: DataKey | None
    reviewed: bool
    taken_over: bool
    services_end_on: dt.date | None
    paused_until: dt.datetime | None
    channel_back_at: dt.datetime | None
    last_opening_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom and what is asked. `channel`: None where no opening is weighed, or nobody can be texted."""

    provider_id: uuid.UUID
    case_id: uuid.UUID
    person_id: uuid.UUID
    language: str
    texts_version: str
    channel: Channel | None
    ending: Collection[ClosureReason]
    opening: bool


def standing(session: Session, asked: Asked, now: dt.datetime) -> Standing:
    """Everything at once."""
    values = {
        "provider": asked.provider_id,
        "case": asked.case_id,
        "person": asked.person_id,
        "language": asked.language,
        "version": asked.texts_version,
        "ending": list(asked.ending),
        "now": now,
    }
    if asked.opening:
        values["channel"] = asked.channel
    return Standing(*session.execute(_statement(opening=asked.opening), values).one())


def review_of(provider_id: Value, language: Value, version: Value) -> Select[uuid.UUID]:
    """That a person has reviewed exactly this version of a language's texts (invariant 10)."""
    return select(TextReview.id).where(
        TextReview.provider_id == provider_id,
        TextReview.language == language,
        TextReview.texts_version == version,
    )


def pause_of(person_id: Value, now: Value) -> Select[dt.datetime | None]:
    """Until when staff let the machine's texts to a person rest."""
    return select(func.max(Pause.until)).where(
        Pause.person_id == person_id, Pause.ended_at.is_(None), Pause.until > now
    )


@cache
def _statement(*, opening: bool) -> Executable:
    """Built once: a case with its child, and beside it what is asked of the person."""
    person: Value = bindparam("person")
    now: Value = bindparam("now")
    ending: Value = bindparam("ending", expanding=True)
    review = review_of(bindparam("provider"), bindparam("language"), bindparam("version"))
    columns = (
        Person.data_key_id,
        Person.birth_date_sealed,
        DataKey,
        review.exists(),
        _taken_over(person).exists(),
        services_end(bindparam("case"), ending).scalar_subquery(),
        pause_of(person, now).scalar_subquery(),
        _channel_back(bindparam("channel"), now).scalar_subquery() if opening else null(),
        _last_opening(person).scalar_subquery() if opening else null(),
    )
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(CasePerson, and_(CasePerson.case_id == Case.id, CasePerson.role == Role.CHILD))
        .outerjoin(Person, Person.id == CasePerson.person_id)
        .outerjoin(DataKey, DataKey.id == Person.data_key_id)
        .where(Case.id == bindparam("case"))
    )


def _taken_over(person_id: Value) -> Select[uuid.UUID]:
    return select(Conversation.id).where(
        Conversation.person_id == person_id,
        Conversation.taken_over_at.is_not(None),
        Conversation.status != ConversationStatus.ENDED,
    )


def _channel_back(channel: Value, now: Value) -> Select[dt.datetime | None]:
    return (
        select(func.min(Delivery.not_before))
        .join(Address, Address.id == Delivery.address_id)
        .where(
            Delivery.state == DeliveryState.QUEUED,
            Delivery.tries > 0,
            Delivery.not_before > now,
            Address.channel == channel,
        )
    )


def _last_opening(person_id: Value) -> Select[dt.datetime | None]:
    return select(func.max(Conversation.opened_at)).where(Conversation.person_id == person_id)
