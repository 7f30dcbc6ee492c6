"""A concern in a language that nobody on the rota speaks brings the task to find an interpreter (6.2.13)."""

import pytest
from sqlalchemy import update

from bot.interpreters import speakers_on_duty
from bot.simulation.stage import Stage
from storage.models import Staff
from tests.bot.inbound.posts import check_in
from tests.bot.looks import tasks
from tests.bot.stages import CHILD

TASK = ("language", "nobody_speaks_it")


def speak(stage: Stage, *tags: str) -> None:
    """What the one on call speaks."""
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(languages=list(tags)))


@pytest.mark.parametrize(
    ("tags", "asked"), [((), True), (("en", "fr"), True), (("es",), False), (("es-MX",), False)]
)
def test_an_interpreter_is_looked_for_when_nobody_on_the_rota_speaks_the_language(
    stage: Stage, tags: tuple[str, ...], asked: bool
) -> None:
    speak(stage, *tags)
    check_in(stage)
    stage.say(CHILD, "me da miedo mi tio")
    assert (TASK in tasks(stage)) is asked


def test_who_speaks_it_is_named(stage: Stage) -> None:
    with stage.runtime.work() as work:
        assert speakers_on_duty(work, "es-GT") == ("On Call",)
        assert speakers_on_duty(work, "ht") == ()
