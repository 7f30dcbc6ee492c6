"""Signing in and out, and who may pass.

Sessions are signed cookies that hold the account's stamp and the time of last use, nothing else. A
wrong password, an unknown e-mail, a locked and an inactive account get one answer in one time.
"""

import datetime as dt
import uuid
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Blueprint, Flask, flash, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import select
from werkzeug.wrappers import Response

from bot.accounts import HASHER, find_staff
from bot.desk.viewer import Viewer
from bot.runtime import Runtime, Work
from bot.web.current import runtime
from storage.models import Staff

WRONG_PASSWORDS = 5
LOCKED_FOR = dt.timedelta(minutes=15)
IDLE = dt.timedelta(minutes=30)
LONGEST_PASSWORD = 1000

_STAMP, _LAST_USE = "stamp", "last_use"

door = Blueprint(
    "door", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
)
csrf = CSRFProtect()


def protect(app: Flask, *, https: bool) -> None:
    """Settle cookies and form tokens. Tokens are checked by the blueprints, so webhooks are free of them."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-prs" if https else "prs",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    _nobody()


def check_password(opened: Runtime, email: str, password: str) -> uuid.UUID | None:
    """The id of the member of staff who may sign in with this, else None; counted and audited.

    The slow comparison runs with no transaction open.
    """
    with opened.look() as work:
        staff = find_staff(work.session, opened.settings.provider_id, email)
        staff_id = staff.id if staff else None
        kept = staff.password if staff else None
    right = _matches(kept or _nobody(), password) and kept is not None
    with opened.work() as work:
        if staff_id is None:
            work.audit("sign_in_refused", "staff", None)
            return None
        staff = work.session.get_one(Staff, staff_id, with_for_update=True)
        return staff.id if _may_enter(work, staff, right) else None


def safe_next(target: str | None) -> str:
    """A path of this site to go to after signing in; anything else leads to the first page."""
    if not target or not target.startswith("/") or "\\" in target or not target.isprintable():
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc or target.startswith("//") else target


def pass_or_ask(*, polled: bool) -> Response | tuple[str, int] | None:
    """Let a signed-in person pass, else ask to sign in. Polling does not count as use."""
    found = _signed_in()
    if found is not None:
        g.viewer = found
        if not polled:
            session[_LAST_USE] = int(runtime().clock.now().timestamp())
        return None
    session.clear()
    if polled:
        return "", 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("door.sign_in", next=safe_next(wanted)))


@door.before_request
def check_form() -> None:
    """Every form carries its token."""
    csrf.protect()


@door.get("/sign-in")
def sign_in() -> str | Response:
    """The form."""
    if _signed_in() is not None:
        return redirect("/")
    return _form()


@door.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Check the password and begin a session."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    staff_id = check_password(runtime(), email[:254], password[:LONGEST_PASSWORD])
    if staff_id is None:
        return _form(email=email[:254], refused=True), 401
    with runtime().look() as work:
        stamp = work.session.get_one(Staff, staff_id).fs_uniquifier
    session.clear()
    session[_STAMP] = stamp
    session[_LAST_USE] = int(runtime().clock.now().timestamp())
    return redirect(safe_next(request.form.get("next")), 303)


@door.post("/sign-out")
def leave() -> Response:
    """End this session."""
    found = _signed_in()
    if found is not None:
        with runtime().work() as work:
            work.audit("sign_out", "staff", found.staff_id, staff_id=found.staff_id)
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("door.sign_in"), 303)


def _form(**more: Any) -> str:
    target = safe_next(request.values.get("next"))
    return render_template("console/sign_in.html", next=target, locked_minutes=15, **more)


def _signed_in() -> Viewer | None:
    stamp, last = session.get(_STAMP), session.get(_LAST_USE)
    if not isinstance(stamp, str) or not isinstance(last, int):
        return None
    opened = runtime()
    if opened.clock.now() - dt.datetime.fromtimestamp(last, dt.UTC) > IDLE:
        return None
    with opened.look() as work:
        staff = work.session.scalar(
            select(Staff).where(
                Staff.fs_uniquifier == stamp,
                Staff.active.is_(True),
                Staff.provider_id == opened.settings.provider_id,
            )
        )
        return Viewer(staff.id, staff.name, staff.role) if staff else None


@cache
def _nobody() -> str:
    """A hash to compare with where there is no account, so that the answer takes as long."""
    return HASHER.hash("nobody has this password")


def _matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _may_enter(work: Work, staff: Staff, right: bool) -> bool:
    """Decide under the lock of the row, so that guesses side by side are all counted."""
    locked = staff.locked_until is not None and staff.locked_until > work.now
    if right and staff.active and not locked:
        staff.failed_sign_ins = 0
        staff.locked_until = None
        work.audit("sign_in", "staff", staff.id, staff_id=staff.id)
        return True
    if not right and not locked:
        staff.failed_sign_ins += 1
        if staff.failed_sign_ins >= WRONG_PASSWORDS:
            staff.failed_sign_ins = 0
            staff.locked_until = work.now + LOCKED_FOR
    work.audit("sign_in_refused", "staff", staff.id, locked=locked, active=staff.active)
    return False
