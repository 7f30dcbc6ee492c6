"""Settings: where to go, and what is set. Values are changed in the environment, never here."""

from flask import abort, render_template

from bot.desk.setup import set_up
from bot.desk.viewer import Refused
from bot.web.console.blueprint import console
from bot.web.current import runtime, viewer


@console.get("/settings")
def settings() -> str:
    """The page."""
    try:
        with runtime().look() as work:
            found = set_up(work, viewer())
    except Refused:
        abort(403)
    return render_template("console/settings.html", found=found)
