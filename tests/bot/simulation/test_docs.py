"""docs/simulation.md names every key: rewrite its tables with `python -m tests.bot.simulation.test_docs`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.simulation import acts, expectations, loading
from bot.simulation.report import KEYS
from tests.bot.simulation.mutants import MUTANTS

PAGE = Path(__file__).parents[3] / "docs" / "simulation.md"


def report_keys() -> str:
    """Sections and keys of the report."""
    lines = ["| section | key | what it is |", "| --- | --- | --- |"]
    lines += [
        f"| `{section}` | `{key}` | {words} |"
        for section, keys in KEYS.items()
        for key, words in keys.items()
    ]
    return "\n".join(lines)


def verbs() -> str:
    """What each verb takes."""
    lines = ["| `does` | takes |", "| --- | --- |"]
    lines += [
        f"| `{verb}` | {', '.join(f'`{name}`' for name in args) or '-'} |" for verb, args in acts.ARGS.items()
    ]
    return "\n".join(lines)


def expected() -> str:
    """What rows of `expect` may name."""
    lines = ["| section | fields of a row |", "| --- | --- |"]
    for section, fields in expectations.FIELDS.items():
        names = [*fields, *(["answers"] if section == "answers" else [])]
        lines.append(f"| `{section}` | {', '.join(f'`{name}`' for name in names)} |")
    return "\n".join(lines)


def rules() -> str:
    """Each rule with the scenario that shows it, and the slip that this scenario finds."""
    lines = ["| section | rule | slip | scenario |", "| --- | --- | --- | --- |"]
    lines += [f"| {m.section} | {m.rule} | {m.slip} | `{m.scenario}` |" for m in MUTANTS]
    return "\n".join(lines)


BLOCKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("verbs", verbs),
    ("expect", expected),
    ("rules", rules),
    ("report", report_keys),
)


def _filled(text: str, mark: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    assert pattern.search(text), f"the marks of {mark} are missing"
    return pattern.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text)


@pytest.mark.parametrize(("mark", "content"), BLOCKS, ids=lambda value: str(value)[:10])
def test_the_tables_are_not_stale(mark: str, content: Callable[[], str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == _filled(text, mark, content()), "run: python -m tests.bot.simulation.test_docs"


def test_every_key_of_a_scenario_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    keys = (
        *loading.KEYS, *loading.PHONE_KEYS, *loading.REPLY_KEYS, *loading.SAYS_KEYS, *loading.CHANGE_KEYS,
        *loading.IMPORT_KEYS, *loading.OUTAGE_KEYS,
    )  # fmt: skip
    for key in (*keys, *acts.COMMON):
        assert f"`{key}`" in text or f"`{key}: " in text, key


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for mark, content in BLOCKS:
        page = _filled(page, mark, content())
    PAGE.write_text(page, encoding="utf-8")
