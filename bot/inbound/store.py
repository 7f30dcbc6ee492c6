"""The first transaction: the raw message is stored, once, before anything is understood."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.inbound.form import InboundForm
from bot.runtime import Runtime, Work
from storage.models import Inbound, InboundProcessing
from storage.queries import addresses


@dataclass(frozen=True, slots=True)
class Stored:
    """The address that the message belongs to; `new` is false for a webhook that came again."""

    inbound_id: uuid.UUID
    address_id: uuid.UUID
    new: bool


def store(runtime: Runtime, form: InboundForm) -> Stored:
    """Store a message under its unique SID. The same SID again changes nothing (invariant 3)."""
    with runtime.work() as work:
        found = addresses.find_or_add(
            work.session,
            work.vault,
            work.settings.provider_id,
            form.channel,
            form.number,
            new_id=work.new_id,
            now=work.now,
        )
        address = addresses.lock(work.session, found.id)
        known = work.session.scalars(select(Inbound).where(Inbound.sid == form.sid)).one_or_none()
        if known is not None:
            return Stored(known.id, known.address_id, new=False)
        row = _add(work, address.id, address.data_key_id, form)
        address.last_inbound_at = work.now
        return Stored(row.id, address.id, new=True)


def _add(work: Work, address_id: uuid.UUID, key_id: uuid.UUID, form: InboundForm) -> Inbound:
    last = work.session.scalar(select(func.max(Inbound.position)).where(Inbound.address_id == address_id))
    row = Inbound(
        **work.owned(),
        sid=form.sid,
        address_id=address_id,
        channel=form.channel,
        body_sealed=work.vault.seal(key_id, "body", form.body),
        form_sealed=work.vault.seal(key_id, "form", form.raw),
        media_count=form.media_count,
        opt_out_type=form.opt_out_type,
        quarantined=form.quarantined,
        received_at=work.now,
        position=(last or 0) + 1,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add(
        InboundProcessing(inbound_id=row.id, address_id=address_id, received_at=work.now, tries=0)
    )
    work.session.flush()
    return row
