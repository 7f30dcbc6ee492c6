"""The same replies as if one layer were not there: what each layer is worth."""

from dataclasses import replace

import numpy as np

from bot.training.stack import Heard
from flows.understanding.learned import Scores
from flows.understanding.reader import Rules
from flows.vocabulary import Answer

RULES, NGRAMS = "rules", "n-grams"
PARTS = (RULES, NGRAMS)


def without_look(scores: Scores) -> Scores:
    """Scores where no second look is installed."""
    return Scores(scores.labels, scores.ngram, None, scores.answer_ngram, None)


def without_ngrams(scores: Scores) -> Scores:
    """Scores as if no n-gram had a weight."""
    return replace(scores, ngram=np.zeros_like(scores.ngram), answer_ngram=np.zeros_like(scores.answer_ngram))


def without_rules(rules: Rules) -> Rules:
    """As if the word lists had found no danger, need or answer; language and dates stay."""
    answer = Answer.DATE if rules.answer is Answer.DATE else Answer.OTHER
    return replace(
        rules,
        answer=answer,
        certain=False,
        codes=frozenset(),
        emergency=False,
        needs=frozenset(),
        said_needs=frozenset(),
        must_review=False,
        may_review=False,
        evidence=(),
        also=(),
    )


def ways_without(heard: Heard, part: str) -> Heard:
    """All replies without one of the parts."""
    if part == RULES:
        return Heard(heard.lines, [without_rules(r) for r in heard.rules], heard.scores)
    return Heard(heard.lines, heard.rules, [without_ngrams(s) for s in heard.scores])
