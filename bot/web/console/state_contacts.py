"""Numbers of States: what the provider has looked up, and the form to enter one."""

from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.codes import known
from bot.importing.zones import STATES
from bot.notices.contacts import (
    ContactEntry,
    ContactProblem,
    NotAllowed,
    Wrong,
    contact_lines,
    enter_contact,
    may_enter,
    withdraw_contact,
)
from bot.web.console import notice_words
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer
from flows.policy.notices import rules
from flows.vocabulary import ContactKind

FIELDS = ("state", "name", "number", "source", "seen_on", "law_hours")
LONGEST_FIELD = 400


@console.get("/settings/state-contacts")
def state_contacts() -> str:
    """The list and the form. `?state=VA&kind=cps` chooses what is to be entered."""
    return _page({"state": request.args.get("state", ""), "kind": request.args.get("kind", "")})


@console.post("/settings/state-contacts")
def enter_state_contact() -> Response | tuple[str, int]:
    """Keep a number with its source."""
    given = {name: request.form.get(name, "")[:LONGEST_FIELD] for name in FIELDS}
    kind = _kind()
    try:
        with runtime().work() as work:
            enter_contact(work, viewer(), ContactEntry(kind=kind, **given))
    except NotAllowed:
        abort(403)
    except ContactProblem as problem:
        return _page({**given, "kind": kind.value}, problem.wrong), 422
    message = "The number is kept. It shows on every concern of a child in this State."
    return done(message, url_for("console.state_contacts"))


@console.post("/settings/state-contacts/withdraw")
def withdraw_state_contact() -> Response:
    """Take a number away."""
    try:
        with runtime().work() as work:
            gone = withdraw_contact(work, viewer(), request.form.get("state", "")[:2], _kind())
    except NotAllowed:
        abort(403)
    message = "The number is withdrawn and shows nowhere." if gone else "There was no such number any more."
    return done(message, url_for("console.state_contacts"))


def _kind() -> ContactKind:
    found = known(ContactKind, [request.form.get("kind", "")])
    if not found:
        abort(400)
    return found[0]


def _page(filled: dict[str, Any], wrong: tuple[Wrong, ...] = ()) -> str:
    with runtime().look() as work:
        numbers = contact_lines(work)
    look_up = {rule.contact: rule.look_up for rule in rules().duties.values() if rule.contact}
    return render_template(
        "console/state_contacts.html",
        numbers=numbers,
        filled=filled,
        wrong=wrong,
        kinds=ContactKind,
        states=sorted(STATES),
        look_up=look_up,
        may_enter=may_enter(viewer()),
        nw=notice_words,
    )
