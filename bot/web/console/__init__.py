"""The console of staff: server-rendered pages behind a sign-in. Use cases are in bot.desk."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for

from bot.desk.today import burning
from bot.runtime import Runtime
from bot.web.console import calls, cases, concerns, stories, times, today, tray, words
from bot.web.console.blueprint import console
from bot.web.console.errors import register_errors
from bot.web.console.headers import secure
from bot.web.current import keep
from bot.web.security import door, protect

STATIC = Path(__file__).parent.parent / "static"
PAGES = (calls, cases, concerns, today, tray)


def register_console(app: Flask, runtime: Runtime) -> None:
    """Add sign-in, pages, error pages and security headers to an app, and nothing else."""
    https = runtime.settings.public_base_url.startswith("https://")
    app.secret_key = runtime.settings.secret_key
    keep(app, runtime)
    protect(app, https=https)
    app.register_blueprint(door)
    app.register_blueprint(console)
    register_errors(app)
    app.after_request(secure(https=https))
    app.jinja_env.globals.update(words=words, times=times, stories=stories, asset=asset)

    def common() -> dict[str, Any]:
        found = g.get("viewer")
        return {
            "now": runtime.clock.now(),
            "office_zone": runtime.settings.provider_time_zone,
            "viewer": found,
            "burning": lambda: _burning(runtime),
        }

    app.context_processor(common)


def asset(name: str) -> str:
    """The address of a file in static/, with a mark that changes when the file does."""
    return url_for("door.static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _burning(runtime: Runtime) -> Any:
    with runtime.look() as work:
        return burning(work, g.viewer)
