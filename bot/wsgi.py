"""What gunicorn serves: `bot.wsgi:create()`."""

import sys

from flask import Flask

from bot.app import create_app
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.logs import set_up_logging
from bot.runtime import Runtime
from bot.settings import SettingsProblem, from_environment
from flows.understanding import understand
from flows.vocabulary import Question, Role


def create() -> Flask:
    """The application for one web process, from the environment."""
    set_up_logging()
    try:
        settings = from_environment()
    except SettingsProblem as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(2) from None
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    warm_up(runtime)
    return create_app(runtime)


def warm_up(runtime: Runtime) -> None:
    """Read one harmless reply in each language that we write, so that no family waits for word lists."""
    for language in sorted(runtime.texts.languages):
        understand(
            "hola, hello",
            lang=language,
            role=Role.CHILD,
            question=Question.NONE,
            sent_on=runtime.clock.now().date(),
            meaning=runtime.meaning,
        )
