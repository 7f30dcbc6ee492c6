"""Texts to families: complete in every language, short, neutral, and never an error that nobody sees."""

import re
import unicodedata
from pathlib import Path

import pytest

from flows.definition import Library, Step
from flows.shared_texts import NEUTRAL, SHARED_TEXTS
from flows.texts import (
    ALLOWED_PARAMS,
    LOCALES,
    TEXTS_FILE,
    Catalogue,
    TextError,
    is_for_staff,
    placeholders,
    segments,
)
from tests.flows.text_words import BANNED, CODES, MONTHS, TOPICS, found

CATALOGUE = Catalogue.load()
LANGUAGES = sorted(CATALOGUE.languages)
STEPS = [step for definition in Library.load().all() for step in definition.steps]
USED = SHARED_TEXTS.union(
    *(step.text.keys() | (step.again.keys() if step.again else set()) for step in STEPS)
)
LONGEST = {
    "public_name": "N" * 30,
    "phone": "+1 (202) 555-0143",
    "question": "q" * 60,
    "child": "c" * 30,
    "link": "l" * 100,
    "code": "4, 8, 3, 1",
    "first": "1 de septiembre de 2026",
    "second": "9 de enero de 2027",
}
MAY_BE_LONG = re.compile(r"neutral|closing|.*\.notice|.*\.safety(\.again)?")
FIRST = {"first.check_word", "first.check_word.again", "first.question", "first.question.again"}
TEXTS = {
    language: {
        key: CATALOGUE.template(language, key)
        for key in sorted(CATALOGUE.keys(language))
        if language == "en" or not is_for_staff(key)
    }
    for language in LANGUAGES
}
GSM_7_LANGUAGES = ("en", "es", "fr", "ht")
"""Those that can be written in the small alphabet of SMS without a wrong letter."""
MOST_SEGMENTS = {
    "en": (1, 2), "es": (2, 2), "fr": (2, 2), "ht": (1, 2),
    "pt": (2, 3), "ru": (2, 3), "uk": (2, 3), "tr": (2, 3), "zh": (2, 2),
    "ar": (2, 3), "fa-AF": (2, 3), "ps": (2, 3), "hi": (2, 3), "pa": (2, 3),
}  # fmt: skip
"""Segments that a text may take with the longest names: an ordinary one, and one that `MAY_BE_LONG`."""
RIGHT_TO_LEFT = ("ar", "fa-AF", "ps")
LEFT_TO_RIGHT_MARK = "\N{LEFT-TO-RIGHT MARK}"
ENDS = r"[.?!:؟।](?:\s|$)|[。？！：]"
LONGEST_SENTENCE = {"zh": 36}
"""Twenty words; in Chinese, which has no spaces, signs."""
DAY_IN_NUMBERS = re.compile(r"\d/\d|\bmay \d", re.IGNORECASE)


def signs(text: str, *categories: str) -> list[str]:
    """Characters of these general categories of Unicode."""
    return [sign for sign in text if unicodedata.category(sign) in categories]


