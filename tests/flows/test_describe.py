"""Pages about the tables are written from the tables, and docs/flows.md is not stale."""

import re
from pathlib import Path

import pytest

from flows.definition import Library
from flows.describe import consequences_page, questionnaires_page
from flows.policy.answers import TABLE, UNCLEAR_TWICE

DOCS = (Path(__file__).parent.parent.parent / "docs" / "flows.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "page"),
    [("questionnaires", questionnaires_page(Library.load())), ("consequences", consequences_page())],
)
def test_the_lists_in_the_docs_are_the_lists_in_the_code(name: str, page: str) -> None:
    found = re.search(f"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", DOCS, re.DOTALL)
    assert found is not None
    assert found[1] == page, f"docs/flows.md is stale: paste flows.describe.{name}_page() between its marks"


def test_the_page_has_a_line_for_every_row() -> None:
    assert len(consequences_page().splitlines()) == 2 + len(TABLE) + len(UNCLEAR_TWICE)
