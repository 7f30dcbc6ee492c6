"""Setting a password by a link that works once: for new colleagues, and for whoever forgot theirs."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.accounts import MINIMUM_PASSWORD, AccountProblem
from bot.desk.team import owner_of, use_token
from bot.web.current import runtime
from bot.web.security import LONGEST_PASSWORD, door

GONE = 410


@door.get("/set-password/<token>")
def set_password(token: str) -> str | tuple[str, int]:
    """The form, or that the link does not work any more."""
    with runtime().work() as work:
        staff = owner_of(work, token)
        email = staff.email if staff else None
    return _form(email) if email else (_form(None), GONE)


@door.post("/set-password/<token>")
def keep_password(token: str) -> Response | tuple[str, int]:
    """Set it."""
    given, again = (request.form.get(name, "")[:LONGEST_PASSWORD] for name in ("password", "again"))
    with runtime().look() as work:
        staff = owner_of(work, token)
        email = staff.email if staff else None
    if email is None:
        return _form(None), GONE
    if given != again:
        return _form(email, "the two are not the same: type it twice"), 422
    try:
        with runtime().work() as work:
            kept = use_token(work, token, given)
    except AccountProblem as problem:
        return _form(email, str(problem)), 422
    if not kept:
        return _form(None), GONE
    flash("Your password is set. Sign in with it.", "done")
    return redirect(url_for("door.sign_in"), 303)


def _form(email: str | None, wrong: str | None = None) -> str:
    return render_template("console/set_password.html", email=email, wrong=wrong, shortest=MINIMUM_PASSWORD)
