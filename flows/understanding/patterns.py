"""The small pattern language of the word lists, and one pass that finds every pattern in a reply.

A pattern is words with blanks between. `stem*` any ending, `*mid*` any beginning too, `a|b` either,
`<class>` any entry of a word class, `word?` may be missing, `...` up to four words between,
`^` and `$` the begin and end of the reply, `A & B` both in any order with up to five words between.
`/` before or after a pattern: a pause must stand there (begin or end of the reply or of a sentence, a
comma, an emoji), so that "i am /" is an answer and "i am locked in" is none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations

Words = tuple[str, ...]
Canon = Callable[[str], Words]
"""Turns a word as written in a list into the folded words it stands for."""

_GAP = r"((?:[^ .]+ ){0,4}?)"
LONG = 60
"""Words from which on a pattern is looked for only where it can stand."""

REMEMBERED = 20_000
"""Words whose patterns an index remembers; beyond that it looks them up each time."""

_WIDE_GAP = r"((?:[^ .]+ ){0,5}?)"


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found: words `first` to `last` (exclusive) and the gaps that lay between its parts."""

    label: str
    source: str
    first: int
    last: int
    gaps: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Pattern:
    """One pattern under a label, at most `reach` words long; compiled when first needed."""

    label: str
    source: str
    expression: str
    anchors: frozenset[str]
    reach: int
    opens: bool = False
    closes: bool = False
    compiled: re.Pattern[str] | None = field(default=None, repr=False)

    def regex(self) -> re.Pattern[str]:
        if self.compiled is None:
            self.compiled = re.compile(self.expression)
        return self.compiled


@dataclass(frozen=True, slots=True)
class _Element:
    regex: str
    anchors: tuple[str, ...]
    weight: int
    size: int
    """How many words it can match at most."""


class PatternError(ValueError):
    """A pattern that cannot be read; the message quotes it."""


