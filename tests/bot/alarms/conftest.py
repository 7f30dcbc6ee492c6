"""A stage with a whole team on it."""

from collections.abc import Iterator

import pytest

from bot.simulation.stage import Stage
from tests.bot.alarms.team import add_team
from tests.bot.stages import MONDAY, settings_for


@pytest.fixture
def team(database_url: str) -> Iterator[Stage]:
    """A service with a rota of two, a supervisor, a caseworker and a colleague; Monday, 09:00 in Chicago."""
    opened = Stage(settings_for(database_url), MONDAY)
    add_team(opened)
    yield opened
    opened.close()
