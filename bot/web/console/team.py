"""The team, for supervisors and administrators. No password is ever shown: a link to set one is, once."""

import uuid
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.accounts import AccountProblem
from bot.desk import team as desk
from bot.desk.codes import known
from bot.desk.team_reach import Reach, change_reach
from bot.desk.viewer import Refused
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer
from flows.vocabulary import StaffRole

Answer = str | Response | tuple[str, int]


@console.get("/team")
def team() -> str:
    """Everybody."""
    return _page()


@console.post("/team")
def add_member() -> Answer:
    """Add a colleague; the answer holds the link with which they set their password."""
    form = request.form
    roles = known(StaffRole, [form.get("role", "")])
    if not roles:
        abort(400)
    new = desk.NewMember(form.get("email", ""), form.get("name", ""), roles[0], form.get("languages", ""))
    try:
        with runtime().work() as work:
            token = desk.add_member(work, viewer(), new)
    except Refused as problem:
        return refused(problem, url_for("console.team"))
    except AccountProblem as problem:
        return _page(wrong=str(problem), wrong_at="add", filled=form), 422
    return _page(link=_link(token), link_for=new.name)


@console.post("/team/<uuid:staff_id>/reach")
def change_member(staff_id: uuid.UUID) -> Answer:
    """Change how a colleague is reached and what they speak."""
    form = request.form
    reach = Reach(
        languages=form.get("languages", ""),
        phone=form.get("phone", ""),
        no_phone="no_phone" in form,
        on_call="on_call" in form,
        zone=form.get("zone", "").strip(),
    )
    try:
        with runtime().work() as work:
            change_reach(work, viewer(), staff_id, reach)
    except Refused as problem:
        return refused(problem, url_for("console.team"))
    except AccountProblem as problem:
        return _page(wrong=str(problem), wrong_at=str(staff_id), filled=form), 422
    return done("Saved.", url_for("console.team") + f"#member-{staff_id}")


@console.post("/team/<uuid:staff_id>/link")
def make_link(staff_id: uuid.UUID) -> Answer:
    """Show a link with which a colleague sets a new password."""
    try:
        with runtime().work() as work:
            token = desk.make_link(work, viewer(), staff_id)
            names = {m.mate.id: m.mate.name for m in desk.members(work, viewer())}
    except Refused as problem:
        return refused(problem, url_for("console.team"))
    return _page(link=_link(token), link_for=names[staff_id])


@console.post("/team/<uuid:staff_id>/active")
def change_active(staff_id: uuid.UUID) -> Response:
    """Close an account, or open it again."""
    active = request.form.get("active") == "1"
    try:
        with runtime().work() as work:
            desk.set_active(work, viewer(), staff_id, active=active)
    except Refused as problem:
        return refused(problem, url_for("console.team"))
    message = "The account is open again." if active else "The account is closed; its sessions have ended."
    return done(message, url_for("console.team"))


def _link(token: str) -> str:
    return runtime().settings.public_base_url + url_for("door.set_password", token=token)


def _page(**more: Any) -> str:
    try:
        with runtime().look() as work:
            found = desk.members(work, viewer())
    except Refused:
        abort(403)
    roles = [role for role in StaffRole if desk.may_manage(viewer(), role)]
    shown = {"link": None, "link_for": None, "wrong": None, "wrong_at": None, "filled": {}, **more}
    return render_template("console/team.html", members=found, roles=roles, **shown)
