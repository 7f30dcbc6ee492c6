"""Every text is safe, and what does not change the meaning does not change the reading."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading import Reading
from flows.understanding.lexicon import LOCALES, languages, lexicon
from flows.understanding.normalise import tokens
from flows.vocabulary import READING_QUESTIONS, Command, Concern, Urgency
from tests.flows.understanding.replies import read

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=1600)
DANGERS = [
    "mi tio me pega",
    "me quiero morir",
    "no hay comida en la casa",
    "my uncle hits me",
    "he touches me at night",
    "they keep my passport until i pay",
]


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.sampled_from(sorted(READING_QUESTIONS)), st.sampled_from(["es", "en", "ht", "ar", "xx"]))
def test_no_text_raises(text: str, question: str, lang: str) -> None:
    reading = read(text, question, lang=lang)
    assert 0 <= reading.risk <= 1
    assert all(0 <= e.start <= e.end <= len(text) for e in reading.evidence)


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "\u202e\u202d", "." * 1600, "no " * 533, "🙏" * 1600, "打" * 1600]
)
def test_odd_texts_are_read(text: str) -> None:
    reading = read(text, "safety")
    assert not reading.concerns or reading.urgency in (Urgency.CONCERN, Urgency.EMERGENCY)
    assert all(0 <= e.start <= e.end <= len(text) for e in reading.evidence)


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda t: t + " gracias",
        lambda t: "buenas tardes, " + t,
        lambda t: t + " 😭😭",
        lambda t: "".join(c for c in unicodedata.normalize("NFKD", t) if not unicodedata.combining(c)),
        lambda t: t + "!!!",
        lambda t: "si. " + t,
        lambda t: "el 5 de mayo. " + t,
        lambda t: "STOP. " + t,
    ],
)
def test_politeness_case_emoji_and_neighbours_do_not_clear_a_danger(danger: str, change: object) -> None:
    assert callable(change)
    assert _by_words(read(danger))
    assert _by_words(read(danger)) <= _by_words(read(change(danger)))
    assert read(change(danger)).urgency in (Urgency.CONCERN, Urgency.EMERGENCY)


def _by_words(reading: Reading) -> set[str]:
    """The concerns that the word lists gave, each with a span."""
    return {e.code for e in reading.evidence if e.rule != "model" and e.code in set(Concern)}


def test_a_stop_with_a_danger_stays_both() -> None:
    reading = read("STOP. mi tio me pega. ya no me escriban")
    assert reading.concerns
    assert Command.STOP in reading.commands


@pytest.mark.parametrize("language", sorted(p.parent.name for p in LOCALES.glob("*/lexicon.yaml")))
def test_every_word_list_can_be_read(language: str) -> None:
    """Also compiles every pattern, so that a slip in a list fails here and not with a family's reply."""
    words = lexicon(language)
    for pattern in words.patterns:
        pattern.regex()
    assert words.view(tokens("ok")).words == ("ok",)


def test_fourteen_languages_have_word_lists() -> None:
    assert len(languages()) == 14
