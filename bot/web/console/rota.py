"""The rota: who is on call, and can they be reached?"""

import datetime as dt
import uuid

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import rota as desk
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer


@console.get("/rota")
def rota() -> str:
    """The page, for the week that holds `?week=`."""
    return _page()


@console.post("/rota/shifts")
def add_shift() -> Response | tuple[str, int]:
    """Add a shift, on each ticked day of the week or on one date."""
    try:
        new = _new_shift()
        with runtime().work() as work:
            desk.add_shift(work, viewer(), new)
    except Refused as problem:
        if problem.why is not Why.SHIFT_NOT_CLEAR:
            return refused(problem, url_for("console.rota"))
        return _page(problem=problem.why), 422
    return done("The shift is on the rota.", url_for("console.rota"))


@console.post("/rota/shifts/<uuid:shift_id>/remove")
def remove_shift(shift_id: uuid.UUID) -> Response:
    """Take a shift off the rota."""
    try:
        with runtime().work() as work:
            desk.remove_shift(work, viewer(), shift_id)
    except Refused as problem:
        return refused(problem, url_for("console.rota"))
    return done("The shift is off the rota.", url_for("console.rota"))


def _new_shift() -> desk.NewShift:
    """The form as values. Raises Refused when it makes no shift."""
    form = request.form
    try:
        return desk.NewShift(
            staff_id=uuid.UUID(form.get("staff", "")),
            weekdays=tuple(int(day) for day in form.getlist("weekday")),
            on_day=_date(form.get("on_day", "")),
            hours=f"{form.get('start', '')}-{form.get('end', '')}",
            place=int(form.get("place", "1")),
        )
    except ValueError:
        raise Refused(Why.SHIFT_NOT_CLEAR) from None


def _date(written: str) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None


def _week() -> dt.date | None:
    """The day asked for; anything that is no day is this week."""
    try:
        found = _date(request.args.get("week", ""))
    except ValueError:
        return None
    return found if found is None or 2000 < found.year < 2100 else None


def _page(problem: Why | None = None) -> str:
    with runtime().look() as work:
        found = desk.look(work, viewer(), _week())
    return render_template(
        "console/rota.html",
        rota=found,
        problem=problem,
        filled=request.form,
        week=dt.timedelta(days=desk.DAYS),
    )
