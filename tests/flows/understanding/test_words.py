"""Check and distress words: tolerant of spelling, not of other words."""

import pytest

from flows.understanding.words import contains_word, same_answer


@pytest.mark.parametrize("text", ["mango", "MANGO!", "mi palabra es mángo 🥭", "mangooo", "«mango»"])
def test_the_word_is_found(text: str) -> None:
    assert contains_word(text, "mango")


@pytest.mark.parametrize("text", ["mangos", "mang", "tamango", "", "m a n g o"])
def test_another_word_is_not(text: str) -> None:
    assert not contains_word(text, "mango")


def test_a_phrase_must_stand_together() -> None:
    assert contains_word("es Luna   Azul", "luna azul")
    assert not contains_word("luna muy azul", "luna azul")


def test_an_empty_word_is_never_found() -> None:
    assert not contains_word("hola", " ")


@pytest.mark.parametrize(
    ("text", "same"), [("Choluteca", True), ("es choluteca", True), ("Tegucigalpa", False), ("", False)]
)
def test_an_identity_answer(text: str, same: bool) -> None:
    assert same_answer(text, "choluteca") is same
