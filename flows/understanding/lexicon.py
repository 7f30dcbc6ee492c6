"""The word lists of one language, loaded once and only when a reply needs them.

`locales/<lang>/lexicon.yaml` is written for native readers. This module turns it into patterns and
tables; to add a language is to add a folder. `frames.yaml` holds patterns that every language shares
and that apply where the language defines the word classes they name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from flows.understanding.normalise import Token, fold_words, squeeze
from flows.understanding.patterns import REMEMBERED, Grammar, Index, Match, Pattern, Words

LOCALES = Path(__file__).resolve().parents[2] / "locales"
FRAMES = Path(__file__).with_name("frames.yaml")
WEIGHED_ALONE = "command.stop"
"""Patterns whose pauses are judged together with the polite words around them (commands.py)."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Everything is text: "no" and "1" in a word list are words, not a truth value and a number."""


@dataclass(frozen=True, slots=True)
class View:
    """A reply as one language reads it: its words, the token each came from, and all matches."""

    language: str
    words: tuple[str, ...]
    origin: tuple[int, ...]
    tokens: tuple[Token, ...]
    found: Mapping[str, tuple[Match, ...]]

    def get(self, label: str) -> tuple[Match, ...]:
        """The matches under one label, in the order of the text."""
        return self.found.get(label, ())

    def under(self, prefix: str) -> Iterator[Match]:
        """The matches of all labels that begin with `prefix`."""
        for label, matches in self.found.items():
            if label.startswith(prefix):
                yield from matches

    def span(self, match: Match) -> tuple[int, int]:
        """Where a match stands in the original text (code points, end exclusive)."""
        last = max(match.first, match.last - 1)
        return self.tokens[self.origin[match.first]].start, self.tokens[self.origin[last]].end

    def pause_after(self, word: int) -> bool:
        """Whether a comma, a sentence end, an emoji or the end of the reply follows this word."""
        return _pause(self.words, self.origin, self.tokens, word)


def _pause(words: Sequence[str], origin: Sequence[int], tokens: tuple[Token, ...], at: int) -> bool:
    if at + 1 >= len(words):
        return True
    if origin[at + 1] != origin[at] and tokens[origin[at]].pause:
        return True
    return not words[at + 1][:1].isalnum()


