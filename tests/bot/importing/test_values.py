"""Single cells: languages of the families, invented numbers, words by which a person is known."""

import pytest

from bot.importing import values as v
from bot.importing.languages import ALSO_SPOKEN, canonical_language


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("pt-br", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("quc", "quc"),
        ("mam", "mam"),
        ("es-419", "es-419"),
    ],
)
def test_language_codes_are_kept_in_canonical_letters(written: str, code: str) -> None:
    assert v.language(written) == code


@pytest.mark.parametrize("written", ["", "e", "xx", "es-ZZZ", "es-XQ", "español", "es;en"])
def test_what_is_no_language_is_refused(written: str) -> None:
    with pytest.raises(v.BadValue):
        v.language(written)


@pytest.mark.parametrize(("written", "code"), [("Spanish", "es"), ("kaqchikel", "cak"), ("Haitian", "ht")])
def test_the_name_of_a_language_brings_its_code_as_remedy(written: str, code: str) -> None:
    with pytest.raises(v.BadValue) as caught:
        v.language(written)
    assert caught.value.remedy == f"write {code}"


def test_every_further_language_is_accepted() -> None:
    assert {canonical_language(code) for code in ALSO_SPOKEN} == set(ALSO_SPOKEN)


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("+12025550143", "+12025550143"),
        ("(202) 555-0143", "+12025550143"),
        ("1-202-555-0199", "+12025550199"),
        ("+1 915 555 0100", "+19155550100"),
        ("+502 5550 1234", "+50255501234"),
    ],
)
def test_numbers_become_e164_and_invented_ones_are_welcome(written: str, e164: str) -> None:
    assert v.phone(written) == e164


@pytest.mark.parametrize("word", ["mariposa", "Sunflower", "ñandú", "ch'umil", "月亮"])
def test_any_alphabet_may_give_the_agreed_word(word: str) -> None:
    assert v.agreed_word(word) == word


@pytest.mark.parametrize("word", ["sí", "stop", "ALTO", "no", "Adiós1", "🦋", "a", "w" * 31])
def test_a_word_that_is_met_by_chance_is_refused(word: str) -> None:
    with pytest.raises(v.BadValue):
        v.agreed_word(word)


def test_words_that_are_not_neutral_are_kept_folded() -> None:
    assert {v.fold(word) for word in v.NOT_NEUTRAL} == v.NOT_NEUTRAL
