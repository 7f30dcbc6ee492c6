"""Whether somebody wants to complain about the services (6.7.6): plain words only, from the word lists.

What was wrong is a person's to read. "I have no complaints" is none.
"""

from functools import lru_cache

from flows.understanding.lexicon import entries, languages, lexicon
from flows.understanding.normalise import fold_words

_NEAR = 3
"""How many words before the phrase a word of denial still counts."""


def is_complaint(text: str, language: str) -> bool:
    """Whether a text in a language (BCP 47) says that somebody wants to complain."""
    if language not in languages():
        return False
    words, (phrases, alone, deniers) = tuple(fold_words(text)), _lists(language)
    if words in alone:
        return True
    return any(
        words[at : at + len(phrase)] == phrase and not deniers.intersection(words[max(0, at - _NEAR) : at])
        for phrase in phrases
        for at in range(len(words) - len(phrase) + 1)
    )


Phrases = frozenset[tuple[str, ...]]


@lru_cache(maxsize=32)
def _lists(language: str) -> tuple[Phrases, Phrases, frozenset[str]]:
    lists = lexicon(language)
    data = lists.data.get("complaint") or {}
    phrases, alone = (
        frozenset(tuple(fold_words(entry)) for entry in entries(data.get(name)))
        for name in ("phrases", "alone")
    )
    return phrases, alone, lists.deniers
