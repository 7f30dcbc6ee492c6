"""The first transaction: the raw message is stored, once, before anything is understood."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, bindparam, func, select

from bot.inbound.form import InboundForm
from bot.runtime import Runtime, Work
from bot.steps import Step, passed
from storage.models import Address, Inbound, InboundProcessing
from storage.queries import addresses


@dataclass(frozen=True, slots=True)
class Stored:
    """The address that the message belongs to; `new` is false for a webhook that came again."""

    inbound_id: uuid.UUID
    address_id: uuid.UUID
    new: bool


def store(runtime: Runtime, form: InboundForm, arrived_at: dt.datetime | None = None) -> Stored:
    """Store a message under its unique SID. The same SID again changes nothing (invariant 3).

    `arrived_at` (UTC) where it came earlier than now: then "tomorrow" is read from there.
    """
    with runtime.work() as work:
        address = _address(work, form)
        values = {"sid": form.sid, "address": address.id}
        known_id, known_at, last = work.session.execute(_before(), values).one()
        if known_id is not None:
            return Stored(known_id, known_at, new=False)
        at = min(arrived_at or work.now, work.now)
        row = _add(work, address, form, at, position=(last or 0) + 1)
        address.last_inbound_at = max(address.last_inbound_at or at, at)
        passed(Step.STORE_IN_IT)
        return Stored(row.id, address.id, new=True)


def known_sids(work: Work, sids: Collection[str]) -> frozenset[str]:
    """Those SIDs that are stored already."""
    return frozenset(work.session.scalars(select(Inbound.sid).where(Inbound.sid.in_(sids))))


def _address(work: Work, form: InboundForm) -> Address:
    """The address that the message comes from, locked."""
    place = (work.session, work.vault, work.settings.provider_id, form.channel, form.number)
    found = addresses.find_locked(*place)
    if found is not None:
        return found
    return addresses.lock(work.session, addresses.find_or_add(*place, new_id=work.new_id, now=work.now).id)


@cache
def _before() -> Executable:
    """The message and the address of a SID that is known, and the last position at an address."""
    known = Inbound.sid == bindparam("sid")
    here = Inbound.address_id == bindparam("address")
    return select(
        select(Inbound.id).where(known).scalar_subquery(),
        select(Inbound.address_id).where(known).scalar_subquery(),
        select(func.max(Inbound.position)).where(here).scalar_subquery(),
    )


def _add(work: Work, address: Address, form: InboundForm, at: dt.datetime, position: int) -> Inbound:
    key_id = address.data_key_id
    row = Inbound(
        **work.owned(),
        sid=form.sid,
        address_id=address.id,
        channel=form.channel,
        body_sealed=work.vault.seal(key_id, "body", form.body),
        form_sealed=work.vault.seal(key_id, "form", form.raw),
        media_count=form.media_count,
        opt_out_type=form.opt_out_type,
        quarantined=form.quarantined,
        received_at=at,
        position=position,
    )
    work.session.add(row)
    work.session.add(InboundProcessing(inbound_id=row.id, address_id=address.id, received_at=at, tries=0))
    work.session.flush()
    return row
