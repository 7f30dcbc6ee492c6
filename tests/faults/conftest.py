"""One zygote for all runs of a test process."""

from collections.abc import Iterator

import pytest

from tests.faults.company import Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    warmed = Zygote()
    yield warmed
    warmed.close()
