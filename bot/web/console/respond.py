"""Rendering shared by the pages: what every template knows, fragments with an ETag, going back."""

import hashlib
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from bot.desk.viewer import Refused
from bot.web.console import words
from bot.web.security import safe_next


def fragment(template: str, **values: Any) -> Response:
    """A part of a page with an ETag; 304 when the browser has it. The form token does not count."""
    html = render_template(template, **values)
    seen = html.replace(generate_csrf(), "")
    response = make_response(html)
    response.set_etag(hashlib.sha256(seen.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def done(message: str, target: str) -> Response:
    """Say what was done and go to a page of this site."""
    flash(message, "done")
    return redirect(safe_next(target), 303)


def refused(problem: Refused, target: str) -> Response:
    """Say why nothing was done and go to a page of this site."""
    flash(words.WHY[problem.why], "problem")
    return redirect(safe_next(target), 303)
