"""What does not change the meaning does not change a flag of the word lists; what does, does."""

import datetime as dt
import unicodedata
from collections.abc import Callable

import pytest

from flows.understanding.language import detect
from flows.understanding.normalise import tokens
from flows.understanding.reader import Rules, hear_rules
from flows.vocabulary import Answer, Command, Concern, Question

MONDAY = dt.date(2026, 3, 2)

DANGERS = [
    ("en", "my uncle hits me with a belt", Concern.PHYSICAL_ABUSE),
    ("en", "i want to kill myself", Concern.SELF_HARM),
    ("en", "she kicked me out of the house", Concern.ABANDONMENT),
    ("es", "mi padrastro me golpea", Concern.PHYSICAL_ABUSE),
    ("es", "ya no quiero vivir", Concern.SELF_HARM),
    ("es", "no hay comida en la casa desde ayer", Concern.NEGLECT),
    ("pt", "meu tio me bate todo dia", Concern.PHYSICAL_ABUSE),
    ("pt", "eu quero morrer", Concern.SELF_HARM),
    ("fr", "mon oncle me frappe", Concern.PHYSICAL_ABUSE),
    ("fr", "je veux mourir", Concern.SELF_HARM),
    ("ht", "tonton m ap bat mwen", Concern.PHYSICAL_ABUSE),
    ("ht", "mwen vle mouri", Concern.SELF_HARM),
]

POLITE = {"en": "good evening", "es": "buenas tardes", "pt": "boa tarde", "fr": "bonsoir", "ht": "bonswa"}


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


CHANGES: list[Callable[[str], str]] = [
    lambda text: text + " gracias",
    without_accents,
    lambda text: text + " 😭🙏",
    str.upper,
    lambda text: text + "!!!",
    lambda text: "stop. " + text,
    lambda text: "5/8. " + text,
    lambda text: "ok. " + text,
    lambda text: text.replace("o", "ooo", 1),
]


def rules(text: str, lang: str, question: Question = Question.NONE) -> Rules:
    return hear_rules(text, lang=lang, question=question, sent_on=MONDAY)


@pytest.mark.parametrize(("lang", "text", "code"), DANGERS)
@pytest.mark.parametrize("change", range(len(CHANGES)))
def test_a_danger_stays_whatever_stands_around_it(lang: str, text: str, code: Concern, change: int) -> None:
    assert code in rules(CHANGES[change](text), lang).codes


@pytest.mark.parametrize(("lang", "text", "code"), DANGERS)
def test_a_polite_formula_takes_nothing_away(lang: str, text: str, code: Concern) -> None:
    assert code in rules(f"{POLITE[lang]}, {text}", lang).codes


NEGATED = [
    ("en", "nobody hits me", "my uncle does not stop hitting me", Concern.PHYSICAL_ABUSE),
    ("es", "nadie me pega", "no para de pegarme", Concern.PHYSICAL_ABUSE),
    ("pt", "ninguem me bate", "meu tio nao para de me bater", Concern.PHYSICAL_ABUSE),
    ("fr", "personne ne me frappe", "mon oncle me frappe", Concern.PHYSICAL_ABUSE),
    ("ht", "pesonn pa bat mwen", "tonton m ap bat mwen", Concern.PHYSICAL_ABUSE),
]


@pytest.mark.parametrize(("lang", "denied", "told", "code"), NEGATED)
def test_a_denial_goes_and_a_denied_end_comes_back(lang: str, denied: str, told: str, code: Concern) -> None:
    assert code not in rules(denied, lang).codes
    assert code in rules(told, lang).codes


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "stop writing to me, he reads this"),
        ("es", "no me escriban mas, el lee esto"),
        ("fr", "ne m'ecrivez plus, il lit mes messages"),
        ("ht", "pa ekri m anko, l ap li mesaj yo"),
    ],
)
def test_a_stop_on_a_watched_phone_is_a_stop_and_goes_to_a_person(lang: str, text: str) -> None:
    heard = rules(text, lang, Question.SAFETY)
    assert heard.answer is Answer.STOP
    assert Command.STOP in heard.commands
    assert heard.must_review


@pytest.mark.parametrize("text", ["nobody reads my phone", "nadie lee esto"])
def test_a_phone_that_nobody_watches_needs_no_person(text: str) -> None:
    assert not rules(text, "en", Question.CONSENT).must_review


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("es", "me toca lavar los platos", Concern.SEXUAL_ABUSE),
        ("es", "es otra corte, no la de mi tia", Concern.SELF_HARM),
        ("en", "i lock everything before bed", Concern.NEGLECT),
        ("en", "my back hurts but im fine", Concern.PHYSICAL_ABUSE),
        ("fr", "arretez de m'ecrire", Concern.CRIMINAL_ACTIVITY),
        ("fa-AF", "وکیل زنگ میزنه", Concern.PHYSICAL_ABUSE),
    ],
)
def test_everyday_words_are_no_danger(lang: str, text: str, code: Concern) -> None:
    assert code not in rules(text, lang).codes


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("hi", "main chacha ke saath rehta hu", "hi"),
        ("pa", "main chache de ghar rehnda haan", "pa"),
        ("ar", "ana 3endi madrase bukra", "ar"),
        ("fa-AF", "ma khub hastom tashakor", "fa-AF"),
        ("ps", "za kha yam manana", "ps"),
        ("hi", "i live with my uncle", "en"),
        ("en", "mere paas koi kagaz nahi hai", "hi"),
    ],
)
def test_latin_letters_hide_no_language(lang: str, text: str, told: str) -> None:
    assert detect(text, tokens(text), lang) == told


def test_a_language_outside_ours_is_told_by_the_third_voice_only() -> None:
    text = "waxaan la noolahay adeerkay guriga"
    assert detect(text, tokens(text), "en") == "und"
    assert detect(text, tokens(text), "en", third_voice=False) != "und"
    assert hear_rules(text, lang="en", question=Question.NONE, sent_on=MONDAY).must_review


def test_a_long_text_is_searched_like_a_short_one() -> None:
    padding = "we went to the park and ate well. " * 40
    assert Concern.PHYSICAL_ABUSE in rules(padding + "my uncle hits me", "en").codes
    assert Concern.PHYSICAL_ABUSE in rules("my uncle hits me. " + padding, "en").codes
