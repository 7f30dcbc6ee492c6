"""Calls: whom do I ring now, and how did it go?"""

import uuid

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.calls import CallEntry, CallResult, calls_to_make, enter_call
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer

RETRY = frozenset({Why.NO_RESULT, Why.NOTE_MISSING, Why.NOTE_TOO_LONG})
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
    return done(message, url_for("console.calls"))


def _entry(task_id: uuid.UUID) -> CallEntry:
    given = request.form.get("result", "")
    if given not in {result.value for result in CallResult}:
        raise Refused(Why.NO_RESULT)
    return CallEntry(
        task_id=task_id,
        result=CallResult(given),
        note=request.form.get("note"),
        finish="finish" in request.form,
    )


def _page(open_task: uuid.UUID | None = None, problem: Why | None = None) -> str:
    with runtime().look() as work:
        found = calls_to_make(work, viewer())
    return render_template(
        "console/calls.html",
        calls=found,
        results=CallResult,
        open_task=open_task,
        problem=problem,
        filled=request.form,
    )
