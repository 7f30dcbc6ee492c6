"""The tray: what the machine could not place, and finishing any task that is no call."""

import uuid

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.interpreting import ask_interpreter
from bot.desk.tasks import TaskResult, finish_task
from bot.desk.tray import tray as items_of_tray
from bot.desk.viewer import Refused
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer


@console.get("/tray")
def tray() -> str:
    """The list."""
    with runtime().work() as work:
        found = items_of_tray(work, viewer())
    return render_template("console/tray.html", items=found, results=TaskResult)


@console.post("/tasks/<uuid:task_id>/finish")
def finish(task_id: uuid.UUID) -> Response:
    """Finish a task."""
    given, target = request.form.get("result", ""), request.form.get("next", "/")
    if given not in {result.value for result in TaskResult}:
        abort(400)
    try:
        with runtime().work() as work:
            finish_task(work, viewer(), task_id, given)
    except Refused as problem:
        return refused(problem, target)
    return done("Done.", target)


@console.post("/tasks/<uuid:task_id>/interpreter")
def ask_for_interpreter(task_id: uuid.UUID) -> Response:
    """Open the task to find an interpreter for an item of the tray."""
    target = url_for("console.tray")
    try:
        with runtime().work() as work:
            ask_interpreter(work, viewer(), task_id)
    except Refused as problem:
        return refused(problem, target)
    return done("Asked: the task to find an interpreter stands under Today.", target)
