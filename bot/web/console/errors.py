"""Error pages in plain words: what happened, what is safe, what to do. Webhooks have their own."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from bot.desk.viewer import NotHere
from bot.web.console.headers import is_ours

log = logging.getLogger(__name__)

Answer = tuple[str, int] | HTTPException | Response


@dataclass(frozen=True, slots=True)
class Problem:
    """The words of one error page."""

    happened: str
    safe: str
    remedy: str


PROBLEMS = {
    400: Problem(
        "This form was open too long, or was not complete.",
        "Nothing was changed.",
        "Go back, reload the page and send it again.",
    ),
    403: Problem(
        "Your account may not do this.",
        "Nothing was changed.",
        "Ask a supervisor if you need it for your work.",
    ),
    404: Problem(
        "There is no such page, or it belongs to a case that is not in your caseload.",
        "Nothing was changed.",
        "Go to Today. If you stand in for a colleague, ask a supervisor to enter the cover.",
    ),
    405: Problem(
        "This address only takes a form.",
        "Nothing was changed.",
        "Go to Today and press the button there.",
    ),
    500: Problem(
        "Something in this service broke.",
        "Messages from families are kept. What you just sent may not be saved: check before you go on.",
        "Go back and try once more. If it happens again, tell your administrator the time of day.",
    ),
    503: Problem(
        "The database does not answer right now.",
        "Messages that arrive meanwhile are sent to us again. What you just sent is not saved.",
        "Try again in a minute. If somebody may be in danger, do not wait for this page: ring.",
    ),
}


def page(status: int) -> tuple[str, int]:
    """The page of a status."""
    return render_template("console/error.html", status=status, problem=PROBLEMS[status]), status


def register_errors(app: Flask) -> None:
    """Answer errors of the console with pages; other parts of the app keep their own answers."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Answer:
        if not is_ours() or error.code not in PROBLEMS:
            return error
        return page(error.code)

    @app.errorhandler(CSRFError)
    def token(error: CSRFError) -> Answer:
        return page(400) if is_ours() else error

    @app.errorhandler(NotHere)
    def not_here(_error: NotHere) -> Answer:
        return page(404)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeout)
    def database_gone(error: Exception) -> Answer:
        if not is_ours():
            raise error
        log.error("the database does not answer", extra={"kind": type(error).__name__})
        return page(503)

    @app.errorhandler(Exception)
    def broke(error: Exception) -> Answer:
        if not is_ours():
            raise error
        log.error("a page broke", extra={"kind": type(error).__name__, "at": _where(error)})
        return page(500)


def _where(error: Exception) -> str:
    """The innermost places of an error, without its message, which may quote a family."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
