"""One concern. The page shows, the button acts: opening a link never acknowledges anything."""

import uuid
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import concerns as desk
from bot.desk.calls import CallResult
from bot.desk.codes import known
from bot.desk.reaching import CallGiven, enter_concern_call
from bot.desk.viewer import Refused, Why
from bot.web.console import alarm_words, notice_words
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer


@console.get("/concerns/<uuid:concern_id>")
def concern(concern_id: uuid.UUID) -> str:
    """The page."""
    return _page(concern_id)


@console.post("/concerns/<uuid:concern_id>/acknowledge")
def acknowledge(concern_id: uuid.UUID) -> Response:
    """Somebody has it."""
    with runtime().work() as work:
        row = desk.acknowledge_concern(work, viewer(), concern_id)
        mine = row.acknowledged_by == viewer().staff_id
    message = (
        "You have it now. The pages have stopped."
        if mine
        else "A colleague acknowledged this before you. The pages have stopped."
    )
    return done(message, url_for("console.concern", concern_id=concern_id))


@console.post("/concerns/<uuid:concern_id>/calls")
def enter_call_here(concern_id: uuid.UUID) -> Response | tuple[str, int]:
    """Write down a call about it."""
    try:
        given = _call()
        with runtime().work() as work:
            enter_concern_call(work, viewer(), concern_id, given)
    except Refused as problem:
        return _page(concern_id, problem=problem.why, filled=request.form), 422
    return done("The call is written down.", url_for("console.concern", concern_id=concern_id) + "#calls")


def _call() -> CallGiven:
    """The form as values. Raises Refused when something is not chosen."""
    results = known(CallResult, [request.form.get("result", "")])
    if not results:
        raise Refused(Why.NO_RESULT)
    try:
        person_id = uuid.UUID(request.form.get("person", ""))
    except ValueError:
        raise Refused(Why.NOT_IN_CASE) from None
    return CallGiven(person_id, results[0], request.form.get("note"))


def _page(concern_id: uuid.UUID, **more: Any) -> str:
    with runtime().work() as work:
        found = desk.look(work, viewer(), concern_id)
    return render_template(
        "console/concern.html",
        concern=found,
        results=CallResult,
        nw=notice_words,
        aw=alarm_words,
        **{"problem": None, "filled": {}, **more},
    )
