"""Fold a reply to comparable words, keeping where each word stands in the original text.

People write without accents, with repeated letters, in capitals, with emoji, in Arabic-Indic
digits. Everything later works on folded words; spans always count code points of the original.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 4000
"""Code points that are read; the longest text a phone can send is 1,600."""

SENTENCE_END = "."
"""The word that stands for the end of a sentence; gaps in patterns do not cross it."""

_APOSTROPHES = frozenset("'’‘ʼ`´ʻ′＇")
_ELISIONS = frozenset({"j", "l", "d", "c", "n", "s", "t", "m", "k", "qu"})
_ENDERS = frozenset(".!?;\n\r…。！？؟؛।۔")
_PAUSES = frozenset(',،、，:-–—()/"')
_KEPT_SYMBOLS = frozenset(
    "👍👎👌🙏😭😢😔😞😟😰😱😨😂🤣😅😆😁😄😊🙂😀😍🥰😃☺❤✅❌✔✖🆗🆘💔🔪🔫🩸💊🤷🙅🙆💯👏🤝😡🤬😴🤒🤕🤮🥶"
)
_LETTERS = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe",
    "ی": "ي", "ى": "ي", "ۍ": "ي", "ے": "ي", "ک": "ك", "ګ": "گ",
    "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ٱ": "ا", "ँ": "ं", "ੰ": "ਂ", "ґ": "г",
}  # fmt: skip
_DROPPED = frozenset(
    "\u0640\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f\u00ad\u093c\u0a3c\u0a71"
)
"""Marks that carry nothing: direction, joiners, tatweel, soft hyphen, Indic nukta and addak."""

_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_PERSIAN_PREFIXES = frozenset({"مي", "نمي", "مى"})


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and its span. `pause`: a comma or a dash follows; `asks`: ends with `?`."""

    text: str
    start: int
    end: int
    pause: bool = False
    asks: bool = False


def squeeze(word: str) -> str:
    """The word with every doubled letter single: `simonn` and `simon` meet."""
    return _DOUBLED.sub(r"\1", word)


def ascii_digits(text: str) -> str:
    """The same text, code point for code point, with every decimal digit as 0-9."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else _digit(c) for c in text)


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    """One character folded: no accent, lower case, one form of each letter; "" when it carries nothing."""
    if char in _DROPPED:
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    out = []
    for part in unicodedata.normalize("NFKD", char).casefold():
        for piece in unicodedata.normalize("NFKD", part):
            piece = _LETTERS.get(piece, piece)
            if piece not in _DROPPED and not _is_accent(piece) and _is_word(piece):
                out.append(piece)
    return "".join(out)


def _is_accent(char: str) -> bool:
    return (
        "\u0300" <= char <= "\u036f"
        or "\u0610" <= char <= "\u061a"
        or "\u064b" <= char <= "\u065f"
        or char == "\u0670"
        or "\u06d6" <= char <= "\u06ed"
    )


def _is_word(char: str) -> bool:
    return len(char) > 1 or char.isalnum() or unicodedata.category(char)[0] == "M"


def _stands_alone(char: str) -> bool:
    """Chinese characters and the emoji that carry meaning are words of their own."""
    return "\u3400" <= char <= "\u9fff" or char in _KEPT_SYMBOLS


@lru_cache(maxsize=8192)
def _kind(char: str) -> str:
    """What a character does to the word being built."""
    if char in _APOSTROPHES:
        return "apostrophe"
    if char in _DROPPED or _is_accent(char) or "\U0001f3fb" <= char <= "\U0001f3ff":
        return "skip"
    if _stands_alone(char):
        return "alone"
    if char in _ENDERS:
        return "end"
    if char in _PAUSES:
        return "pause"
    return "letter" if fold_char(char) else "space"


class _Builder:
    """Collects words while the text is walked once, from left to right."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.letters: list[str] = []
        self.start = 0

    def add(self, char: str, at: int) -> None:
        if not self.letters:
            self.start = at
        self.letters.append(char)

    def flush(self, end: int) -> None:
        if not self.letters:
            return
        word = "".join(self.letters)
        if len(set(self.letters)) <= len(self.letters) - 2:
            word = _REPEATED.sub(r"\1\1", word)
        self.letters = []
        last = self.tokens[-1] if self.tokens else None
        if last and last.text in _PERSIAN_PREFIXES and not last.pause:
            self.tokens[-1] = Token(last.text + word, last.start, end)
        else:
            self.tokens.append(Token(word, self.start, end))

    def mark(self, at: int, char: str, ends: bool) -> None:
        if not self.tokens:
            return
        last = self.tokens[-1]
        asks = last.asks or char in "?؟？"
        self.tokens[-1] = Token(last.text, last.start, last.end, True, asks)
        if ends and last.text != SENTENCE_END:
            self.tokens.append(Token(SENTENCE_END, at, at + 1, True, asks))


def tokens(text: str) -> tuple[Token, ...]:
    """The folded words of `text`; linear in its length, for any Unicode string."""
    build = _Builder()
    for at, char in enumerate(text[:MAX_LENGTH]):
        kind = _kind(char)
        if kind == "letter":
            build.add(fold_char(char), at)
        elif kind == "apostrophe":
            if "".join(build.letters) in _ELISIONS:
                build.flush(at)
        elif kind == "alone":
            build.flush(at)
            build.tokens.append(Token(fold_char(char) or char, at, at + 1))
        elif kind != "skip":
            build.flush(at)
            if kind != "space":
                build.mark(at, char, kind == "end")
    build.flush(min(len(text), MAX_LENGTH))
    return tuple(build.tokens)


def fold_words(text: str) -> list[str]:
    """The folded words of `text` without punctuation."""
    return [t.text for t in tokens(text) if t.text != SENTENCE_END]
