"""How the tests of understanding read a reply: the day is Monday 2026-03-02 unless said."""

import datetime as dt

from flows.reading import Reading
from flows.understanding import understand
from flows.vocabulary import Question, Role

MONDAY = dt.date(2026, 3, 2)


def read(
    text: str,
    question: str = "none",
    *,
    lang: str = "es",
    role: Role = Role.CHILD,
    sent_on: dt.date = MONDAY,
) -> Reading:
    return understand(text, lang=lang, role=role, question=Question(question), sent_on=sent_on)
