"""Scripted phones answer by the words of the texts, and the phones file names every mistake."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.emulator.phones_file import PhonesFileError, load_phones
from bot.emulator.script import Rule, Script, asks
from tests.bot.emulator.conftest import CHILD, World

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("Are you well?", True),
        ("هل أنت بخير؟", True),
        ("您好吗？", True),
        ("Reply 1 for yes, 2 for no.", True),
        ("1=yes 2=no", True),
        ("Thank you. In an emergency call 911.", False),
        ("Call us at 1-202-555-0150 or 1 (202) 555-0150.", False),
        ("Call or text 988, then press 2.", False),
    ],
)
def test_a_text_asks_by_a_question_mark_or_an_option_1(text: str, waits: bool) -> None:
    assert asks(text) is waits


def said(script: Script, *texts: str) -> list[str | None]:
    """What is said to each of the texts."""
    answers = [script.reply_to(texts[: count + 1]) for count in range(len(texts))]
    return [answer.say if answer else None for answer in answers]


def test_the_first_rule_that_applies_speaks() -> None:
    script = Script((Rule(SECOND, contains=("SAFE",), say="no"), Rule(SECOND, say="yes")))
    assert said(script, "Do you feel safe?", "School?") == ["no", "yes"]


def test_a_sequence_gives_one_entry_to_each_question_and_none_to_statements() -> None:
    script = Script((Rule(SECOND, sequence=("luna", None, "1")),))
    assert said(script, "The word?", "Thank you.", "Alone?", "OK? 1 or 2", "More?") == [
        "luna",
        None,
        None,
        "1",
        None,
    ]


def test_a_sequence_with_words_counts_only_the_texts_with_these_words() -> None:
    script = Script(
        (Rule(SECOND, pattern=re.compile("word"), sequence=("who?", "luna")), Rule(SECOND, say="1"))
    )
    assert said(script, "The word", "School?", "The word, please") == ["who?", "1", "luna"]


def test_after_texts_waits_for_the_nth_text() -> None:
    script = Script((Rule(SECOND, after_texts=3, say="STOP"), Rule(SECOND, say="1")))
    assert said(script, "a?", "b?", "c?") == ["1", "1", "STOP"]


def test_the_default_answers_questions_only() -> None:
    assert said(Script(default="1"), "Are you well?", "Thank you.") == ["1", None]


def test_a_scripted_phone_answers_after_its_time(scripted: Callable[[str], World]) -> None:
    world = scripted(f'"{CHILD}":\n  replies:\n    - {{match: "well", say: "si", after: 5m}}\n')
    world.create(body="Are you well?")
    world.pass_time(minutes=4)
    assert world.service.inbound() == []
    world.pass_time(minutes=2)
    assert [form["Body"] for form in world.service.inbound()] == ["si"]


def test_a_phone_that_is_switched_off_does_not_answer(scripted: Callable[[str], World]) -> None:
    world = scripted(f'"{CHILD}":\n  delivery: undelivered 30003\n  default: "1"\n')
    world.create(body="Are you well?")
    world.pass_time(hours=1)
    assert world.service.inbound() == []


def test_a_scripted_stop_opts_out(scripted: Callable[[str], World]) -> None:
    world = scripted(f'"{CHILD}":\n  replies: [{{any: true, say: STOP}}]\n')
    world.create()
    world.pass_time(minutes=1)
    assert world.send(To=CHILD, From="+12025550110", Body="Hi").json["code"] == 21610


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "phones.yaml"
    path.write_text(
        '"12025550143":\n'
        "  nam: Ana\n"
        '"+12025550144":\n'
        "  delivery: lost\n"
        "  after: soon\n"
        "  holder: nobody\n"
        "  replies:\n"
        "    - {say: hi}\n"
        "    - {any: true}\n"
        '    - {match: "(", say: hi}\n'
        "    - {any: true, match: x, say: hi}\n"
        '"+12025550144": {}\n'
    )
    with pytest.raises(PhonesFileError) as caught:
        load_phones(path)
    lines = [int(re.search(r"line (\d+)", problem)[1]) for problem in caught.value.problems]  # type: ignore[index]
    assert sorted(lines) == [2, 2, 4, 5, 6, 8, 9, 10, 11, 12]
    assert "undelivered CODE" in str(caught.value)


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [", '"+12025550143": yes\n', '"+12025550143":\n  replies: yes\n']
)
def test_a_file_of_another_shape_is_refused_with_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "phones.yaml"
    path.write_text(text)
    with pytest.raises(PhonesFileError, match=r"phones\.yaml, line \d"):
        load_phones(path)