class Lexicon:
    """One language's words, classes, patterns and tables."""

    def __init__(self, language: str, data: Mapping[str, Any], frames: Mapping[str, Any]) -> None:
        self.language = language
        self.data = data
        self._plain_words: dict[str, Words] = {}
        self._chat = {
            " ".join(fold_words(str(key))): tuple(fold_words(str(value)))
            for key, value in (data.get("chat") or {}).items()
        }
        grammar = Grammar(_texts(data.get("classes") or {}), self.canon)
        patterns = [_own(grammar, *leaf) for leaf in _leaves(data.get("patterns") or {}, "")]
        for label, source in _leaves(frames, ""):
            names = {w[1:-1] for part in source.split() for w in part.split("|") if w[:1] == "<"}
            if all(grammar.has(name) for name in names):
                patterns.append(grammar.pattern(label, source))
        self.patterns = tuple(patterns)
        self.index = Index(self.patterns)
        self.negators = self._set("negation", "words")
        strong = [self.canon(entry) for entry in entries((data.get("negation") or {}).get("strong"))]
        self.strong_negators = frozenset(words[0] for words in strong if len(words) == 1)
        self.strong_phrases = tuple(words for words in strong if len(words) > 1)
        self.deniers = self.negators | self.strong_negators
        self.late_negators = self._set("negation", "after")
        self.blockers = self._set("negation", "blockers")
        self.subjects = self._set("negation", "subjects")
        self.joints = frozenset(w for entry in entries(data.get("joints")) for w in self.canon(entry))
        self.common = frozenset(w for entry in entries(data.get("common")) for w in fold_words(entry))
        self._vocabulary = frozenset(grammar.vocabulary) | self.common | self.negators

    def _set(self, group: str, name: str) -> frozenset[str]:
        listed = entries((self.data.get(group) or {}).get(name))
        return frozenset(w for entry in listed for w in self.canon(entry))

    def canon(self, word: str) -> Words:
        """A word of a list as the folded words it stands for, chat spelling undone."""
        return tuple(w for folded in _folded(word) for w in self._chat.get(folded, (folded,)))

    def knows(self, word: str) -> bool:
        """Whether the word stands anywhere in the lists of this language."""
        return word in self._vocabulary or self.index.knows(word)

    def _plain(self, word: str) -> Words:
        known = self._plain_words.get(word)
        if known is None:
            known = self._unchat(word)
            if len(self._plain_words) < REMEMBERED:
                self._plain_words[word] = known
        return known

    def _unchat(self, word: str) -> Words:
        if word in self._chat:
            return self._chat[word]
        if word not in self._vocabulary:
            single = squeeze(word)
            if single != word and (single in self._vocabulary or single in self._chat):
                return self._chat.get(single, (single,))
        return (word,)

    def view(self, tokens: tuple[Token, ...]) -> View:
        """Read the tokens with this language's words and find all patterns in one pass."""
        words: list[str] = []
        origin: list[int] = []
        for number, token in enumerate(tokens):
            for word in self._plain(token.text):
                words.append(word)
                origin.append(number)
        matches = self.index.scan(words, lambda at: _pause(words, origin, tokens, at))
        found = {label: tuple(listed) for label, listed in matches.items()}
        return View(self.language, tuple(words), tuple(origin), tokens, found)


def _own(grammar: Grammar, label: str, source: str) -> Pattern:
    pattern = grammar.pattern(label, source)
    if label == WEIGHED_ALONE:
        pattern.opens = pattern.closes = False
    return pattern


def _texts(classes: Mapping[str, Any]) -> dict[str, list[str]]:
    return {str(name): entries(node) for name, node in classes.items()}


def _leaves(node: Any, label: str) -> Iterator[tuple[str, str]]:
    """(label, pattern) for every pattern of a nested mapping; labels join the keys with dots."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{label}.{key}" if label else str(key))
    else:
        for source in entries(node):
            yield label, source


def entries(node: Any) -> list[str]:
    """The entries of a list of the file: one a line, or several with semicolons between."""
    lines = "\n".join(str(item) for item in node) if isinstance(node, list) else str(node or "")
    parts = (part.strip() for line in lines.splitlines() for part in line.split(";"))
    return [part for part in parts if part and not part.startswith("#")]


@lru_cache(maxsize=65536)
def _folded(word: str) -> Words:
    return tuple(fold_words(word))


def common_words(language: str) -> frozenset[str]:
    """The function words of a language, without building its lexicon: `common:` stands on one line."""
    return _one_line(language, "common")


def roman_words(language: str) -> frozenset[str]:
    """Frequent words of a language of another script as people type them in Latin letters."""
    return _one_line(language, "roman")


def _one_line(language: str, name: str) -> frozenset[str]:
    start = f"{name}:"
    with (LOCALES / language / "lexicon.yaml").open(encoding="utf-8") as stream:
        line = next((line for line in stream if line.startswith(start)), start)
    return frozenset(fold_words(line.removeprefix(start)))


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as stream:
        loaded = yaml.load(stream, Loader=_LOADER)
    return loaded if isinstance(loaded, dict) else {}


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that have word lists, by folder name."""
    return tuple(sorted(path.parent.name for path in LOCALES.glob("*/lexicon.yaml")))


@lru_cache(maxsize=1)
def _frames() -> dict[str, Any]:
    return _read(FRAMES)


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language of `languages()`. Raises FileNotFoundError for any other."""
    return Lexicon(language, _read(LOCALES / language / "lexicon.yaml"), _frames())