def test_every_folder_with_texts_is_a_language_that_has_all_of_them() -> None:
    assert {path.parent.name for path in LOCALES.glob(f"*/{TEXTS_FILE}")} == CATALOGUE.languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_exactly_the_texts_that_are_used(language: str) -> None:
    """All of them in English; elsewhere those to staff may be missing."""
    assert CATALOGUE.keys(language) <= USED
    missing = USED - CATALOGUE.keys(language)
    assert not missing if language == "en" else all(is_for_staff(key) for key in missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_twice_in_a_file(language: str) -> None:
    source = (LOCALES / language / "texts.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"', source, re.MULTILINE)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", sorted(USED))
def test_a_text_has_the_same_placeholders_in_every_language(key: str) -> None:
    holds = {placeholders(CATALOGUE.template(lang, key)) for lang in LANGUAGES if key in CATALOGUE.keys(lang)}
    assert len(holds) == 1
    assert holds.pop() <= ALLOWED_PARAMS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_short(language: str) -> None:
    """Ordinary texts: one GSM-7 segment in English, at most two elsewhere; safety and closing three."""
    ordinary, long = MOST_SEGMENTS[language]
    for key in TEXTS[language]:
        _, count = segments(CATALOGUE.text(language, key, **LONGEST))
        assert count <= (long if MAY_BE_LONG.fullmatch(key) else ordinary), key


def test_no_language_takes_more_than_two_segments_and_three_for_the_long_texts() -> None:
    assert MOST_SEGMENTS.keys() == set(LANGUAGES)
    assert all(ordinary <= 2 and long <= 3 for ordinary, long in MOST_SEGMENTS.values())


@pytest.mark.parametrize("language", GSM_7_LANGUAGES)
def test_a_text_stays_in_gsm_7_where_the_language_can(language: str) -> None:
    for key in TEXTS[language]:
        assert segments(CATALOGUE.text(language, key, **LONGEST))[0] == "GSM-7", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_names_what_must_not_be_named(language: str) -> None:
    """6.8.5 and invariant 6: no agency, no custody, no date beside its topic."""
    for key, template in TEXTS[language].items():
        assert not found(language, template, BANNED, CODES), key
        assert not found(language, template, MONTHS), key
        assert not DAY_IN_NUMBERS.search(template), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(FIRST))
def test_the_first_texts_hold_no_topic(language: str, key: str) -> None:
    assert not found(language, CATALOGUE.template(language, key), TOPICS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("listed", [BANNED, TOPICS, MONTHS])
def test_a_listed_word_is_found_in_a_text_of_its_language(language: str, listed: dict[str, str]) -> None:
    for entry in listed[language].split():
        assert found(language, f"1, {entry.rstrip('*')}.", listed) >= {entry}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [NEUTRAL, "closing"])
def test_the_last_text_is_the_same_for_everybody_and_gives_the_three_numbers(language: str, key: str) -> None:
    template = CATALOGUE.template(language, key)
    assert placeholders(template) == {"phone"}
    assert {"911", "988"} <= set(re.findall(r"\d+", template))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_asks_one_question(language: str) -> None:
    for key, template in TEXTS[language].items():
        assert len(re.findall("[?؟？]", template)) <= 1, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_digits_are_offered_in_the_order_of_the_readings(language: str, step: Step) -> None:
    if step.question in (None, "identity", "court_date"):
        return
    for keys in (step.text, step.again):
        text = CATALOGUE.template(language, keys.key("check_word")) if keys else ""
        assert re.findall(r"\d+", text) == (["1", "2"] if keys else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_those_of_the_telephone(language: str) -> None:
    """ASCII, and free of letters on both sides, so that a phone finds the number to call."""
    for key, template in TEXTS[language].items():
        assert not [sign for sign in signs(template, "Nd") if not sign.isascii()], key
        assert not re.search(r"[^\W\d_]\d|\d[^\W\d_]", template), key


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_text_from_right_to_left_keeps_its_numbers_in_order(language: str) -> None:
    """The first letter gives the direction; without marks the groups of a number would stand backwards."""
    marked = f"{LEFT_TO_RIGHT_MARK}{{phone}}{LEFT_TO_RIGHT_MARK}"
    for key, template in TEXTS[language].items():
        directions = [unicodedata.bidirectional(sign) for sign in template if sign.isalpha()]
        assert directions[0] == "AL", key
        assert template.count("{phone}") == template.count(marked), key
        assert set(signs(template.replace(marked, ""), "Cf")) <= {"\N{ZERO WIDTH NON-JOINER}"}, key


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - set(RIGHT_TO_LEFT)))
def test_no_other_text_holds_a_sign_that_nobody_sees(language: str) -> None:
    for key, template in TEXTS[language].items():
        assert not signs(template, "Cf", "Cc"), key


