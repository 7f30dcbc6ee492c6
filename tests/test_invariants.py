"""Every invariant of docs/invariants.md has tests that bear its number, and the page says where.

`python -m tests.test_invariants` writes the lists of files anew.
"""

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NUMBERS = range(1, 14)
HEADING = re.compile(r"^## (\d+)\. .+$", re.MULTILINE)
NUMBERED = re.compile(r"^def test_(\d+)_\w+\(", re.MULTILINE)


def _sections() -> dict[int, str]:
    """The text below each numbered heading."""
    parts = HEADING.split((ROOT / "docs" / "invariants.md").read_text(encoding="utf-8"))
    return dict(zip(map(int, parts[1::2]), parts[2::2], strict=True))


def _line(number: int, label: str) -> str:
    """The paragraph of a list item such as "- Tests: ..."."""
    found = re.search(rf"^- {label}: (.+?)(?=^- |\Z)", _sections()[number], re.MULTILINE | re.DOTALL)
    assert found is not None, f"invariant {number} has no line '- {label}: ...'"
    return found[1]


def _proving() -> dict[int, set[str]]:
    """The files with tests of each number."""
    proving: dict[int, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number in NUMBERED.findall(path.read_text(encoding="utf-8")):
            proving.setdefault(int(number), set()).add(str(path.relative_to(ROOT)))
    return proving


def test_the_page_lists_exactly_the_thirteen() -> None:
    headings = HEADING.findall((ROOT / "docs" / "invariants.md").read_text(encoding="utf-8"))
    assert [int(number) for number in headings] == list(NUMBERS)


def test_no_test_bears_a_number_that_is_no_invariant() -> None:
    assert set(_proving()) == set(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_has_a_test_and_the_page_names_every_file(number: int) -> None:
    tests, _, beside = _line(number, "Tests").partition(";")
    assert set(re.findall(r"`([^`]+)`", tests)) == _proving()[number]
    for other in re.findall(r"`([^`]+)`", beside):
        assert (ROOT / other).exists()


@pytest.mark.parametrize("number", NUMBERS)
def test_each_says_what_is_still_open(number: int) -> None:
    assert len(_line(number, "Open")) > 10


def main() -> None:
    """Write the list of files of every invariant."""
    page = ROOT / "docs" / "invariants.md"
    parts = re.split(r"(?=^## \d+\.)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    proving = _proving()
    for place, part in enumerate(parts[1:], 1):
        files = proving[int(part.split(".", 1)[0].removeprefix("## "))]
        listed = textwrap.fill(
            "- Tests: " + ", ".join(f"`{name}`" for name in sorted(files)),
            width=120,
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
        old = re.search(r"^- Tests: .+?(?=;|^- )", part, flags=re.MULTILINE | re.DOTALL)
        assert old is not None
        parts[place] = part.replace(old[0], listed + "\n", 1).replace("\n;", ";")
    page.write_text("".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
