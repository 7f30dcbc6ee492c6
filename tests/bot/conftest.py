"""A stage per test: service and emulator on a virtual clock, on both databases."""

from collections.abc import Callable, Iterator

import pytest

from bot.simulation.stage import Stage
from tests.bot.stages import DUE_DAY, MONDAY, add_on_call, family, import_family, settings_for


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """An empty service with somebody on call, on Monday 2026-03-02."""
    opened = Stage(settings_for(database_url), MONDAY)
    add_on_call(opened)
    yield opened
    opened.close()


@pytest.fixture
def due(stage: Stage) -> Callable[..., Stage]:
    """Import a family and go to the day of its first check-in, 10:00 in Chicago."""

    def begin(language: str = "es", **changes: str) -> Stage:
        import_family(stage, family(language, **changes))
        stage.advance(seconds=(DUE_DAY - stage.clock.now()).total_seconds())
        return stage

    return begin
