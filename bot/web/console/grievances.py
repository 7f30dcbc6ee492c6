"""Complaints: the list, writing one down, and its steps. A GET changes nothing."""

import uuid
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import grievances as desk
from bot.desk.cases import cases as list_cases
from bot.desk.grievances import Complaint, StepWanted
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer
from flows.vocabulary import GrievanceFrom, GrievanceOutcome, GrievanceState, GrievanceWay


@console.get("/complaints")
def complaints() -> str:
    """The list, with the form below it."""
    return _page()


@console.post("/complaints")
def record_complaint() -> Response | tuple[str, int]:
    """Write one down."""
    try:
        with runtime().work() as work:
            desk.record(work, viewer(), _complaint())
    except Refused as problem:
        return _page(problem.why), 422
    return done("The complaint is on record. Somebody in charge has it.", url_for("console.complaints"))


@console.post("/complaints/<uuid:grievance_id>")
def step_of_complaint(grievance_id: uuid.UUID) -> Response:
    """Pass on, answer, resolve or take up again."""
    target = url_for("console.complaints")
    try:
        with runtime().work() as work:
            desk.take_step(work, viewer(), grievance_id, _step())
    except Refused as problem:
        return refused(problem, target)
    return done("Noted.", target)


def _page(problem: Why | None = None) -> str:
    with runtime().work() as work:
        found, people = desk.grievances(work, viewer()), desk.colleagues(work)
        cases = [(case.id, case.case_number) for case in list_cases(work, viewer())]
    return render_template(
        "console/grievances.html",
        complaints=found,
        colleagues=people,
        cases=cases,
        problem=problem,
        filled=request.form,
        froms=GrievanceFrom,
        ways=[way for way in GrievanceWay if way is not GrievanceWay.TEXT],
        states=GrievanceState,
        outcomes=GrievanceOutcome,
    )


def _complaint() -> Complaint:
    return Complaint(
        _chosen(GrievanceFrom, "from_whom"),
        _chosen(GrievanceWay, "way"),
        request.form.get("words", ""),
        _id("case"),
        _id("about"),
    )


def _step() -> StepWanted:
    given = request.form.get("outcome", "")
    outcome = _chosen(GrievanceOutcome, "outcome") if given else None
    return StepWanted(_chosen(GrievanceState, "to"), request.form.get("words", ""), outcome, _id("owner"))


Word = TypeVar("Word", bound=StrEnum)


def _chosen(kind: type[Word], name: str) -> Word:
    given = request.form.get(name, "")
    if given not in {word.value for word in kind}:
        raise Refused(Why.CHOICE_MISSING)
    return kind(given)


def _id(name: str) -> Any:
    given = request.form.get(name)
    try:
        return uuid.UUID(given) if given else None
    except ValueError:
        abort(400)
