"""What only the second look sees is seen by the service, and its absence changes nothing else."""

from collections.abc import Iterator

import numpy as np
import pytest

from bot.simulation.stage import Stage
from flows.understanding.decide import DANGER
from flows.understanding.learned import ANSWERS, Meant, load
from flows.vocabulary import Question, Role
from tests.bot.inbound.posts import check_in
from tests.bot.looks import concerns
from tests.bot.stages import CHILD, MONDAY, add_on_call, settings_for

HARMLESS = "la casa de mi tia tiene una puerta verde"


class Alarmed:
    """A second look that takes every reply for danger."""

    def meant(self, text: str, question: Question, role: Role) -> Meant:
        labels = np.array([8.0 if name == DANGER else -8.0 for name in load().labels], dtype=np.float32)
        return Meant(labels, np.full(len(ANSWERS), -2.0, dtype=np.float32))


@pytest.fixture
def looked(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A service with a second look installed."""
    monkeypatch.setattr("bot.second_look.installed", Alarmed)
    opened = Stage(settings_for(database_url), MONDAY)
    add_on_call(opened)
    yield opened
    opened.close()


def test_a_danger_that_only_the_second_look_sees_raises_a_concern(looked: Stage) -> None:
    check_in(looked)
    looked.say(CHILD, HARMLESS)
    assert len(concerns(looked)) == 1


def test_the_same_words_raise_nothing_without_it(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, HARMLESS)
    assert concerns(stage) == []
