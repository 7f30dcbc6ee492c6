"""Closing a concern, and saying that what was raised is none."""

import uuid

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from bot.desk.closing import close_concern
from bot.desk.correcting import mark_no_concern
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer
from flows.vocabulary import ConcernOutcome


@console.post("/concerns/<uuid:concern_id>/close")
def close(concern_id: uuid.UUID) -> Response:
    """Close it with an outcome."""
    target = url_for("console.concern", concern_id=concern_id)
    given = request.form.get("outcome", "")
    if given not in {outcome.value for outcome in ConcernOutcome}:
        return refused(Refused(Why.NO_OUTCOME), target)
    try:
        with runtime().work() as work:
            close_concern(work, viewer(), concern_id, ConcernOutcome(given), request.form.get("note"))
    except Refused as problem:
        return refused(problem, target)
    return done("The concern is closed.", url_for("console.today"))


@console.post("/concerns/<uuid:concern_id>/no-concern")
def no_concern(concern_id: uuid.UUID) -> Response:
    """What the machine raised here was none: for the figures. It closes nothing."""
    with runtime().work() as work:
        mark_no_concern(work, viewer(), concern_id, _message())
    message = "Noted: this was no concern. The concern itself stays open until somebody closes it."
    return done(message, url_for("console.concern", concern_id=concern_id))


def _message() -> uuid.UUID | None:
    given = request.form.get("message")
    try:
        return uuid.UUID(given) if given else None
    except ValueError:
        abort(400)
