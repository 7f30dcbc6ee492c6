"""Text to reading: what a reply means. Importing this opens nothing; word lists load on first use."""

import datetime as dt

from flows.reading import Reading
from flows.understanding.reader import read
from flows.vocabulary import Question, Role

__all__ = ["understand"]


def understand(
    text: str,
    *,
    lang: str,
    role: Role,
    question: Question,
    sent_on: dt.date,
    prior: str | None = None,
) -> Reading:
    """Read one reply (docs/readings.md).

    `lang` is the language in which the person is written to, `prior` the language of the
    conversation so far where that differs, `sent_on` the local day of the reply. Any text is read,
    none raises; a question of the engine's own raises ValueError.
    """
    return read(text, lang=lang, role=role, question=question, sent_on=sent_on, prior=prior)
