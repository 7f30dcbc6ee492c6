"""Twilio's webhooks: verify, store, answer fast.

A message that is neither stored nor safe on disk is answered 503, never 200 (invariant 1): Twilio then
calls the fallback address, and what is still missing is fetched from its list. A wrongly signed request
is refused, counted, and leaves nothing behind.
"""

import logging

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.receipts import BadReceipt, keep_receipt, parse_receipt
from bot.inbound.form import BadForm, parse_form
from bot.inbound.process import process_address
from bot.inbound.spool import put_aside
from bot.inbound.store import store
from bot.runtime import Runtime
from bot.steps import Step, passed
from bot.web.refusals import Refusals
from bot.web.signature import is_signed

log = logging.getLogger(__name__)

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MAX_FORM_BYTES = 64 * 1024

webhooks = Blueprint("webhooks", __name__, url_prefix="/twilio")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["prs"]
    return runtime


@webhooks.before_request
def verify() -> None:
    """Every request under /twilio must bear Twilio's signature. The form of one that bears none is not
    even read, and one that is too long is refused by what it says of its length (413)."""
    runtime = _runtime()
    request.max_content_length = MAX_FORM_BYTES
    settings = runtime.settings
    signature = request.headers.get("X-Twilio-Signature")
    if signature and is_signed(
        settings.auth_tokens, settings.public_base_url, request.environ, request.form, signature
    ):
        return
    refusals: Refusals = current_app.extensions.setdefault("refusals", Refusals())
    refusals.add(runtime)
    abort(403)


@webhooks.post("/inbound")
def inbound() -> Response:
    """A text from a phone."""
    runtime = _runtime()
    try:
        form = parse_form(request.form, runtime.settings)
    except BadForm:
        abort(400)
    passed(Step.INBOUND_CAME)
    try:
        stored = store(runtime, form)
    except SQLAlchemyError as error:
        log.error("a message could not be stored", extra={"kind": type(error).__name__})
        if not put_aside(runtime, form):
            abort(503)
        return Response(EMPTY_TWIML, content_type="text/xml")
    passed(Step.STORED)
    # Stored: whatever happens now, the sweep finds it.
    process_address(runtime, stored.address_id)
    passed(Step.BEFORE_200)
    return Response(EMPTY_TWIML, content_type="text/xml")


@webhooks.post("/status")
def status() -> Response:
    """What became of one of our texts."""
    try:
        receipt = parse_receipt(request.form, request.args)
        passed(Step.RECEIPT_CAME)
        keep_receipt(_runtime(), receipt)
        passed(Step.RECEIPT_KEPT)
    except BadReceipt:
        abort(400)
    except SQLAlchemyError as error:
        log.error("a receipt could not be stored", extra={"kind": type(error).__name__})
        abort(503)
    return Response(status=204)
