"""The blueprint of all pages behind the sign-in, and what every page and form goes through."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.web.security import csrf, pass_or_ask

POLLED = frozenset({"console.strip", "console.today_list"})
"""Fragments that a page fetches by itself: they do not keep a session alive."""

console = Blueprint("console", __name__, template_folder="../templates")


@console.before_request
def sign_in_first() -> Response | tuple[str, int] | None:
    """Nobody passes without signing in, and no form without its token."""
    answer = pass_or_ask(polled=request.endpoint in POLLED)
    if answer is None:
        csrf.protect()
    return answer
