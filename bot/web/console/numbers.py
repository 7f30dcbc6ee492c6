"""Numbers that families wrote to us, to confirm by phone. A GET changes nothing."""

import uuid

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import numbers as desk
from bot.desk.viewer import Refused, Why
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer
from flows.vocabulary import PhoneOwner


@console.get("/numbers")
def numbers() -> str:
    """The list."""
    with runtime().work() as work:
        found = desk.numbers(work, viewer())
    return render_template("console/numbers.html", numbers=found, owners=PhoneOwner)


@console.post("/numbers/<uuid:proposal_id>/confirm")
def confirm_number(proposal_id: uuid.UUID) -> Response:
    """It is theirs."""
    target = url_for("console.numbers")
    try:
        with runtime().work() as work:
            desk.confirm(work, viewer(), proposal_id, _owner())
    except Refused as problem:
        return refused(problem, target)
    return done("Confirmed. From now on they are reached there.", target)


@console.post("/numbers/<uuid:proposal_id>/dismiss")
def dismiss_number(proposal_id: uuid.UUID) -> Response:
    """It is not theirs."""
    target = url_for("console.numbers")
    try:
        with runtime().work() as work:
            desk.dismiss(work, viewer(), proposal_id)
    except Refused as problem:
        return refused(problem, target)
    return done("Noted. Nobody is texted there.", target)


def _owner() -> PhoneOwner:
    given = request.form.get("owner", "")
    if given not in {owner.value for owner in PhoneOwner}:
        raise Refused(Why.CHOICE_MISSING)
    return PhoneOwner(given)
