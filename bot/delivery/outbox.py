"""Writing a text into the outbox, in the transaction of the change that caused it."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from bot.runtime import Work
from bot.scene import Scene
from flows.turn import Say
from flows.vocabulary import DeliveryState, Lane
from storage.models import Address, Delivery, Outbound

LANES = (Lane.SAFETY, Lane.PAGE, Lane.REPLY, Lane.FIRST, Lane.REMINDER)
STALE_AFTER = {
    Lane.REPLY: dt.timedelta(hours=20),
    Lane.FIRST: dt.timedelta(hours=20),
    Lane.REMINDER: dt.timedelta(hours=4),
}
STOP_CONFIRMATION = "stopped"


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
) -> Outbound | None:
    """Queue one text. Returns None when this key has been written before (nothing is doubled)."""
    if work.session.scalars(select(Outbound.id).where(Outbound.dedupe_key == dedupe_key)).first():
        return None
    body = work.runtime.texts.text(language, say.key, **params)
    stale = STALE_AFTER.get(say.lane)
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
        body_sealed=work.vault.seal(address.data_key_id, "body", body),
        created_at=work.now,
        position=position,
        not_after=work.now + stale if stale else None,
    )
    work.session.add(row)
    work.session.flush()
    work.session.add(_queued(work, row))
    work.session.flush()
    return row


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


def cancel_queued(work: Work, address_id: uuid.UUID, reason: str) -> None:
    """Cancel what waits for this address: after STOP, after a hand-over. Pages stay."""
    work.session.execute(
        update(Delivery)
        .where(
            Delivery.address_id == address_id,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.lane_rank != LANES.index(Lane.PAGE),
        )
        .values(state=DeliveryState.CANCELLED, reason=reason, updated_at=work.now)
    )
