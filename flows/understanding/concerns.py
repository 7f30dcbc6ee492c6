"""Dangers found by the word lists, with negation, person, place and time, and how urgent they are.

A finding is dropped when it is denied, when an idiom covers it, when it is a film, a game or a joke,
or when it lies in the past of the home country (trafficking, and abuse in custody, never are). A
friend's danger is no finding but sends the reply to a person, since that is how disclosures begin.
"""

from dataclasses import dataclass

from flows.reading import Evidence
from flows.understanding.lexicon import Lexicon, View
from flows.understanding.negation import is_negated
from flows.understanding.normalise import SENTENCE_END
from flows.understanding.patterns import Match
from flows.vocabulary import Concern

ALWAYS = frozenset({Concern.LABOR_TRAFFICKING, Concern.SEX_TRAFFICKING})
"""Concerns at any point in life and in any country (6.8.6)."""

IN_CUSTODY = frozenset({Concern.PHYSICAL_ABUSE, Concern.SEXUAL_ABUSE, Concern.NEGLECT})
"""Concerns although past, when they happened in a shelter or in federal custody."""

HURRIED = frozenset({
    Concern.PHYSICAL_ABUSE, Concern.SEXUAL_ABUSE, Concern.SELF_HARM, Concern.MEDICAL_EMERGENCY,
    Concern.NEGLECT, Concern.ABANDONMENT, Concern.SEX_TRAFFICKING, Concern.ORGANIZED_CRIME, Concern.MISSING,
})  # fmt: skip
"""Concerns that a word such as "now", "tonight" or "knife" turns into an emergency."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One danger found: its code, whether it is an emergency, and the words."""

    code: Concern
    emergency: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Dangers:
    """All dangers of one view; `friend`: another's; `denied`: only negated ones; `hints`: weaker words."""

    findings: tuple[Finding, ...]
    friend: bool
    denied: int
    hints: tuple[Match, ...]


def find_dangers(view: View, lexicon: Lexicon) -> Dangers:
    """Read every danger in one language's view of the reply."""
    covered = {at for match in view.get("idiom") for at in range(match.first, match.last)}
    fiction = bool(view.get("fiction"))
    urgent = [m for m in view.get("urgent") if not _covered(m, covered)]
    findings: list[Finding] = []
    friend, denied = False, 0
    for match in view.under("concern."):
        code = Concern(match.label.split(".")[1])
        if _covered(match, covered) or (fiction and not _close(match, view, lexicon)):
            continue
        if is_negated(match, view, lexicon):
            denied += 1
        elif _of_a_friend(match, view):
            friend = True
        elif not _elsewhere(code, view):
            findings.append(_finding(match, view, code, bool(urgent)))
    hints = tuple(
        m
        for m in view.get("hint")
        if not _covered(m, covered) and not fiction and not is_negated(m, view, lexicon)
    )
    return Dangers(tuple(findings), friend, denied, hints)


def _finding(match: Match, view: View, code: Concern, urgent: bool) -> Finding:
    start, end = view.span(match)
    emergency = match.label.endswith(".emergency") or (urgent and code in HURRIED)
    rule = f"{view.language}:{match.label}:{match.source}"
    return Finding(code, emergency, Evidence(code.value, rule, start, end))


def _covered(match: Match, covered: set[int]) -> bool:
    return any(at in covered for at in range(match.first, match.last))


def _close(match: Match, view: View, lexicon: Lexicon) -> bool:
    """A film or a game elsewhere in the reply explains nothing when the danger is in another sentence."""
    sentence = _sentence(match, view)
    return not any(sentence[0] <= m.first < sentence[1] for m in view.get("fiction"))


def _sentence(match: Match, view: View) -> tuple[int, int]:
    words = view.words
    first = next((at + 1 for at in range(match.first - 1, -1, -1) if words[at] == SENTENCE_END), 0)
    last = next((at for at in range(match.last, len(words)) if words[at] == SENTENCE_END), len(words))
    return first, last


def _of_a_friend(match: Match, view: View) -> bool:
    """The friend is named before the danger in the same sentence and the writer is not in it."""
    first, _ = _sentence(match, view)
    named = [m for m in view.get("friend") if first <= m.first < match.last]
    if not named:
        return False
    writer = {at for m in view.get("self") for at in range(m.first, m.last)}
    return not any(named[0].last <= at < match.last for at in writer)


def _elsewhere(code: Concern, view: View) -> bool:
    """There and then, not here and now."""
    if code in ALWAYS or not view.get("there"):
        return False
    if code in IN_CUSTODY and view.get("custody"):
        return False
    return not view.get("here")
