"""Texts to families: complete in every language, short, neutral, and never an error that nobody sees."""

import re
from pathlib import Path

import pytest

from flows.definition import Library
from flows.shared_texts import NEUTRAL, SHARED_TEXTS
from flows.texts import ALLOWED_PARAMS, LOCALES, Catalogue, TextError, placeholders, segments

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
}
MAY_BE_LONG = re.compile(r"neutral|closing|.*\.notice|.*\.safety(\.again)?")
FIRST = {"first.check_word", "first.check_word.again", "first.question", "first.question.again"}
BANNED = {
    "en": "agency custody orr immigration immigrant refugee sponsor court hearing deport government shelter "
    "detention border visa asylum caseworker release released post-release noc ice dhs",
    "es": "agencia custodia orr inmigracion inmigración migracion migración migrante refugiado refugiada "
    "patrocinador patrocinadora corte audiencia deportar gobierno albergue detencion detención frontera visa "
    "asilo trabajadora liberacion liberación migra ice dhs tribunal",
}
TOPICS = {
    "en": "safe home live school health healthy judge lawyer doctor help child danger family emergency",
    "es": "salvo casa vives vive escuela salud juez abogado doctor ayuda niño niña peligro emergencia",
}
NAMES_A_DAY = re.compile(
    r"\b(january|february|march|april|may \d|june|july|august|september|october|november|december|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b|\d/\d",
    re.IGNORECASE,
)


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text.lower()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_exactly_the_texts_that_are_used(language: str) -> None:
    assert CATALOGUE.keys(language) == USED


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_twice_in_a_file(language: str) -> None:
    source = (LOCALES / language / "texts.po").read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"', source, re.MULTILINE)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", sorted(USED))
def test_a_text_has_the_same_placeholders_in_every_language(key: str) -> None:
    found = {placeholders(CATALOGUE.template(language, key)) for language in LANGUAGES}
    assert len(found) == 1
    assert found.pop() <= ALLOWED_PARAMS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(USED))
def test_a_text_is_short(language: str, key: str) -> None:
    """Ordinary texts: one GSM-7 segment in English, at most two elsewhere; safety and closing three."""
    encoding, count = segments(CATALOGUE.text(language, key, **LONGEST))
    if MAY_BE_LONG.fullmatch(key):
        assert count <= 3
    elif language == "en":
        assert (encoding, count) == ("GSM-7", 1)
    else:
        assert count <= 2


@pytest.mark.parametrize("key", sorted(USED))
def test_spanish_stays_in_gsm_7(key: str) -> None:
    assert segments(CATALOGUE.text("es", key, **LONGEST))[0] == "GSM-7"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(USED))
def test_no_text_names_what_must_not_be_named(language: str, key: str) -> None:
    """6.8.5 and invariant 6: no agency, no custody, no date beside its topic."""
    template = CATALOGUE.template(language, key)
    assert not words(template) & set(BANNED[language].split())
    assert not NAMES_A_DAY.search(template)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(FIRST))
def test_the_first_texts_hold_no_topic(language: str, key: str) -> None:
    assert not words(CATALOGUE.template(language, key)) & set(TOPICS[language].split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [NEUTRAL, "closing"])
def test_the_last_text_is_the_same_for_everybody_and_gives_the_three_numbers(language: str, key: str) -> None:
    template = CATALOGUE.template(language, key)
    assert placeholders(template) == {"phone"}
    assert {"911", "988"} <= words(template)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(USED))
def test_one_text_asks_one_question(language: str, key: str) -> None:
    assert CATALOGUE.template(language, key).count("?") <= 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_digits_are_offered_in_the_order_of_the_readings(language: str, step: object) -> None:
    question = step.question  # type: ignore[attr-defined]
    if question in (None, "identity", "court_date"):
        return
    text = CATALOGUE.template(language, step.text.key("check_word"))  # type: ignore[attr-defined]
    assert re.findall(r"\b\d\b", text) == ["1", "2"]


def school_grade(text: str) -> float:
    """Flesch-Kincaid grade, syllables counted as groups of vowels."""
    said = re.findall(r"[A-Za-z']+", text)
    sentences = len(re.findall(r"[.?!:](?:\s|$)", text)) or 1
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in said)
    return 0.39 * len(said) / sentences + 11.8 * syllables / len(said) - 15.59


@pytest.mark.parametrize("key", sorted(USED))
def test_an_english_text_is_read_by_a_child_of_ten(key: str) -> None:
    named = {"public_name": "Bridge Line", "phone": "555", "question": "Who?", "child": "your child"}
    assert school_grade(CATALOGUE.text("en", key, **named, link="x")) <= 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(USED))
def test_no_sentence_is_long(language: str, key: str) -> None:
    sentences = re.split(r"[.?!:]\s", CATALOGUE.template(language, key))
    assert max(len(sentence.split()) for sentence in sentences) <= 20


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
