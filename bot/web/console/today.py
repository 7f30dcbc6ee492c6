"""Today: what needs me, worst first. Its list and the strip of every page are polled."""

from flask import render_template
from werkzeug.wrappers import Response

from bot.desk import today as desk
from bot.web.console.blueprint import console
from bot.web.console.respond import fragment
from bot.web.current import runtime, viewer


@console.get("/")
def today() -> str:
    """The page."""
    with runtime().look() as work:
        found = desk.today(work, viewer())
    return render_template("console/today.html", today=found)


@console.get("/today/list")
def today_list() -> Response:
    """The list of the page."""
    with runtime().look() as work:
        found = desk.today(work, viewer())
    return fragment("console/_today.html", today=found)


@console.get("/strip")
def strip() -> Response:
    """What burns, for the strip."""
    return fragment("console/_strip.html")
