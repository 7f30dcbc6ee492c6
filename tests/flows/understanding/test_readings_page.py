"""docs/readings.md names every word of a reading."""

from enum import StrEnum
from pathlib import Path

import pytest

from flows.vocabulary import Answer, Concern, Need, Question, Urgency

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "readings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [Question, Answer, Concern, Need, Urgency])
def test_the_page_names_every_code(words: type[StrEnum]) -> None:
    assert [word.value for word in words if f"`{word.value}`" not in PAGE] == []
