"""Raising a concern by hand: at a case, and at a message that was missed. The page shows, the button acts."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.codes import known
from bot.desk.correcting import mark_missed, message_of
from bot.desk.raising import RAISABLE, ByHand, people_of, raise_by_hand
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer
from flows.vocabulary import Concern, Urgency

RAISED = "The concern is raised. It rings now."


@console.get("/cases/<uuid:case_id>/raise")
def raise_form(case_id: uuid.UUID) -> str:
    """The form."""
    return _case_form(case_id)


@console.post("/cases/<uuid:case_id>/raise")
def raise_here(case_id: uuid.UUID) -> Response | tuple[str, int]:
    """Raise it."""
    try:
        with runtime().work() as work:
            row = raise_by_hand(work, viewer(), case_id, _person(), by_hand(request.form))
            target = url_for("console.concern", concern_id=row.id)
    except Refused as problem:
        return _case_form(case_id, problem.why), 422
    return done(RAISED, target)


@console.get("/messages/<uuid:inbound_id>/missed")
def missed_form(inbound_id: uuid.UUID) -> str:
    """The message and the form."""
    return _message_form(inbound_id)


@console.post("/messages/<uuid:inbound_id>/missed")
def missed(inbound_id: uuid.UUID) -> Response | tuple[str, int]:
    """Note that the machine missed it, and raise it now."""
    try:
        with runtime().work() as work:
            row = mark_missed(work, viewer(), inbound_id, by_hand(request.form))
            target = url_for("console.concern", concern_id=row.id)
    except Refused as problem:
        return _message_form(inbound_id, problem.why), 422
    return done(RAISED, target)


def by_hand(form: Any, prefix: str = "") -> ByHand:
    """What a form says of a concern. Raises Refused when no urgency is chosen."""
    given = form.get(f"{prefix}urgency", "")
    if given not in {urgency.value for urgency in RAISABLE}:
        raise Refused(Why.NO_URGENCY)
    return ByHand(
        urgency=Urgency(given),
        codes=known(Concern, form.getlist(f"{prefix}codes")),
        words=form.get(f"{prefix}words", ""),
    )


def _person() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("person", ""))
    except ValueError:
        raise Refused(Why.NOT_IN_CASE) from None


def _case_form(case_id: uuid.UUID, problem: Why | None = None) -> str:
    with runtime().look() as work:
        people = people_of(work, viewer(), case_id)
    return _form(problem, {"case_id": case_id, "people": people, "bubble": None})


def _message_form(inbound_id: uuid.UUID, problem: Why | None = None) -> str:
    with runtime().work() as work:
        found = message_of(work, viewer(), inbound_id)
    return _form(problem, {"case_id": found.case_id, "people": (), "bubble": found})


def _form(problem: Why | None, more: Mapping[str, Any]) -> str:
    return render_template(
        "console/raising.html",
        problem=problem,
        filled=request.form,
        urgencies=RAISABLE,
        codes=Concern,
        **more,
    )
