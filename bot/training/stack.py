"""Weighing the layers together, and choosing thresholds on replies that were not trained on."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.training.corpus import BEST_COVERED, Line
from bot.training.fit import LABELS
from flows.understanding.decide import (
    DANGER,
    EMERGENCY,
    MEANING,
    NGRAMS,
    answer_inputs,
    label_inputs,
)
from flows.understanding.learned import ANSWERS, Floats, Scores
from flows.understanding.reader import Rules
from flows.vocabulary import Concern, Need

BENIGN_FLAGGED = {"best": 0.10, "others": 0.12}
BENIGN_REVIEWED = {"best": 0.22, "others": 0.35}
"""How many harmless replies may be flagged, and sent to review. More than the aims of docs/readings.md,
because a danger that nobody sees is worse than a false alarm, and the aims say which one gives way."""

EMERGENCY_RECALL = {"best": 0.92, "others": 0.85}


def fit_stack(lines: Sequence[Line], rules: Sequence[Rules], scores: Sequence[Scores]) -> dict[str, Any]:
    """The weights of one way (with or without the second look), from out-of-fold scores."""
    labels = {}
    for place, name in enumerate(LABELS):
        inputs = np.stack([label_inputs(r, s, place) for r, s in zip(rules, scores, strict=True)])
        truth = [_bears(line, name) for line in lines]
        model = LogisticRegression(C=1.0, max_iter=2000).fit(inputs, truth)
        labels[name] = _rounded([*model.coef_[0], model.intercept_[0]])
    inputs = np.stack([answer_inputs(r, s) for r, s in zip(rules, scores, strict=True)])
    said = [ANSWERS.index(line.answer) for line in lines]
    model = LogisticRegression(C=0.3, max_iter=3000).fit(inputs, said)
    table = np.full((inputs.shape[1] + 1, len(ANSWERS)), 0.0)
    table[-1] = -9.0
    for place, answer in enumerate(model.classes_):
        table[:-1, answer], table[-1, answer] = model.coef_[place], model.intercept_[place]
    return {"labels": labels, "answers": [_rounded(row) for row in table]}


def _bears(line: Line, name: str) -> bool:
    if name == DANGER:
        return line.danger
    if name == EMERGENCY:
        return line.urgency.value == "emergency"
    return name in {c.value for c in line.concerns} | {n.value for n in line.needs}


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]


def choose_limits(
    lines: Sequence[Line], rules: Sequence[Rules], probabilities: Sequence[dict[str, float]]
) -> dict[str, dict[str, Any]]:
    """Thresholds for the five best covered languages and for the others."""
    groups: dict[str, dict[str, Any]] = {}
    for group in ("best", "others"):
        chosen = [i for i, line in enumerate(lines) if (line.lang in BEST_COVERED) == (group == "best")]
        groups[group] = _limits(
            group, [lines[i] for i in chosen], [rules[i] for i in chosen], [probabilities[i] for i in chosen]
        )
    return groups


def _limits(
    group: str, lines: list[Line], rules: list[Rules], probabilities: list[dict[str, float]]
) -> dict[str, Any]:
    danger = np.array([p[DANGER] for p in probabilities])
    harmless = np.array([not line.danger for line in lines])
    ruled = np.array([bool(r.codes) for r in rules])
    flag = _at_most(np.where(ruled, 1.1, danger)[harmless], BENIGN_FLAGGED[group])
    must = np.array([r.must_review for r in rules])
    suspicion = np.where(must, 1.1, danger)[harmless & ~ruled & (danger < flag)]
    allowed = BENIGN_REVIEWED[group] * harmless.sum() / max(1, len(suspicion))
    emergencies = np.array([line.urgency.value == "emergency" for line in lines])
    urgent = np.array([p[EMERGENCY] for p in probabilities])
    return {
        "flag": flag,
        "review": _at_most(suspicion, min(0.95, allowed)),
        "emergency": round(float(np.quantile(urgent[emergencies], 1 - EMERGENCY_RECALL[group])), 4),
        "labels": {code.value: _best_f1(lines, probabilities, code.value) for code in (*Concern, *Need)},
    }


def _at_most(values: Floats, share: float) -> float:
    """The lowest threshold that at most this share of the values reaches (never above 0.9)."""
    ordered = np.sort(values)[::-1]
    place = min(int(len(ordered) * share), len(ordered) - 1)
    return round(float(min(0.9, ordered[place] + 1e-4)), 4)


def _best_f1(lines: list[Line], probabilities: list[dict[str, float]], name: str) -> float:
    truth = np.array([_bears(line, name) for line in lines])
    values = np.array([p[name] for p in probabilities])
    best = (0.0, 0.5)
    for threshold in np.arange(0.15, 0.85, 0.02):
        said = values >= threshold
        both = 2 * (said & truth).sum()
        best = max(best, (float(both / max(1, said.sum() + truth.sum())), float(threshold)))
    return round(best[1], 4)


WAYS = (NGRAMS, MEANING)
