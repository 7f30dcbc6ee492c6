"""Commands beside the reading; opt-out only when the message is essentially the opt-out."""

import pytest

from flows.understanding.lexicon import entries, languages, lexicon
from flows.vocabulary import Command
from tests.flows.understanding.replies import read


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "ALTO"), ("es", "ya no me escriban por favor"), ("es", "no mas"),
        ("es", "Saquenme de su lista"),
        ("en", "STOP"), ("en", "please stop texting me"), ("en", "take me off this list"), ("en", "opt out"),
        ("pt", "me tira da lista"), ("pt", "parem de mandar mensagem"), ("fr", "enlevez moi de votre liste"),
        ("ht", "pa ekri m anko"), ("ru", "не пишите мне больше"), ("zh", "不要再发了"), 
        ("tr", "mesaj atmayın"),
    ],
)  # fmt: skip
def test_any_reasonable_wording_opts_out(lang: str, text: str) -> None:
    assert Command.STOP in read(text, lang=lang).commands


@pytest.mark.parametrize("lang", languages())
def test_a_single_stop_word_opts_out_however_politely_it_is_said(lang: str) -> None:
    """Every single stop word and every polite formula of every language's word list."""
    lists = lexicon(lang).data["patterns"]["command"]
    listed = [entry.strip("/ ") for entry in entries(lists["stop"])]
    words = [entry for entry in listed if not set(entry) & set(" |*?<")]
    said = [
        text
        for word in words
        for polite in entries(lists["polite"])
        for text in (word, f"{word} {polite}", f"{polite} {word}")
    ]
    assert len(said) > 10
    assert [text for text in said if Command.STOP not in read(text, lang=lang).commands] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "no para de pegarme"),
        ("es", "quiero que esto termine"),
        ("es", "vamos a salir al parque"),
        ("es", "alto, guapo y buena gente es mi tio"),
        ("en", "make him stop"),
        ("en", "it never ends here"),
        ("en", "my bus stop is far"),
    ],
)
def test_words_of_opting_out_inside_a_sentence_are_none(lang: str, text: str) -> None:
    assert Command.STOP not in read(text, lang=lang).commands


def test_a_true_request_to_stop_that_tells_of_danger_is_both() -> None:
    reading = read("ya no me escriban, mi tio lee esto y me pega")
    assert Command.STOP in reading.commands
    assert reading.concerns


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("AYUDA", Command.HELP),
        ("quien es?", Command.WHO),
        ("numero equivocado", Command.WRONG_NUMBER),
        ("mas tarde", Command.LATER),
        ("llameme por favor", Command.CALL_ME),
        ("START", Command.START),
    ],
)
def test_other_commands(text: str, command: Command) -> None:
    assert command in read(text).commands


def test_a_wanted_language_is_named() -> None:
    reading = read("english please")
    assert (Command.LANGUAGE in reading.commands, reading.wanted_language) == (True, "en")
