"""Whether something that was found is denied: "nadie me pega", "no me falta comida".

A denial reaches a few words forward and stops at the end of a sentence, at a pause, at words such as
"but" and "because", and at verbs of wishing ("I don't want him to hit me" denies nothing).
"no para de pegarme" is listed under `negation.cancel`: there the "no" denies the stopping.
"""

from flows.understanding.lexicon import Lexicon, View
from flows.understanding.normalise import SENTENCE_END
from flows.understanding.patterns import Match

REACH = 4
"""Words between a plain negator and what it denies."""

STRONG_REACH = 6
"""The same for "nobody" and "never"."""


def _cancelled(view: View) -> set[int]:
    return {word for match in view.get("negation.cancel") for word in range(match.first, match.last)}


def is_negated(match: Match, view: View, lexicon: Lexicon) -> bool:
    """True when the finding is denied in its own clause. A pattern that begins with "no" is not."""
    words = view.words
    if words[match.first] in lexicon.deniers:
        return False
    cancelled = _cancelled(view)
    if _inside(match, view, lexicon, cancelled):
        return True
    if _after(match, view, lexicon):
        return True
    return _before(match, view, lexicon, cancelled)


def _inside(match: Match, view: View, lexicon: Lexicon, cancelled: set[int]) -> bool:
    return any(
        view.words[i] in lexicon.deniers and i not in cancelled
        for first, last in match.gaps
        for i in range(first, last)
    )


def _after(match: Match, view: View, lexicon: Lexicon) -> bool:
    following = view.words[match.last : match.last + 2]
    return any(word in lexicon.late_negators for word in following if word != SENTENCE_END)


def _strong(words: tuple[str, ...], at: int, lexicon: Lexicon) -> bool:
    """ "nobody", or the last word of "no one": a phrase denies as a whole, its words do not."""
    if words[at] in lexicon.strong_negators:
        return True
    return any(words[at + 1 - len(phrase) : at + 1] == phrase for phrase in lexicon.strong_phrases)


def _before(match: Match, view: View, lexicon: Lexicon, cancelled: set[int]) -> bool:
    words = view.words
    plain = words[match.first] not in lexicon.subjects
    for distance in range(1, STRONG_REACH + 1):
        at = match.first - distance
        if at < 0:
            return False
        word = words[at]
        if word == SENTENCE_END or word in lexicon.blockers:
            return False
        if view.tokens[view.origin[at]].pause and not _strong(words, at, lexicon):
            return False
        if _strong(words, at, lexicon) and at not in cancelled:
            return True
        if plain and distance <= REACH and word in lexicon.negators and at not in cancelled:
            return True
        if word in lexicon.subjects:
            plain = False
    return False
