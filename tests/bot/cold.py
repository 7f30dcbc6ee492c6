"""The web process for tests of how it ends: `tests.bot.cold:create()`, without word lists read beforehand."""

from flask import Flask

from bot.app import create_app
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.runtime import Runtime
from bot.settings import from_environment


def create() -> Flask:
    """The application, from the environment."""
    return create_app(Runtime.open(from_environment(), SystemClock(), SystemIds()))
