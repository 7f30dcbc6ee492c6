"""Twilio's webhooks: verify, store, answer fast.

A message that is not stored is answered 503, never 200 (invariant 1): Twilio then tries again or
calls the fallback. A wrongly signed request is refused, counted, and leaves nothing behind.
"""

import logging

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.receipts import BadReceipt, keep_receipt, parse_receipt
from bot.inbound.form import BadForm, parse_form
from bot.inbound.process import process_address
from bot.inbound.store import store
from bot.runtime import Runtime
from bot.web.signature import is_signed
from storage.queries.counters import count

log = logging.getLogger(__name__)

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
MAX_FORM_BYTES = 64 * 1024
REFUSED = "refused_webhooks"

webhooks = Blueprint("webhooks", __name__, url_prefix="/twilio")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["prs"]
    return runtime


@webhooks.before_request
def verify() -> None:
    """Every request under /twilio must bear Twilio's signature."""
    runtime = _runtime()
    request.max_content_length = MAX_FORM_BYTES
    settings = runtime.settings
    signed = is_signed(
        settings.twilio_auth_token,
        settings.public_base_url,
        request.environ,
        request.form,
        request.headers.get("X-Twilio-Signature"),
    )
    if signed:
        return
    log.warning("a webhook without a valid signature was refused")
    try:
        with runtime.work() as work:
            count(work.session, REFUSED, work.now.date())
    except SQLAlchemyError:
        log.warning("a refused webhook could not be counted: the database is away")
    abort(403)


@webhooks.post("/inbound")
def inbound() -> Response:
    """A text from a phone."""
    runtime = _runtime()
    try:
        form = parse_form(request.form, runtime.settings)
    except BadForm:
        abort(400)
    try:
        stored = store(runtime, form)
    except SQLAlchemyError as error:
        log.error("a message could not be stored", extra={"kind": type(error).__name__})
        abort(503)
    # Stored: whatever happens now, the sweep finds it.
    process_address(runtime, stored.address_id)
    return Response(EMPTY_TWIML, content_type="text/xml")


@webhooks.post("/status")
def status() -> Response:
    """What became of one of our texts."""
    try:
        keep_receipt(_runtime(), parse_receipt(request.form, request.args))
    except BadReceipt:
        abort(400)
    except SQLAlchemyError as error:
        log.error("a receipt could not be stored", extra={"kind": type(error).__name__})
        abort(503)
    return Response(status=204)