def school_grade(text: str) -> float:
    """Flesch-Kincaid grade, syllables counted as groups of vowels."""
    said = re.findall(r"[A-Za-z']+", text)
    sentences = len(re.findall(r"[.?!:](?:\s|$)", text)) or 1
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in said)
    return 0.39 * len(said) / sentences + 11.8 * syllables / len(said) - 15.59


@pytest.mark.parametrize("key", sorted(USED))
def test_an_english_text_is_read_by_a_child_of_ten(key: str) -> None:
    named = {"public_name": "Bridge Line", "phone": "555", "question": "Who?", "child": "your child"}
    filled = {**LONGEST, **named, "link": "x", "first": "March 4", "second": "April 3"}
    assert school_grade(CATALOGUE.text("en", key, **filled)) <= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_long(language: str) -> None:
    for key, template in TEXTS[language].items():
        for sentence in re.split(ENDS, template):
            if language in LONGEST_SENTENCE:
                assert len(sentence) <= LONGEST_SENTENCE[language], key
            else:
                assert len(sentence.split()) <= 20, key


def test_a_missing_text_is_an_error_and_never_english() -> None:
    with pytest.raises(TextError, match="no text 'nothing' in language 'es'"):
        CATALOGUE.text("es", "nothing")
    with pytest.raises(TextError, match="no catalogue for language 'qu'"):
        CATALOGUE.text("qu", "closing")


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(TextError, match="needs phone"):
        CATALOGUE.text("en", "closing")


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Texts-Version: 1\\n"\n\n'


def catalogue_of(folder: Path, body: str, header: str = HEADER) -> Catalogue:
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "texts.po").write_text(header + body, encoding="utf-8")
    return Catalogue.load(folder)


def test_an_empty_or_doubtful_text_counts_as_missing(tmp_path: Path) -> None:
    body = 'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "B"\n\nmsgid "c"\nmsgstr "C"\n'
    assert catalogue_of(tmp_path, body).keys("en") == {"c"}


def test_a_language_that_lacks_a_text_to_families_counts_as_having_none(tmp_path: Path) -> None:
    english = 'msgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr "B"\n\nmsgid "page.x"\nmsgstr "X"\n'
    for language, body in (("pt", english.replace('"B"', '""')), ("fr", english.replace('"X"', '""'))):
        (tmp_path / language).mkdir()
        (tmp_path / language / "texts.po").write_text(HEADER + body, encoding="utf-8")
    catalogue = catalogue_of(tmp_path, english)
    assert catalogue.languages == {"en", "fr"}
    with pytest.raises(TextError, match="no catalogue for language 'pt'"):
        catalogue.text("pt", "a")
    with pytest.raises(TextError, match=r"no text 'page\.x' in language 'fr'"):
        catalogue.text("fr", "page.x")


def test_any_change_of_a_text_is_a_new_version_so_that_its_review_does_not_cover_it(tmp_path: Path) -> None:
    one = catalogue_of(tmp_path / "one", 'msgid "a"\nmsgstr "Hello."\n')
    other = catalogue_of(tmp_path / "other", 'msgid "a"\nmsgstr "Hello!"\n')
    assert one.version("en").startswith("1+")
    assert one.version("en") != other.version("en")


def test_a_catalogue_without_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="X-Texts-Version"):
        catalogue_of(tmp_path, 'msgid "a"\nmsgstr "A"\n', header="")


def test_a_broken_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"en/texts\.po"):
        catalogue_of(tmp_path, "this is no catalogue\n")


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("ñ¿¡éü" * 32, "GSM-7", 1),
        ("í" * 70, "UCS-2", 1),
        ("í" * 71, "UCS-2", 2),
        ("í" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
    ],
)
def test_segments_are_counted_as_a_carrier_counts_them(text: str, encoding: str, count: int) -> None:
    assert segments(text) == (encoding, count)
