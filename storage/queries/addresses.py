"""Addresses by number, and who uses them."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from flows.vocabulary import Channel
from storage.models import Address, Person, PersonAddress
from storage.vault import Vault


def find(
    session: Session, vault: Vault, provider_id: uuid.UUID, channel: Channel, number: str
) -> Address | None:
    """The address of a number (E.164) on a channel, or None."""
    query = select(Address).where(
        Address.provider_id == provider_id,
        Address.channel == channel,
        Address.number_index == vault.blind_index(number),
    )
    return session.scalars(query).one_or_none()


def find_locked(
    session: Session, vault: Vault, provider_id: uuid.UUID, channel: Channel, number: str
) -> Address | None:
    """As `find`, locked as by `lock`."""
    query = _locked().where(
        Address.provider_id == provider_id,
        Address.channel == channel,
        Address.number_index == vault.blind_index(number),
    )
    return session.scalars(query).one_or_none()


def find_or_add(
    session: Session,
    vault: Vault,
    provider_id: uuid.UUID,
    channel: Channel,
    number: str,
    *,
    new_id: Callable[[], uuid.UUID],
    now: dt.datetime,
) -> Address:
    """The address of a number, made with a data key of its own if it is new."""
    found = find(session, vault, provider_id, channel, number)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            key = vault.new_key()
            address = Address(
                id=new_id(),
                provider_id=provider_id,
                channel=channel,
                number_index=vault.blind_index(number),
                number_sealed=vault.seal(key, "number", number),
                data_key_id=key,
                created_at=now,
            )
            session.add(address)
            session.flush()
            return address
    except IntegrityError:
        # Another process made it between our look and our insert.
        found = find(session, vault, provider_id, channel, number)
        if found is None:
            raise
        return found


def lock(session: Session, address_id: uuid.UUID) -> Address:
    """Lock an address before anything else of its thread is touched (invariant 3).

    FOR NO KEY UPDATE: rows that refer to the address can still be inserted by others meanwhile.
    """
    query = _locked().where(Address.id == address_id)
    return session.scalars(query).one()


def current_persons(session: Session, address_id: uuid.UUID) -> list[tuple[Person, PersonAddress]]:
    """The persons who use an address now; all their addresses are loaded with them."""
    rows = session.execute(_users(), {"address": address_id}).unique()
    return [(person, link) for person, link in rows]


def link_of(person: Person, address: Address) -> PersonAddress:
    """How a person uses, or has used, an address. Raises ValueError where they never did."""
    for link in person.addresses:
        if link.address_id == address.id:
            return link
    raise ValueError("this person has no such address")


@cache
def _locked() -> Select[Address]:
    return (
        select(Address)
        .options(joinedload(Address.data_key))
        .with_for_update(key_share=True, of=Address)
        .execution_options(populate_existing=True)
    )


@cache
def _users() -> Select[Person, PersonAddress]:
    return (
        select(Person, PersonAddress)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .where(PersonAddress.address_id == bindparam("address"), PersonAddress.until.is_(None))
        .options(joinedload(Person.addresses), joinedload(Person.data_key))
        .order_by(Person.person_ref)
    )
