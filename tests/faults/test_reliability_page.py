"""docs/reliability.md: forty-five faults, each with a test that exists, or why not; and every step.

The list of steps is generated: `python -m tests.faults.test_reliability_page` writes it anew.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from bot.steps import Step

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reliability.md"
FAULTS = 45
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
STEPS = re.compile(r"(<!-- steps -->\n).*?(<!-- /steps -->)", re.DOTALL)


def _rows() -> dict[int, tuple[str, str]]:
    return {int(n): (what, tests) for n, _, what, tests in ROW.findall(PAGE.read_text(encoding="utf-8"))}


@cache
def _tests_in(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return frozenset(re.findall(r"^ *def (test_\w+)", text, re.MULTILINE))


def _steps() -> str:
    rows = [f"| {step.value.partition(': ')[0]} | {step.value.partition(': ')[2]} |" for step in Step]
    return "\n".join(["| where | when |", "| --- | --- |", *rows])


def test_the_page_lists_all_faults_in_order() -> None:
    assert list(_rows()) == list(range(1, FAULTS + 1))


@pytest.mark.parametrize("number", range(1, FAULTS + 1))
def test_each_fault_names_tests_that_exist_or_says_why_not(number: int) -> None:
    what, tests = _rows()[number]
    named = NAMED.findall(tests)
    assert named or "Why not:" in what
    for file, name in named:
        assert name in _tests_in(file), f"{file}::{name} does not exist"


def test_the_list_of_steps_is_not_stale() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == _filled(text), "run: python -m tests.faults.test_reliability_page"


def _filled(text: str) -> str:
    assert STEPS.search(text), "the marks of the list of steps are missing"
    return STEPS.sub(lambda found: f"{found[1]}{_steps()}\n{found[2]}", text)


if __name__ == "__main__":
    PAGE.write_text(_filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
