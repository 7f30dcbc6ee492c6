"""What a scripted phone says: rules over the texts it received, first match wins.

A script sees what a family sees, the words of the texts; it knows nothing of the service.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.emulator.phone import Planned

# An option 1, not the 1 of a telephone number such as 1-202-555-0150.
_OPTION = re.compile(r"(?<![\d+.-])\b1\b(?![-. ]?\(?\d)")


def asks(text: str) -> bool:
    """Whether a text waits for an answer: it holds a question mark (of any script) or an option 1."""
    return any(mark in text for mark in "?？؟՞፧") or _OPTION.search(text) is not None


@dataclass(frozen=True)
class Rule:
    """One rule. It applies to a text when all of its conditions hold.

    pattern      regular expression found in the text, or None
    contains     substrings, one of which is in the text, or empty; letter case does not count
    after_texts  the text is at least the N-th that arrived
    sequence     one entry for each such text, in order, until used up; without pattern and substrings
                 only texts that ask take an entry. None: no sequence
    say          what is said otherwise; None is silence
    """

    after: timedelta
    pattern: re.Pattern[str] | None = None
    contains: tuple[str, ...] = ()
    after_texts: int = 0
    sequence: tuple[str | None, ...] | None = None
    say: str | None = None

    def applies(self, text: str, count: int, used: int) -> bool:
        """Whether this rule answers the `count`-th text, having spent `used` entries of its sequence."""
        if count < self.after_texts:
            return False
        if self.pattern is not None and self.pattern.search(text) is None:
            return False
        if self.contains and not any(part.casefold() in text.casefold() for part in self.contains):
            return False
        if self.sequence is None:
            return True
        chosen_by_words = self.pattern is not None or bool(self.contains)
        return used < len(self.sequence) and (chosen_by_words or asks(text))


@dataclass(frozen=True)
class Script:
    """The rules of one phone, and what it says to any other question (None: nothing)."""

    rules: tuple[Rule, ...] = ()
    default: str | None = None
    after: timedelta = field(default=timedelta(seconds=2))

    def reply_to(self, texts: Sequence[str]) -> Planned | None:
        """Read the texts from the first to the last; the answer to the last one is returned."""
        used = [0] * len(self.rules)
        answer: Planned | None = None
        for count, text in enumerate(texts, start=1):
            answer = self._answer(text, count, used)
        return answer

    def _answer(self, text: str, count: int, used: list[int]) -> Planned | None:
        for index, rule in enumerate(self.rules):
            if not rule.applies(text, count, used[index]):
                continue
            say = rule.say
            if rule.sequence is not None:
                say = rule.sequence[used[index]]
                used[index] += 1
            return None if say is None else Planned(say, rule.after)
        if self.default is not None and asks(text):
            return Planned(self.default, self.after)
        return None
