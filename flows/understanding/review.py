"""Which replies a person should look at soon, and in what order.

`review` never replaces a finding; it says that something was written that no rule could account for.
"""

from dataclasses import dataclass

from flows.understanding.language import UNKNOWN
from flows.understanding.lexicon import Lexicon, View
from flows.understanding.normalise import SENTENCE_END
from flows.vocabulary import Answer, Urgency

UNKNOWN_WORDS = 3
"""Content words that no list knows before a reply without any answer counts as unread."""

LONG_REMAINDER = 9
"""Unknown content words beside an answer before the rest of a reply counts as unread."""

_BASE = {Urgency.NONE: 0.0, Urgency.NEEDS: 0.15, Urgency.CONCERN: 0.7, Urgency.EMERGENCY: 0.9}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the review decision is made from."""

    answer: Answer
    urgency: Urgency
    language: str
    supported: bool
    hints: int
    denied: int
    friend: bool
    unknown: int
    words: int


def unknown_words(view: View, lexicon: Lexicon) -> int:
    """Content words of the reply that stand in no list of this language."""
    return len(
        {w for w in view.words if len(w) > 3 and w != SENTENCE_END and w.isalpha() and not lexicon.knows(w)}
    )


def needs_review(signs: Signs) -> bool:
    """Whether a person should look within 12 hours although no danger was found."""
    if signs.urgency in (Urgency.CONCERN, Urgency.EMERGENCY):
        return False
    if signs.friend or signs.hints >= 1:
        return True
    if (signs.language == UNKNOWN or not signs.supported) and signs.words >= 2:
        return True
    if signs.answer is Answer.OTHER and signs.unknown >= UNKNOWN_WORDS:
        return True
    return signs.unknown >= LONG_REMAINDER


def risk(signs: Signs, findings: int, review: bool) -> float:
    """0 to 1: the order in which people should read what waits for them."""
    score = _BASE[signs.urgency] + 0.02 * min(findings, 4)
    if review:
        score = max(score, 0.3)
    score += 0.04 * min(signs.hints, 4) + 0.02 * min(signs.denied, 2) + 0.005 * min(signs.unknown, 8)
    return min(1.0, round(score, 4))
