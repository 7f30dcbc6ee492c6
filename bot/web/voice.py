"""Voice webhooks: what a paged person hears, the keys they press, and what became of the call.

The call says a neutral name and how to take the page, and nothing of a case: anybody may have picked up
(invariant 6). Taking it needs the page's code by keys, so neither voicemail nor a pocket can.
"""

import logging
import uuid

from flask import Blueprint, Response, abort, request
from sqlalchemy.exc import SQLAlchemyError
from twilio.twiml.voice_response import Gather, VoiceResponse

from bot.alarms.calls import BadCall, Progress, keep_progress, parse_progress
from bot.alarms.guessing import may_try
from bot.alarms.taking import KEYPRESS, Taken, take_by_code
from bot.alarms.telling import LANGUAGE
from bot.runtime import Work
from bot.web.current import runtime
from bot.web.webhooks import verify
from flows.shared_texts import (
    PAGE_VOICE,
    PAGE_VOICE_OFF,
    PAGE_VOICE_OVER,
    PAGE_VOICE_TAKEN,
    PAGE_VOICE_WRONG,
    PAGE_VOICE_YOURS,
)
from storage.models import Alarm, PageRow

log = logging.getLogger(__name__)

KEYS_PATH = "/twilio/voice/keys"
DIGITS = 4
SPOKEN = "en-US"
KEY_SECONDS = 8
TIMES = 3
"""So often the page is said, and so many codes may be wrong, before the call ends. It rings again."""

_SAID = {
    Taken.YOURS: PAGE_VOICE_YOURS,
    Taken.BY_OTHER: PAGE_VOICE_TAKEN,
    Taken.OFF: PAGE_VOICE_OFF,
}

voice = Blueprint("voice", __name__, url_prefix="/twilio/voice")
voice.before_request(verify)


@voice.errorhandler(SQLAlchemyError)
def no_database(error: SQLAlchemyError) -> Response:
    """Never a success that is not one: whoever pressed the keys hears that something went wrong."""
    log.error("a voice webhook could not be kept", extra={"kind": type(error).__name__})
    return Response(status=503)


@voice.post("/answer")
def answer() -> Response:
    """Somebody, or a machine, has picked up."""
    page_id = _page_id()
    with runtime().look() as work:
        page = work.session.get_one(PageRow, page_id)
        code = _running_code(work, page)
        if code is None:
            return _twiml(_saying(work, PAGE_VOICE_OVER))
        if not may_try(work, [page.staff_id]):
            return _twiml(_saying(work, PAGE_VOICE_OFF))
        return _twiml(_asking(work, page_id, code))


@voice.post("/keys")
def keys() -> Response:
    """Keys were pressed. Only the code of a page to this person takes anything."""
    page_id, pressed = _page_id(), request.form.get("Digits", "")
    with runtime().work() as work:
        page = work.session.get_one(PageRow, page_id)
        taken = take_by_code(work, [page.staff_id], pressed, KEYPRESS)
        if taken is not Taken.WRONG:
            return _twiml(_saying(work, _SAID[taken]))
        code = _running_code(work, page)
        attempt = request.args.get("n", 1, int) + 1
        if code is None or attempt > TIMES:
            return _twiml(_saying(work, PAGE_VOICE_WRONG, PAGE_VOICE_OVER))
        return _twiml(_asking(work, page_id, code, attempt))


@voice.post("/status")
def status() -> Response:
    """What became of one of our calls."""
    with runtime().work() as work:
        keep_progress(work, _progress())
    return Response(status=204)


def _progress() -> Progress:
    try:
        return parse_progress(request.form, request.args)
    except BadCall:
        abort(400)


def _page_id() -> uuid.UUID:
    """The page that this call is about. That the call stands is kept first, whatever comes of the keys."""
    with runtime().work() as work:
        page = keep_progress(work, _progress())
        if page is None:
            abort(404)
        return page.id


def _running_code(work: Work, page: PageRow) -> str | None:
    """The code of the page's alarm, while it rings."""
    alarm = work.session.get(Alarm, page.alarm_id) if page.alarm_id else None
    return alarm.code if alarm is not None and alarm.stopped_at is None else None


def _asking(work: Work, page_id: uuid.UUID, code: str, attempt: int = 1) -> VoiceResponse:
    """Say the page some times over, and wait for its code each time."""
    response = VoiceResponse()
    if attempt > 1:
        response.say(_text(work, PAGE_VOICE_WRONG), language=SPOKEN)
    words = _text(work, PAGE_VOICE, public_name=work.settings.public_name, code=", ".join(code))
    for _ in range(TIMES):
        gather = Gather(
            input="dtmf",
            num_digits=DIGITS,
            timeout=KEY_SECONDS,
            finish_on_key="",
            action=f"{KEYS_PATH}?p={page_id}&n={attempt}",
            method="POST",
        )
        gather.say(words, language=SPOKEN)
        response.append(gather)
    response.hangup()
    return response


def _saying(work: Work, *keys: str) -> VoiceResponse:
    response = VoiceResponse()
    for key in keys:
        response.say(_text(work, key), language=SPOKEN)
    response.hangup()
    return response


def _text(work: Work, key: str, **params: str) -> str:
    return work.runtime.texts.text(LANGUAGE, key, **params)


def _twiml(response: VoiceResponse) -> Response:
    return Response(str(response), content_type="text/xml")
