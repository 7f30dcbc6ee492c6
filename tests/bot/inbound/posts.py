"""Posts to the webhooks as Twilio makes them, and looks at what they left behind."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot.emulator.webhooks import SIGNATURE_HEADER, sign
from bot.simulation.stage import Stage
from storage.models import Address, Counter, Inbound, OptOut, Outbound, StatusEvent
from tests.bot.stages import CHILD, DUE_DAY, ENVIRON, family, import_family

BASE = ENVIRON["PUBLIC_BASE_URL"]
TOKEN = ENVIRON["TWILIO_AUTH_TOKEN"]
STRANGER = "+12025550177"
Form = dict[str, str]


def inbound(body: str = "hola", sender: str = CHILD, sid: str = "1", **changes: str) -> Form:
    """The form of one inbound message; a further field `Name=value` replaces or adds."""
    return {
        "MessageSid": "SM" + sid.rjust(32, "0"),
        "AccountSid": ENVIRON["TWILIO_ACCOUNT_SID"],
        "From": sender,
        "To": ENVIRON["TWILIO_FROM"],
        "MessagingServiceSid": ENVIRON["TWILIO_MESSAGING_SERVICE_SID"],
        "Body": body,
        "NumMedia": "0",
    } | changes


@dataclass(frozen=True)
class Wire:
    """How a post travels: what it is signed for, and what arrives of it."""

    token: str = TOKEN
    signed_url: str | None = None
    base: str = BASE
    signature: str | None = None


def post(app: Flask, form: Form, path: str = "/twilio/inbound", wire: Wire = Wire()) -> TestResponse:
    """Post a form, signed unless the wire brings another signature ("" for none)."""
    signature = wire.signature
    if signature is None:
        signature = sign(wire.signed_url or BASE + path, form, wire.token)
    return app.test_client().post(
        path,
        base_url=wire.base,
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={SIGNATURE_HEADER: signature} if signature else {},
    )


def kept(stage: Stage) -> dict[str, int]:
    """How many rows a webhook may leave behind, by table."""
    with stage.runtime.look() as work:
        return {
            model.__tablename__: work.session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Inbound, Outbound, StatusEvent, OptOut)
        }


def refused(stage: Stage) -> int:
    """How many webhooks were refused."""
    with stage.runtime.look() as work:
        return sum(work.session.scalars(select(Counter.count).where(Counter.name == "refused_webhooks")))


def bodies(stage: Stage) -> list[str]:
    """All inbound bodies, opened, in order of arrival."""
    query = select(Inbound, Address).join(Address).order_by(Inbound.received_at, Inbound.position)
    with stage.runtime.look() as work:
        return [
            work.vault.open(address.data_key_id, "body", row.body_sealed)
            for row, address in work.session.execute(query)
        ]


def opted_out(stage: Stage) -> list[bool]:
    """The ledger of stop (true) and start (false), in order."""
    with stage.runtime.look() as work:
        return list(work.session.scalars(select(OptOut.stopped).order_by(OptOut.at)))


def check_in(stage: Stage, language: str = "es", **changes: str) -> Stage:
    """One family, and the first check-in opened: 10:00 in Chicago on its day."""
    import_family(stage, family(language, **changes))
    stage.clock.move(DUE_DAY)
    stage.tick()
    return stage
