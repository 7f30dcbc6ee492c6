"""What a request works with: the runtime of its app and who is signed in."""

from typing import cast

from flask import Flask, current_app, g

from bot.desk.viewer import Viewer
from bot.runtime import Runtime

_KEY = "prs"


def keep(app: Flask, runtime: Runtime) -> None:
    """Give an app its runtime."""
    app.extensions[_KEY] = runtime


def runtime() -> Runtime:
    """The runtime of the app that answers this request."""
    return cast(Runtime, current_app.extensions[_KEY])


def viewer() -> Viewer:
    """Who is signed in. Only for routes behind the sign-in."""
    return cast(Viewer, g.viewer)
