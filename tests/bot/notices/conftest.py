"""The caseload of the console's tests, seen by each member of staff, with a second supervisor."""

import pytest

from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from flows.vocabulary import StaffRole
from tests.bot.desk.conftest import dana, lee, sam, viewer_of
from tests.bot.web.builder import Builder
from tests.bot.web.conftest import caseload, runtime
from tests.bot.web.seed import Seed

__all__ = ["caseload", "dana", "lee", "runtime", "sam"]


@pytest.fixture
def rae(runtime: Runtime, caseload: Seed) -> Viewer:
    """Another supervisor."""
    with runtime.work() as work:
        return viewer_of(Builder(work).staff("rae@example.org", "Rae Kim", StaffRole.SUPERVISOR))
