"""The sample phones fit the texts that are really sent: each question gets the answer meant for it."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.emulator.phone import Phone
from bot.emulator.phones_file import load_phones

ROOT = Path(__file__).parents[3]
PHONES = {phone.number: phone for phone in load_phones(ROOT / "samples" / "phones.yaml")}
VALUES = {
    "public_name": "Sunrise Family Team",
    "phone": "1-202-555-0150",
    "child": "the child",
    "question": "What is the name of your pet?",
}


def text(language: str, key: str) -> str:
    with (ROOT / "locales" / language / "texts.po").open("rb") as file:
        message = read_po(file).get(key)
    assert message is not None, f"{language} has no text {key}"
    return str(message.string).format(**VALUES)


def said(phone: Phone, language: str, *keys: str) -> str | None:
    assert phone.responder is not None
    answer = phone.responder.reply_to([text(language, key) for key in keys])
    return answer.say if answer else None


QUIET = [
    ("+12025550100", "es", "child", "mariposa"),
    ("+12025550120", "es", "sponsor", "luna"),
    ("+12025550101", "en", "child", "sunflower"),
    ("+12025550121", "en", "sponsor", "river"),
    ("+12025550111", "ht", "child", "papiyon"),
    ("+12025550131", "ht", "sponsor", "larivye"),
    ("+12025550118", "zh", "child", "hudie"),
]


@pytest.mark.parametrize(("number", "language", "role", "word"), QUIET)
def test_a_quiet_phone_knows_its_word_feels_safe_and_wants_no_help(
    number: str, language: str, role: str, word: str
) -> None:
    phone = PHONES[number]
    assert said(phone, language, "first.check_word") == word
    assert said(phone, language, "first.check_word.again") == word
    assert said(phone, language, f"{role}.safety") == "1"
    assert said(phone, language, f"{role}.safety.again") == "1"
    assert (said(phone, language, f"{role}.support") or "").startswith(("no", "2"))
    assert (said(phone, language, f"{role}.residence") or "").lower().startswith(("si", "yes", "wi", "是"))


@pytest.mark.parametrize(("number", "language", "role", "word"), QUIET)
def test_a_quiet_phone_does_not_answer_what_asks_nothing(
    number: str, language: str, role: str, word: str
) -> None:
    for key in (f"{role}.notice", "closing", "neutral", "later", "unknown_number"):
        assert said(PHONES[number], language, key) is None, key


def test_the_child_of_the_third_family_tells_at_the_question_of_safety() -> None:
    child = PHONES["+12025550102"]
    assert said(child, "es", "first.check_word") == "mariposa"
    assert said(child, "es", "child.health") == "si"
    assert said(child, "es", "child.safety") == "me da miedo mi tio"
    assert said(child, "es", "neutral") is None


def test_one_child_falls_silent_and_one_sponsor_asks_for_later() -> None:
    assert said(PHONES["+12025550104"], "es", "first.check_word") == "mariposa"
    assert said(PHONES["+12025550104"], "es", "child.consent") is None
    assert said(PHONES["+12025550124"], "es", "sponsor.consent") == "ahorita no puedo, mas tarde"


def test_one_sponsor_asks_who_it_is_before_giving_the_word() -> None:
    sponsor = PHONES["+12025550125"]
    assert said(sponsor, "es", "first.check_word") == "quien es?"
    assert said(sponsor, "es", "first.check_word", "who") == "luna"
    assert said(sponsor, "es", "first.check_word", "who", "sponsor.consent") == "si esta bien"


def test_one_child_says_stop_in_the_middle_and_its_sponsor_is_the_wrong_person() -> None:
    assert said(PHONES["+12025550106"], "en", "child.health") == "STOP"
    assert said(PHONES["+12025550126"], "en", "first.check_word") == "you have the wrong number"


def test_two_phones_wait_for_somebody_to_type() -> None:
    assert PHONES["+12025550107"].responder is None
    assert PHONES["+12025550127"].responder is None
