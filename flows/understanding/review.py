"""Which replies a person should look at soon, and in what order.

`review` never replaces a finding; it says that something was written that no rule could account for.
"""

from dataclasses import dataclass

from flows.understanding.language import UNKNOWN
from flows.understanding.lexicon import Lexicon, View
from flows.understanding.normalise import SENTENCE_END
from flows.vocabulary import Answer

UNKNOWN_WORDS = 3
"""Content words that no list knows before a reply without any answer counts as unread."""

LONG_REMAINDER = 9
"""Unknown content words beside an answer before the rest of a reply counts as unread."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the review decision is made from."""

    answer: Answer
    language: str
    supported: bool
    hints: int
    denied: int
    friend: bool
    watched: bool
    unknown: int
    words: int


def unknown_words(view: View, lexicon: Lexicon) -> int:
    """Content words of the reply that stand in no list of this language."""
    return len(
        {w for w in view.words if len(w) > 3 and w != SENTENCE_END and w.isalpha() and not lexicon.knows(w)}
    )


def must_review(signs: Signs) -> bool:
    """A friend in danger, a phone that somebody watches, or free words in a language nothing here reads."""
    unread = signs.language == UNKNOWN or not signs.supported
    return signs.friend or signs.watched or (unread and signs.words >= 2)


def may_review(signs: Signs) -> bool:
    """Words that hint at danger, or that no list knows: the statistical layer weighs them."""
    if signs.hints >= 1 or (signs.answer is Answer.OTHER and signs.unknown >= UNKNOWN_WORDS):
        return True
    return signs.unknown >= LONG_REMAINDER