class Grammar:
    """Reads patterns, given the word classes of a language and how it folds words."""

    def __init__(self, classes: Mapping[str, Iterable[str]], canon: Canon) -> None:
        self._canon = canon
        self._raw = {name: tuple(entries) for name, entries in classes.items()}
        self._classes: dict[str, _Element] = {}
        self._elements: dict[str, _Element] = {}
        self.vocabulary: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether the language defines the word class `name`."""
        return name in self._raw

    def pattern(self, label: str, source: str) -> Pattern:
        """Read one pattern. Raises `PatternError`."""
        opens, closes = source.startswith("/ "), source.endswith(" /")
        bare = source.removeprefix("/ ").removesuffix(" /")
        parts = [self._sequence(part, source) for part in bare.split(" & ")]
        anchors = max((a for _, a, _ in parts), key=lambda a: a[1])[0]
        reach = sum(size for _, _, size in parts) + 5 * (len(parts) - 1)
        if len(parts) == 1:
            expression = parts[0][0]
        elif len(parts) <= 3:
            orders = (_WIDE_GAP.join(order) for order in permutations(p[0] for p in parts))
            expression = "(?:" + "|".join(orders) + ")"
        else:
            raise PatternError(f"more than three parts: {source!r}")
        return Pattern(label, source, "(?<= )" + expression, frozenset(anchors), reach, opens, closes)

    def _sequence(self, part: str, source: str) -> tuple[str, tuple[tuple[str, ...], int], int]:
        """The expression, the rarest words with their weight, and the greatest length in words."""
        out: list[str] = []
        size = 0
        best: tuple[tuple[str, ...], int] = ((), -1)
        for piece in part.split():
            if piece in ("...", "^", "$"):
                out.append({"...": _GAP, "^": r"(?<=^ )", "$": "$"}[piece])
                size += 4
                continue
            optional = piece.endswith("?") and len(piece) > 1
            element = self._element(piece.removesuffix("?") if optional else piece, source)
            out.append(f"(?:{element.regex})?" if optional else element.regex)
            size += element.size
            if not optional and element.weight > best[1]:
                best = (element.anchors, element.weight)
        if best[1] < 0:
            raise PatternError(f"no word to look for: {source!r}")
        return "".join(out), best, size

    def _element(self, piece: str, source: str) -> _Element:
        known = self._elements.get(piece)
        if known is None:
            known = self._elements[piece] = self._read(piece, source)
        return known

    def _read(self, piece: str, source: str) -> _Element:
        options = [self._option(o, source) for o in piece.split("|") if o]
        if not options:
            raise PatternError(f"empty choice: {source!r}")
        return _join(options)

    def _option(self, option: str, source: str) -> _Element:
        if option.startswith("<") and option.endswith(">"):
            return self._class(option[1:-1], source)
        return self._word(option, source)

    def _class(self, name: str, source: str) -> _Element:
        if name not in self._classes:
            if name not in self._raw:
                raise PatternError(f"unknown word class <{name}>: {source!r}")
            entries = [self._phrase(entry, source) for entry in self._raw[name]]
            self._classes[name] = _join(entries)
        return self._classes[name]

    def _phrase(self, entry: str, source: str) -> _Element:
        words = [self._element(word, source) for word in entry.split()]
        best = max(words, key=lambda w: w.weight)
        size = sum(word.size for word in words)
        return _Element("".join(w.regex for w in words), best.anchors, best.weight, size)

    def _word(self, word: str, source: str) -> _Element:
        before, after = word.startswith("*"), word.endswith("*")
        folded = self._canon(word.strip("*"))
        if not folded:
            raise PatternError(f"nothing left of {word!r}: {source!r}")
        self.vocabulary.update(folded if not after else folded[:-1])
        texts = [re.escape(w) for w in folded]
        if after:
            texts[-1] += r"[^ .]*"
        if before:
            texts[0] = r"[^ .]*" + texts[0]
            return _Element(" ".join(texts) + " ", ("",), 0, len(texts))
        longest = max(range(len(folded)), key=lambda i: len(folded[i]))
        is_stem = after and longest == len(folded) - 1
        anchor = folded[longest] + ("*" if is_stem else "")
        return _Element(" ".join(texts) + " ", (anchor,), len(folded[longest]), len(texts))


def _join(options: list[_Element]) -> _Element:
    anchors = tuple(dict.fromkeys(a for o in options for a in o.anchors))
    weight = min(o.weight for o in options)
    regex = options[0].regex if len(options) == 1 else "(?:" + "|".join(o.regex for o in options) + ")"
    return _Element(regex, anchors, weight, max(o.size for o in options))


def _hits(
    pattern: Pattern, text: str, stretches: list[tuple[int, int]], starts: list[int]
) -> Iterator[re.Match[str]]:
    regex = pattern.regex()
    for first, last in stretches:
        ends = starts[last] if last < len(starts) - 1 else len(text)
        for hit in regex.finditer(text, starts[first], ends):
            if hit.end() < len(text) and pattern.source.endswith("$"):
                continue
            yield hit


class Index:
    """Finds which patterns can occur at all, by their rarest word, and then where they do."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._by_word: dict[str, list[Pattern]] = {}
        self._by_stem: dict[str, list[Pattern]] = {}
        self._always: list[Pattern] = []
        for pattern in patterns:
            if "" in pattern.anchors:
                self._always.append(pattern)
                continue
            for anchor in pattern.anchors:
                table = self._by_stem if anchor.endswith("*") else self._by_word
                table.setdefault(anchor.removesuffix("*"), []).append(pattern)
        self._stem_sizes = sorted({len(stem) for stem in self._by_stem})
        self._remembered: dict[str, tuple[Pattern, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether a pattern is looked up by this word."""
        return word in self._by_word or any(
            word[:size] in self._by_stem for size in self._stem_sizes if size <= len(word)
        )

    def _of_word(self, word: str) -> tuple[Pattern, ...]:
        """The patterns that one word calls up; remembered, since people use the same words."""
        known = self._remembered.get(word)
        if known is None:
            found = list(self._by_word.get(word, ()))
            for size in self._stem_sizes:
                if size > len(word):
                    break
                found += self._by_stem.get(word[:size], ())
            known = tuple(found)
            if len(self._remembered) < REMEMBERED:
                self._remembered[word] = known
        return known

    def _candidates(self, words: list[str]) -> Iterable[tuple[Pattern, list[tuple[int, int]]]]:
        """Every pattern that can occur, and the stretches of words in which it can."""
        whole = [(0, len(words))]
        if len(words) <= LONG:
            short: dict[int, Pattern] = {id(p): p for p in self._always}
            for word in dict.fromkeys(words):
                for pattern in self._of_word(word):
                    short[id(pattern)] = pattern
            return [(pattern, whole) for pattern in short.values()]
        found: dict[int, tuple[Pattern, list[tuple[int, int]]]] = {id(p): (p, whole) for p in self._always}
        for at, word in enumerate(words):
            for pattern in self._of_word(word):
                stretches = found.setdefault(id(pattern), (pattern, []))[1]
                first, last = max(0, at - pattern.reach), min(len(words), at + pattern.reach)
                if stretches and stretches[-1][1] >= first:
                    stretches[-1] = (stretches[-1][0], last)
                else:
                    stretches.append((first, last))
        return found.values()

    def scan(self, words: list[str], pause: Callable[[int], bool]) -> dict[str, list[Match]]:
        """Every match by label, in the order of the text. `pause(i)`: a pause follows word i.

        Linear in the length of the text: a pattern is looked for around its rarest word only.
        """
        text = " " + "".join(w + " " for w in words)
        places: dict[int, int] = {}
        starts = []
        at = 1
        for number, word in enumerate(words):
            places[at] = number
            starts.append(at)
            at += len(word) + 1
        places[at] = len(words)
        starts.append(at)
        out: dict[str, list[Match]] = {}
        for pattern, stretches in self._candidates(words):
            for hit in _hits(pattern, text, stretches, starts):
                first, last = places[hit.start()], places[hit.end()]
                if (pattern.opens and first and not pause(first - 1)) or (
                    pattern.closes and not pause(last - 1)
                ):
                    continue
                gaps = tuple(
                    (places[hit.start(g)], places[hit.end(g)])
                    for g in range(1, hit.re.groups + 1)
                    if hit.start(g) >= 0
                )
                out.setdefault(pattern.label, []).append(
                    Match(pattern.label, pattern.source, first, last, gaps)
                )
        for matches in out.values():
            matches.sort(key=lambda m: (m.first, -m.last))
        return out
