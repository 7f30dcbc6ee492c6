"""The list of cases, one case, and what can be done in its threads.

A search is a form that is posted: a name never stands in an address.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import cases as desk_cases
from bot.desk.case import view_case
from bot.desk.takeover import hand_back, take_over
from bot.desk.tasks import TaskResult
from bot.desk.threads import mark_seen
from bot.desk.viewer import Refused, Viewer, Why
from bot.ladder.pausing import pause, resume
from bot.runtime import Work
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer

LONGEST_SEARCH = 80


@console.route("/cases", methods=["GET", "POST"])
def cases() -> str:
    """The list, or what a search finds in it."""
    wanted = request.form.get("wanted", "")[:LONGEST_SEARCH].strip()
    with runtime().look() as work:
        found = desk_cases.cases(work, viewer(), wanted)
    return render_template("console/cases.html", cases=found, wanted=wanted)


@console.get("/cases/<uuid:case_id>")
def case(case_id: uuid.UUID) -> str:
    """One case."""
    with runtime().work() as work:
        found = view_case(work, viewer(), case_id)
    return render_template("console/case.html", case=found, results=TaskResult)


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/seen")
def seen(case_id: uuid.UUID, person_id: uuid.UUID) -> Response:
    """Mark what a page showed as seen."""
    try:
        up_to = uuid.UUID(request.form.get("up_to", ""))
    except ValueError:
        abort(400)
    with runtime().work() as work:
        count = mark_seen(work, viewer(), person_id, up_to)
    message = "Marked as seen." if count else "This was marked before."
    return done(message, _back(case_id, person_id))


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/take-over")
def take(case_id: uuid.UUID, person_id: uuid.UUID) -> Response:
    """Stop the machine."""
    message = "You have taken over: the machine sends nothing until you hand back."
    return _change(take_over, case_id, person_id, message)


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/hand-back")
def give_back(case_id: uuid.UUID, person_id: uuid.UUID) -> Response:
    """Let the machine go on."""
    return _change(hand_back, case_id, person_id, "Handed back: the machine goes on.")


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/pause")
def rest(case_id: uuid.UUID, person_id: uuid.UUID) -> Response:
    """Let the machine's texts to somebody rest until a day."""
    try:
        until = dt.date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        return refused(Refused(Why.PAUSE_NOT_CLEAR), _back(case_id, person_id))
    message = "The texts rest until that day. Clocks and tasks run on."
    return _change(lambda work, who, person: pause(work, who, person, until), case_id, person_id, message)


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/resume")
def go_on(case_id: uuid.UUID, person_id: uuid.UUID) -> Response:
    """Let them go again."""
    return _change(resume, case_id, person_id, "Texts may go again.")


def _change(
    act: Callable[[Work, Viewer, uuid.UUID], Any], case_id: uuid.UUID, person_id: uuid.UUID, message: str
) -> Response:
    try:
        with runtime().work() as work:
            act(work, viewer(), person_id)
    except Refused as problem:
        return refused(problem, _back(case_id, person_id))
    return done(message, _back(case_id, person_id))


def _back(case_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """The page that held the form: a concern's, else the case's."""
    return request.form.get("next") or url_for("console.case", case_id=case_id) + f"#thread-{person_id}"
