"""Writing a text into the outbox, in the transaction of the change that caused it."""

import datetime as dt
import json
import uuid

from sqlalchemy import select, update

from bot.runtime import Work
from bot.scene import Scene
from flows.turn import Say
from flows.vocabulary import Channel, DeliveryState, Lane
from storage.models import Address, Delivery, Outbound

LANES = (Lane.SAFETY, Lane.PAGE, Lane.REPLY, Lane.FIRST, Lane.REMINDER)
STALE_AFTER = {
    Lane.REPLY: dt.timedelta(hours=20),
    Lane.FIRST: dt.timedelta(hours=20),
    Lane.REMINDER: dt.timedelta(hours=4),
}
STOP_CONFIRMATION = "stopped"
NUMBER_CHANGED = "number_changed"
PARAMS = "params"
"""Field of the sealed parameters of a text."""


def write_text(
    work: Work,
    address: Address,
    *,
    dedupe_key: str,
    say: Say,
    language: str,
    params: dict[str, str],
    person_id: uuid.UUID | None = None,
    conversation_id: uuid.UUID | None = None,
    staff_id: uuid.UUID | None = None,
    position: int = 0,
    body: str | None = None,
) -> Outbound | None:
    """Queue one text. Returns None when this key has been written before (nothing is doubled).

    `body`: the words themselves, where a person wrote them and no catalogue holds them.
    """
    if work.session.scalars(select(Outbound.id).where(Outbound.dedupe_key == dedupe_key)).first():
        return None
    words = work.runtime.texts.text(language, say.key, **params) if body is None else body
    row = Outbound(
        **work.owned(),
        dedupe_key=dedupe_key,
        address_id=address.id,
        person_id=person_id,
        conversation_id=conversation_id,
        staff_id=staff_id,
        lane=say.lane,
        text_key=say.key,
        language=language,
        texts_version=work.runtime.texts.version(language),
        body_sealed=work.vault.seal(address.data_key_id, "body", words),
        params_sealed=_sealed_params(work, address, params) if body is None else None,
        created_at=work.now,
        position=position,
        not_after=_stale_from(work, say),
    )
    work.session.add(row)
    work.session.add(_queued(work, row))
    work.session.flush()
    return row


def _stale_from(work: Work, say: Say) -> dt.datetime | None:
    stale = STALE_AFTER.get(say.lane)
    return work.now + stale if stale else None


def _sealed_params(work: Work, address: Address, params: dict[str, str]) -> bytes | None:
    """What was filled in, where a template of WhatsApp may need it again."""
    if address.channel is not Channel.WHATSAPP:
        return None
    return work.vault.seal(address.data_key_id, PARAMS, json.dumps(params, ensure_ascii=False))


def _queued(work: Work, row: Outbound) -> Delivery:
    return Delivery(
        outbound_id=row.id,
        address_id=row.address_id,
        lane_rank=LANES.index(row.lane),
        created_at=row.created_at,
        position=row.position,
        state=DeliveryState.QUEUED,
        provider_rank=0,
        tries=0,
        not_before=work.now,
        updated_at=work.now,
    )


def scene_params(work: Work, scene: Scene, child_label: str) -> dict[str, str]:
    """What the shell fills into texts by name: the neutral name, the number, the agreed question."""
    params = {
        "public_name": work.settings.public_name,
        "phone": work.settings.public_phone,
        "child": child_label,
    }
    person = scene.person
    if person is not None and person.identity_question_sealed is not None:
        params["question"] = work.vault.open(
            person.data_key_id, "identity_question", person.identity_question_sealed
        )
    return params


def cancel_texts_of(work: Work, conversation_id: uuid.UUID, reason: str) -> None:
    """Cancel what waits of a conversation that ends without a text."""
    waiting = select(Outbound.id).where(Outbound.conversation_id == conversation_id)
    work.session.execute(
        update(Delivery)
        .where(Delivery.outbound_id.in_(waiting), Delivery.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.CANCELLED, reason=reason, updated_at=work.now)
    )


def cancel_queued(
    work: Work, address_id: uuid.UUID, reason: str, *, person_id: uuid.UUID | None = None
) -> None:
    """Cancel what waits for this address, or for one of those who use it: after STOP. Pages stay."""
    theirs = select(Outbound.id).where(Outbound.person_id == person_id)
    work.session.execute(
        update(Delivery)
        .where(
            Delivery.address_id == address_id,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.lane_rank != LANES.index(Lane.PAGE),
            *([Delivery.outbound_id.in_(theirs)] if person_id is not None else []),
        )
        .values(state=DeliveryState.CANCELLED, reason=reason, updated_at=work.now)
    )
