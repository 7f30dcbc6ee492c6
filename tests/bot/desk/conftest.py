"""The same caseload as the console's tests, seen by each member of staff."""

import pytest

from bot.desk.viewer import Viewer
from storage.models import Staff
from tests.bot.web.conftest import caseload, runtime
from tests.bot.web.seed import Seed

__all__ = ["caseload", "runtime"]


def viewer_of(staff: Staff) -> Viewer:
    return Viewer(staff.id, staff.name, staff.role)


@pytest.fixture
def dana(caseload: Seed) -> Viewer:
    """The caseworker whose caseload it is."""
    return viewer_of(caseload.dana)


@pytest.fixture
def lee(caseload: Seed) -> Viewer:
    """A caseworker on call with one case of her own; she was paged about Ana."""
    return viewer_of(caseload.lee)


@pytest.fixture
def sam(caseload: Seed) -> Viewer:
    """The supervisor."""
    return viewer_of(caseload.sam)
