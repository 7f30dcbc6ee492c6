"""A case is found by any part of its number or the beginning of a first name."""

import pytest

from bot.desk.cases import cases, fold
from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from tests.bot.web.seed import Seed


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["C-1001", "C-1002", "C-1003", "C-1004"]),
        ("c-1002", ["C-1002"]),
        ("003", ["C-1003"]),
        ("ÁNA", ["C-1001"]),
        ("jor", ["C-1002"]),
        ("yusuf", ["C-1004"]),
        ("na", []),
        ("kevin", []),
        ("%", []),
    ],
)
def test_search(runtime: Runtime, caseload: Seed, dana: Viewer, wanted: str, found: list[str]) -> None:
    with runtime.work() as work:
        assert sorted(line.case_number for line in cases(work, dana, wanted)) == found


def test_folding_takes_accents_and_capitals_away() -> None:
    assert fold("  José MARÍA ") == "jose maria"
