"""Fitting the linear layers of n-grams with scikit-learn: labels and answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.training.corpus import Line
from flows.understanding.decide import DANGER, EMERGENCY
from flows.understanding.features import ANSWER_SIZE, SIZE, grams, hashed
from flows.understanding.learned import ANSWERS, Floats
from flows.vocabulary import Concern, Need, Urgency

LABELS = (DANGER, EMERGENCY, *(c.value for c in Concern), *(n.value for n in Need))
FOLDS = 3
Rows = NDArray[np.int64]
SEED = 20261122


@dataclass(frozen=True)
class Design:
    """The corpus as matrices; rows are lines."""

    plain: csr_matrix
    asked: csr_matrix
    labels: Floats
    answers: NDArray[np.int64]


def label_row(line: Line) -> list[float]:
    """1.0 for every label that a line bears, in the order of LABELS."""
    codes = {c.value for c in line.concerns} | {n.value for n in line.needs}
    codes |= {DANGER} if line.danger else set()
    codes |= {EMERGENCY} if line.urgency is Urgency.EMERGENCY else set()
    return [float(label in codes) for label in LABELS]


def design(lines: Sequence[Line]) -> Design:
    """Matrices of these lines."""
    counts = [grams(line.text) for line in lines]
    asked = [
        hashed(count, ANSWER_SIZE) | hashed(count, ANSWER_SIZE, f"{line.question.value}|")
        for count, line in zip(counts, lines, strict=True)
    ]
    return Design(
        plain=_sparse([hashed(count, SIZE) for count in counts], SIZE),
        asked=_sparse(asked, ANSWER_SIZE),
        labels=np.array([label_row(line) for line in lines], dtype=np.float32),
        answers=np.array([ANSWERS.index(line.answer) for line in lines]),
    )


def _sparse(rows: list[dict[int, float]], size: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int64)
    values = np.fromiter((value for row in rows for value in row.values()), dtype=np.float32)
    return csr_matrix((values, columns, ends), shape=(len(rows), size))


def folds(lines: Sequence[Line]) -> list[tuple[Rows, Rows]]:
    """Rows to fit on and rows to score, five times, no card on both sides."""
    groups = [line.card for line in lines]
    return list(GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(groups, groups=groups))


@dataclass(frozen=True)
class Linear:
    """Weights (features x outputs) and biases."""

    weights: Floats
    bias: Floats

    def __call__(self, matrix: csr_matrix | Floats) -> Floats:
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float32)


def fit_labels(matrix: csr_matrix, labels: Floats, strength: float) -> Linear:
    """One logistic regression a label."""
    fitted = [
        LogisticRegression(solver="liblinear", C=strength, class_weight="balanced", random_state=SEED).fit(
            matrix, labels[:, place]
        )
        for place in range(labels.shape[1])
    ]
    weights = np.stack([one.coef_[0] for one in fitted], axis=1)
    return Linear(weights.astype(np.float32), np.array([one.intercept_[0] for one in fitted]))


def one_hot(answers: NDArray[np.int64]) -> Floats:
    """Answers as a row of 0 and 1 each."""
    rows: Floats = np.eye(len(ANSWERS), dtype=np.float32)[answers]
    return rows
