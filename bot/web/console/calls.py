"""Calls: whom do I ring now, and how did it go?"""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.calls import CallEntry, CallResult, calls_to_make, enter_call, zone_of_call
from bot.desk.raising import RAISABLE
from bot.desk.viewer import Refused, Why
from bot.ladder.calling import document_unable
from bot.records.contacts import ANSWERS
from bot.web.console.blueprint import console
from bot.web.console.raising import by_hand
from bot.web.console.respond import done, refused
from bot.web.console.spoken import spoken_of
from bot.web.current import runtime, viewer
from flows.policy.hours import wall_to_utc
from flows.vocabulary import Concern

RETRY = frozenset(
    {
        Why.NO_RESULT,
        Why.NOTE_MISSING,
        Why.NOTE_TOO_LONG,
        Why.NO_URGENCY,
        Why.WORDS_TOO_LONG,
        Why.NOT_SPOKEN,
        Why.ANSWER_NOT_CLEAR,
        Why.TIME_NOT_CLEAR,
        Why.CALL_TO_COME,
        Why.CALL_TOO_EARLY,
    }
)
"""Problems that the caller can mend in the form, which then comes back as it was filled in."""


@console.get("/calls")
def calls() -> str:
    """The list."""
    return _page()


@console.post("/calls/<uuid:task_id>")
def enter(task_id: uuid.UUID) -> Response | tuple[str, int]:
    """Write a call down."""
    try:
        entry = _entry(task_id)
        with runtime().work() as work:
            enter_call(work, viewer(), entry)
    except Refused as problem:
        if problem.why in RETRY:
            return _page(open_task=task_id, problem=problem.why), 422
        return refused(problem, url_for("console.calls"))
    message = "The call is written down" + (" and the task is done." if entry.finish else ".")
    message += " The concern is raised: it rings now." if entry.concern else ""
    return done(message, url_for("console.calls"))


@console.post("/calls/<uuid:task_id>/unable")
def unable(task_id: uuid.UUID) -> Response:
    """Document "unable to contact", once all was tried."""
    target = url_for("console.calls")
    try:
        with runtime().work() as work:
            document_unable(work, viewer(), task_id)
    except Refused as problem:
        return refused(problem, target)
    return done("Documented: unable to contact, with all attempts on file.", target)


def _entry(task_id: uuid.UUID) -> CallEntry:
    given = request.form.get("result", "")
    if given not in {result.value for result in CallResult}:
        raise Refused(Why.NO_RESULT)
    return CallEntry(
        task_id=task_id,
        result=CallResult(given),
        note=request.form.get("note"),
        finish="finish" in request.form,
        concern=by_hand(request.form, "concern_") if _is_concern() else None,
        made_at=_made_at(task_id),
        address_id=_number_rung(),
        spoken=spoken_of(request.form),
    )


def _made_at(task_id: uuid.UUID) -> dt.datetime | None:
    """Day and time of day on the family's clocks, as an instant; None where both are left empty."""
    day, time = (request.form.get(name, "").strip() for name in ("call_day", "call_time"))
    if not day and not time:
        return None
    with runtime().look() as work:
        zone = ZoneInfo(zone_of_call(work, viewer(), task_id))
    try:
        local = dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(time))
    except ValueError:
        raise Refused(Why.TIME_NOT_CLEAR) from None
    return wall_to_utc(local.date(), local.hour * 60 + local.minute, zone)


def _number_rung() -> uuid.UUID | None:
    """The number that was chosen; that it is one of this person's is checked where the call is kept."""
    try:
        return uuid.UUID(request.form.get("address_id", ""))
    except ValueError:
        return None


def _is_concern() -> bool:
    """Whether anything of the concern was filled in; then all that it needs must be."""
    return any(request.form.get(f"concern_{name}", "").strip() for name in ("urgency", "words", "codes"))


def _page(open_task: uuid.UUID | None = None, problem: Why | None = None) -> str:
    with runtime().work() as work:
        found = calls_to_make(work, viewer())
    return render_template(
        "console/calls.html",
        calls=found,
        results=CallResult,
        urgencies=RAISABLE,
        codes=Concern,
        answers=ANSWERS,
        open_task=open_task,
        problem=problem,
        filled=request.form,
    )
