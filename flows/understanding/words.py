"""Compare agreed words: the check word, the distress word, the answer to an identity question."""

from flows.understanding.normalise import fold_words, squeeze


def _comparable(text: str) -> list[str]:
    return [squeeze(word) for word in fold_words(text) if any(c.isalnum() for c in word)]


def contains_word(text: str, word: str) -> bool:
    """Whether the agreed word or phrase stands in the text as whole words.

    Accents, capitals, punctuation, emoji and repeated letters do not matter; other words do.
    """
    wanted = _comparable(word)
    if not wanted:
        return False
    said = _comparable(text)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


def same_answer(text: str, expected: str) -> bool:
    """Whether the text gives the agreed answer to an identity question, alone or in a short sentence."""
    wanted, said = _comparable(expected), _comparable(text)
    if not wanted or not said:
        return False
    return said == wanted or (len(said) <= len(wanted) + 6 and contains_word(text, expected))
