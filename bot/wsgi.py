"""What gunicorn serves: `bot.wsgi:create()`."""

import sys

from flask import Flask

from bot.app import create_app
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.logs import set_up_logging
from bot.runtime import Runtime
from bot.settings import SettingsProblem, from_environment


def create() -> Flask:
    """The application for one web process, from the environment."""
    set_up_logging()
    try:
        settings = from_environment()
    except SettingsProblem as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(2) from None
    return create_app(Runtime.open(settings, SystemClock(), SystemIds()))
