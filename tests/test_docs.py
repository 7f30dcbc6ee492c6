"""Docs that list things are generated: rewrite the stale ones with `python -m tests.test_docs`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.commands import prs_checkin
from bot.reference import commands_table, env_example, settings_table, ticks_table

ROOT = Path(__file__).parent.parent

BLOCKS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("docs/settings.md", "settings", settings_table),
    ("docs/commands.md", "commands", lambda: commands_table(prs_checkin)),
    ("docs/commands.md", "ticks", ticks_table),
)


def _filled(text: str, mark: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    assert pattern.search(text), f"the marks of {mark} are missing"
    return pattern.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text)


@pytest.mark.parametrize(("file", "mark", "content"), BLOCKS, ids=lambda value: str(value)[:20])
def test_generated_lists_are_not_stale(file: str, mark: str, content: Callable[[], str]) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert text == _filled(text, mark, content()), "run: python -m tests.test_docs"


def test_env_example_is_not_stale() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_links_in_docs_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def _rewrite() -> None:
    for file, mark, content in BLOCKS:
        path = ROOT / file
        path.write_text(_filled(path.read_text(encoding="utf-8"), mark, content()), encoding="utf-8")
    (ROOT / ".env.example").write_text(env_example(), encoding="utf-8")


if __name__ == "__main__":
    _rewrite()
