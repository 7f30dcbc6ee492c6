"""What the layers may not do on a hunch: write down a yes that hides a danger, or a home given up."""

import datetime as dt

import pytest

from flows.understanding.decide import choose_answer
from flows.understanding.learned import load
from flows.understanding.reader import hear_rules
from flows.vocabulary import Answer, Question

LEAST = {"heard": 0.2, "guess": 0.5, "consent": 0.9, "word": 0.8, "moved": 0.8, "denied": 0.8, "safe": 0.9}


def chosen(text: str, question: Question, chances: dict[Answer, float], *, flagged: bool = False) -> Answer:
    rules = hear_rules(text, lang="es", question=question, sent_on=dt.date(2026, 3, 2))
    return choose_answer(rules, {a: 0.0 for a in Answer} | chances, LEAST, flagged=flagged)


@pytest.mark.parametrize(("chance", "answer"), [(0.8, Answer.OTHER), (0.95, Answer.YES)])
def test_that_a_child_is_safe_is_guessed_on_much_certainty_where_danger_was_seen(
    chance: float, answer: Answer
) -> None:
    words = "la verdad mi tio se pone feo"
    assert chosen(words, Question.SAFETY, {Answer.YES: 0.6}) is Answer.YES
    assert chosen(words, Question.SAFETY, {Answer.YES: chance}, flagged=True) is answer


@pytest.mark.parametrize(("chance", "answer"), [(0.7, Answer.NO), (0.85, Answer.YES)])
def test_what_was_denied_in_words_is_guessed_to_be_a_yes_on_much_certainty(
    chance: float, answer: Answer
) -> None:
    denied = {Answer.YES: chance, Answer.NO: 0.1}
    assert chosen("no, para nada", Question.HEALTH, denied) is answer


def test_a_yes_that_stands_in_words_stays_beside_a_danger() -> None:
    said = chosen("si estoy bien pero mi primo me pega", Question.SAFETY, {Answer.YES: 0.9}, flagged=True)
    assert said is Answer.YES


@pytest.mark.parametrize(("chance", "answer"), [(0.7, Answer.OTHER), (0.85, Answer.NO)])
def test_that_a_child_has_moved_is_guessed_on_much_certainty_only(chance: float, answer: Answer) -> None:
    assert chosen("el carro de la esquina es rojo", Question.RESIDENCE, {Answer.NO: chance}) is answer


def test_the_artefact_asks_for_as_much_certainty_as_its_training_demands() -> None:
    for way in load().stack.values():
        for limits in way.limits.values():
            least = limits["answers"]
            assert least["consent"] >= 0.9
            assert least["word"] >= 0.8
            assert least["moved"] >= 0.6
            assert least["denied"] >= 0.85
            assert least["safe"] >= 0.7
