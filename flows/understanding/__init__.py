"""Text to reading: what a reply means. Importing this opens nothing; word lists load on first use."""

import datetime as dt

from flows.reading import Reading
from flows.understanding.learned import Meaning
from flows.vocabulary import Question, Role

__all__ = ["Meaning", "understand"]


def understand(
    text: str,
    *,
    lang: str,
    role: Role,
    question: Question,
    sent_on: dt.date,
    prior: str | None = None,
    meaning: Meaning | None = None,
) -> Reading:
    """Read one reply (docs/readings.md).

    `lang` is the language in which the person is written to, `prior` the language of the
    conversation so far where that differs, `sent_on` the local day of the reply, `meaning` the
    second look where one is installed. Any text is read, none raises; a question of the engine's
    own raises ValueError.
    """
    from flows.understanding.decide import decide
    from flows.understanding.learned import load
    from flows.understanding.reader import hear_rules

    rules = hear_rules(text, lang=lang, question=question, sent_on=sent_on, prior=prior)
    model = load()
    meant = meaning.meant(text, question, role) if meaning is not None and needs_second_look(text) else None
    return decide(text, rules, model.score(text, question, meant), model.stack)


def needs_second_look(text: str) -> bool:
    """Free text only: a digit, an emoji or one short word says all it has to say."""
    return sum(char.isalpha() for char in text) >= 4
