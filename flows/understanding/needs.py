"""Services somebody asks for or plainly lacks.

A bare topic ("abogado y comida") is a need only as the answer to whether help is wanted; everywhere
else a need must be said ("no tenemos como ir", "necesito un abogado").
"""

from dataclasses import dataclass

from flows.reading import Evidence
from flows.understanding.lexicon import Lexicon, View
from flows.understanding.negation import is_negated
from flows.understanding.patterns import Match
from flows.vocabulary import Need, Question


@dataclass(frozen=True, slots=True)
class NeedFound:
    """One need with the words that say it; `said` is false for a bare topic."""

    code: Need
    said: bool
    evidence: Evidence


def find_needs(view: View, lexicon: Lexicon, question: Question) -> tuple[NeedFound, ...]:
    """Every need in one language's view of the reply."""
    covered = {at for match in view.get("idiom") for at in range(match.first, match.last)}
    met = {at for match in view.get("met") for at in range(match.first, match.last)}
    out: list[NeedFound] = []
    for match in view.under("need."):
        _, code, kind = match.label.split(".")
        said = kind == "say"
        if not said and question is not Question.SUPPORT:
            continue
        if any(at in covered or at in met for at in range(match.first, match.last)):
            continue
        if not is_negated(match, view, lexicon):
            out.append(_need(match, view, Need(code), said))
    return tuple(out)


def _need(match: Match, view: View, code: Need, said: bool) -> NeedFound:
    start, end = view.span(match)
    return NeedFound(
        code, said, Evidence(code.value, f"{view.language}:{match.label}:{match.source}", start, end)
    )
