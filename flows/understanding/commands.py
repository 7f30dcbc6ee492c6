"""Commands that may be said at any time: stop, start, help, who, wrong number, later, call me, language.

A command is found beside the reading and never replaces it. Opt-out counts only when the message is
essentially the opt-out: the same words inside a disclosure ("no para de pegarme", "make him stop")
are no command. Any reasonable wording counts (FCC 24-24).
"""

from dataclasses import dataclass

from flows.understanding.lexicon import Lexicon, View
from flows.understanding.normalise import SENTENCE_END
from flows.understanding.patterns import Match
from flows.vocabulary import Command

SHORT = 3
"""A single opt-out word counts in a message of at most so many other words."""


@dataclass(frozen=True, slots=True)
class Commands:
    """What was commanded. `matches` holds the words that did it."""

    found: frozenset[Command]
    wanted_language: str | None
    matches: tuple[tuple[Command, Match], ...]


def find_commands(view: View, lexicon: Lexicon) -> Commands:
    """Every command in one language's view of the reply."""
    matches: list[tuple[Command, Match]] = []
    for command in Command:
        if command is Command.LANGUAGE:
            continue
        for match in view.get(f"command.{command.value}"):
            if _counts(command, match, view, lexicon):
                matches.append((command, match))
    wanted = _language(view)
    if wanted:
        matches.append((Command.LANGUAGE, wanted[1]))
    return Commands(
        frozenset(command for command, _ in matches), wanted[0] if wanted else None, tuple(matches)
    )


def _language(view: View) -> tuple[str, Match] | None:
    for match in view.under("command.language."):
        if len(_others(match, view)) <= SHORT:
            return match.label.rsplit(".", 1)[1], match
    return None


def _others(match: Match, view: View) -> list[str]:
    return [
        word
        for at, word in enumerate(view.words)
        if not match.first <= at < match.last and word != SENTENCE_END and word[:1].isalnum()
    ]


def _counts(command: Command, match: Match, view: View, lexicon: Lexicon) -> bool:
    if command is not Command.STOP:
        return True
    rest = _rest(view)
    if not _stands_alone(match, view):
        return not rest
    if match.last - match.first >= 3:
        return True
    if match.last - match.first == 2:
        return len(rest) <= 2 * SHORT and not _denied(match, view, lexicon)
    return not rest or (len(rest) == 1 and match.first == 0 and rest[0] not in lexicon.subjects)


def _rest(view: View) -> list[str]:
    """The words that are neither a stop word nor polite nor filling."""
    fillers = {at for m in view.get("answer.filler") for at in range(m.first, m.last)}
    polite = {at for m in view.get("command.polite") for at in range(m.first, m.last)}
    stops = {at for m in view.get("command.stop") for at in range(m.first, m.last)}
    return [
        word
        for at, word in enumerate(view.words)
        if at not in fillers | polite | stops and word != SENTENCE_END and word[:1].isalnum()
    ]


def _stands_alone(match: Match, view: View) -> bool:
    """Whether the pauses that the pattern asks for ("/ alto /") stand there."""
    before = not match.source.startswith("/ ") or match.first == 0 or view.pause_after(match.first - 1)
    return before and (not match.source.endswith(" /") or view.pause_after(match.last - 1))


def _denied(match: Match, view: View, lexicon: Lexicon) -> bool:
    return match.first > 0 and view.words[match.first - 1] in lexicon.negators
