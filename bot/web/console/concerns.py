"""One concern. The page shows, the button acts: opening a link never acknowledges anything."""

import uuid

from flask import render_template, url_for
from werkzeug.wrappers import Response

from bot.desk import concerns as desk
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer


@console.get("/concerns/<uuid:concern_id>")
def concern(concern_id: uuid.UUID) -> str:
    """The page."""
    with runtime().work() as work:
        found = desk.look(work, viewer(), concern_id)
    return render_template("console/concern.html", concern=found)


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
