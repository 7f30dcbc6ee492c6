"""Weighing the layers together, and choosing thresholds on replies that no layer was trained on.

The aims of docs/readings.md stand in an order: where two conflict the upper one wins. A danger that
nobody sees is worse than a false alarm; `MOST_*` say where that ends, so that people still look.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.training.corpus import BEST_COVERED, Line
from bot.training.fit import LABELS
from flows.understanding.decide import (
    DANGER,
    EMERGENCY,
    MEANING,
    NGRAMS,
    Weighed,
    answer_inputs,
    choose_answer,
    label_inputs,
    weigh,
)
from flows.understanding.learned import ANSWERS, Floats, Scores, ways
from flows.understanding.reader import Rules
from flows.vocabulary import Answer, Concern, Need, Urgency

WAYS = (NGRAMS, MEANING)

FLAGGED = {"best": 0.95, "others": 0.90}
SEEN = {"best": 0.99, "others": 0.98}
URGENT = {"best": 0.90, "others": 0.80}
"""Shares of dangers flagged, of dangers flagged or sent to review, of emergencies read as such."""

MOST_FLAGGED = {"best": 0.12, "others": 0.12}
MOST_REVIEWED = {"best": 0.28, "others": 0.38}
MOST_URGENT = {"best": 0.06, "others": 0.08}
"""Shares of harmless replies flagged and reviewed, of replies that are no emergency read as one,
beyond which the aims no longer push."""

STEPS = tuple(round(float(x), 2) for x in np.arange(0.05, 1.0, 0.05))
CERTAINTIES = {
    "heard": (0.05, 0.3),
    "guess": (0.3, 0.95),
    "consent": (0.9, 0.95),
    "word": (0.8, 0.95),
    "moved": (0.6, 0.95),
    "denied": (0.85, 0.95),
    "safe": (0.7, 0.95),
}
"""The least and the most certainty that is asked for each sort of answer: a conversation opens, one word
is an answer, a child has moved, and is safe where it said no or danger was seen, on much only."""


@dataclass(frozen=True)
class Heard:
    """Replies with their labels, what the word lists found and what the layers say."""

    lines: Sequence[Line]
    rules: Sequence[Rules]
    scores: Sequence[Scores]

    def only(self, wanted: Callable[[int], bool]) -> "Heard":
        """The replies whose place is wanted."""
        places = [i for i in range(len(self.lines)) if wanted(i)]
        return Heard(
            [self.lines[i] for i in places], [self.rules[i] for i in places], [self.scores[i] for i in places]
        )


def fit_way(heard: Heard, way: str) -> dict[str, Any]:
    """Weights and thresholds of one way (with or without the second look)."""
    stack = _fit_weights(heard)
    ready = ways({way: stack | {"limits": {}}}, LABELS)
    weighed = [weigh(r, s, ready) for r, s in zip(heard.rules, heard.scores, strict=True)]
    stack["limits"] = {}
    for group in ("best", "others"):
        inside = [(line.lang in BEST_COVERED) == (group == "best") for line in heard.lines]
        own = [w for w, here in zip(weighed, inside, strict=True) if here]
        stack["limits"][group] = _limits(group, heard.only(inside.__getitem__), own)
    return stack


def _fit_weights(heard: Heard) -> dict[str, Any]:
    labels = {}
    rows = np.stack([label_inputs(r, s) for r, s in zip(heard.rules, heard.scores, strict=True)])
    for place, name in enumerate(LABELS):
        inputs = rows[:, place]
        truth = [bears(line, name) for line in heard.lines]
        model = LogisticRegression(C=1.0, max_iter=2000).fit(inputs, truth)
        labels[name] = _rounded([*model.coef_[0], model.intercept_[0]])
    inputs = np.stack([answer_inputs(r, s) for r, s in zip(heard.rules, heard.scores, strict=True)])
    said = [ANSWERS.index(line.answer) for line in heard.lines]
    model = LogisticRegression(C=0.3, max_iter=3000).fit(inputs, said)
    table = np.full((inputs.shape[1] + 1, len(ANSWERS)), 0.0)
    table[-1] = -9.0
    for place, answer in enumerate(model.classes_):
        table[:-1, answer], table[-1, answer] = model.coef_[place], model.intercept_[place]
    return {"labels": labels, "answers": [_rounded(row) for row in table]}


def bears(line: Line, name: str) -> bool:
    """Whether a line bears a label: danger, emergency, a concern or a need."""
    if name == DANGER:
        return line.danger
    if name == EMERGENCY:
        return line.urgency is Urgency.EMERGENCY
    return name in {c.value for c in line.concerns} | {n.value for n in line.needs}


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]


def _limits(group: str, heard: Heard, weighed: Sequence[Weighed]) -> dict[str, Any]:
    danger = np.array([w.labels[DANGER] for w in weighed])
    urgent = np.array([w.labels[EMERGENCY] for w in weighed])
    dangerous = np.array([line.danger for line in heard.lines])
    emergency = np.array([line.urgency is Urgency.EMERGENCY for line in heard.lines])
    ruled = np.array([bool(r.codes) for r in heard.rules])
    at_once = np.array([r.emergency for r in heard.rules])
    sent = np.array([r.must_review for r in heard.rules])
    flag = _threshold(np.where(ruled, 1.1, danger), dangerous, FLAGGED[group], MOST_FLAGGED[group])
    flagged = ruled | (danger >= flag)
    seen = np.where(flagged | sent, 1.1, danger)
    allowed = MOST_REVIEWED[group] + float(flagged[~dangerous].mean())
    said = np.where(at_once, 1.1, urgent)
    codes = {c.value: _best_f1(heard.lines, weighed, flagged, c.value) for c in Concern}
    codes |= {n.value: _best_f1(heard.lines, weighed, np.ones_like(flagged), n.value) for n in Need}
    return {
        "flag": flag,
        "review": _threshold(seen, dangerous, SEEN[group], allowed),
        "emergency": _threshold(np.where(flagged, said, 0.0), emergency, URGENT[group], MOST_URGENT[group]),
        "labels": codes,
        "further": _further(heard, weighed, flagged, codes),
        "answers": _certainties(heard, weighed, flagged),
    }


def _threshold(values: Floats, wanted: NDArray[np.bool_], share: float, most: float) -> float:
    """The highest threshold that this share of the wanted reach, or that `most` of the others do not pass."""
    others = np.sort(values[~wanted])[::-1]
    lowest = float(others[min(int(len(others) * most), len(others) - 1)]) + 1e-4 if len(others) else 0.0
    return round(float(min(0.9, max(_share(values[wanted], share), lowest))), 4)


def _share(values: Floats, share: float) -> float:
    """The value that this share of the values reaches (never above 0.9; 0.9 of none)."""
    ordered = np.sort(values)[::-1]
    place = min(int(np.ceil(len(ordered) * share)), len(ordered)) - 1
    return round(float(min(0.9, ordered[place])) if len(ordered) else 0.9, 4)


def _best_f1(lines: Sequence[Line], weighed: Sequence[Weighed], asked: NDArray[np.bool_], name: str) -> float:
    truth = np.array([bears(line, name) for line in lines])
    values = np.array([w.labels[name] for w in weighed])
    best = (0.0, 0.5)
    for threshold in np.arange(0.1, 0.85, 0.02):
        said = (values >= threshold) & asked
        both = 2 * (said & truth).sum()
        best = max(best, (float(both / max(1, said.sum() + truth.sum())), float(threshold)))
    return round(best[1], 4)


def _further(
    heard: Heard, weighed: Sequence[Weighed], flagged: NDArray[np.bool_], limits: dict[str, float]
) -> float:
    """How likely a further concern must be where the word lists have named one: the best micro F1."""
    best = (-1.0, 0.5)
    rows = [i for i in range(len(weighed)) if flagged[i] and heard.rules[i].codes]
    for least in STEPS:
        both = total = 0
        for i in rows:
            said = heard.rules[i].codes | {
                c for c in Concern if weighed[i].labels[c.value] >= max(least, limits[c.value])
            }
            both, total = both + len(said & heard.lines[i].concerns), total + len(said)
        wanted = sum(len(heard.lines[i].concerns) for i in rows)
        best = max(best, (2 * both / max(1, total + wanted), least))
    return best[1]


def _certainties(heard: Heard, weighed: Sequence[Weighed], flagged: NDArray[np.bool_]) -> dict[str, float]:
    """How sure the layers must be of an answer: the most right answers, one certainty after the other."""
    chosen = {name: least for name, (least, _) in CERTAINTIES.items()}
    tables = [w.answers for w in weighed]
    for name, (least, most) in CERTAINTIES.items():
        best = (-1.0, 0.0)
        for value in STEPS:
            if least <= value <= most:
                right = _right(heard, tables, flagged, chosen | {name: value})
                best = max(best, (right, value))
        chosen[name] = best[1]
    return chosen


def _right(
    heard: Heard,
    tables: Sequence[dict[Answer, float]],
    flagged: NDArray[np.bool_],
    least: dict[str, float],
) -> float:
    rows = zip(heard.lines, heard.rules, tables, flagged, strict=True)
    return sum(
        choose_answer(rules, table, least, flagged=bool(seen)) is line.answer
        for line, rules, table, seen in rows
    )
