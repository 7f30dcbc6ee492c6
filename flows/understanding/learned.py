"""The statistical layer: linear scores over n-grams and, where given, over a meaning vector.

The artefact is made by `make model` from locales/*/replies.jsonl and never by hand. It holds plain
arrays (no pickle) and a header that names the corpus it came from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from flows.understanding.features import ANSWER_SIZE, SIZE, grams, hashed
from flows.vocabulary import Answer, Question

ARTEFACT = Path(__file__).parent / "model.npz"

Floats = NDArray[np.float32]


class Meaning(Protocol):
    """The second look: a text as a vector of its meaning (see bot.second_look)."""

    def vector(self, text: str) -> Sequence[float]:
        """The meaning of a text, always of the same length."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """Log-odds for each binary label, and log-probabilities for each answer, by layer."""

    labels: tuple[str, ...]
    ngram: Floats
    meaning: Floats | None
    answer_ngram: Floats
    answer_meaning: Floats | None


@dataclass(frozen=True)
class Model:
    """The arrays of the artefact."""

    header: dict[str, Any]
    arrays: dict[str, Floats]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the binary labels: danger, emergency, concerns, needs."""
        return tuple(self.header["labels"])

    def score(self, text: str, question: Question, vector: Sequence[float] | None) -> Scores:
        """Score one reply. `vector` is its meaning, where a second look is installed."""
        counts = grams(text)
        plain = hashed(counts, SIZE)
        asked = hashed(counts, ANSWER_SIZE) | hashed(counts, ANSWER_SIZE, f"{question.value}|")
        a = self.arrays
        meaning = answer_meaning = None
        if vector is not None:
            z = (np.asarray(vector, dtype=np.float32) - a["mean"]) / a["spread"]
            meaning = (z @ a["meaning_weights"] + a["meaning_bias"]).astype(np.float32)
            answer_meaning = log_softmax(
                joined(z, question) @ a["answer_meaning_weights"] + a["answer_meaning_bias"]
            )
        return Scores(
            labels=self.labels,
            ngram=_linear(plain, a["ngram_weights"], a["ngram_scale"], a["ngram_bias"]),
            meaning=meaning,
            answer_ngram=log_softmax(
                _linear(asked, a["answer_weights"], a["answer_scale"], a["answer_bias"])
            ),
            answer_meaning=answer_meaning,
        )


@cache
def load(path: Path = ARTEFACT) -> Model:
    """The model that is shipped."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if name != "header"}
        header = json.loads(bytes(stored["header"]).decode())
    wide = ("mean", "spread", "meaning_weights", "answer_meaning_weights")
    return Model(header, {n: v.astype(np.float32) if n in wide else v for n, v in arrays.items()})


ANSWERS: tuple[Answer, ...] = tuple(Answer)
QUESTIONS: tuple[Question, ...] = tuple(q for q in Question if q is not Question.IDENTITY)


def joined(z: Floats, question: Question) -> Floats:
    """A meaning vector beside itself in the place of its question, and which question it is."""
    place = QUESTIONS.index(question)
    out = np.zeros(len(z) * (1 + len(QUESTIONS)) + len(QUESTIONS), dtype=np.float32)
    out[: len(z)] = z
    out[len(z) * (1 + place) : len(z) * (2 + place)] = z
    out[len(z) * (1 + len(QUESTIONS)) + place] = 3.0
    return out


def log_softmax(scores: Floats) -> Floats:
    """Log-probabilities of scores."""
    shifted = scores - scores.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result


def _linear(weights: dict[int, float], table: Floats, scale: Floats, bias: Floats) -> Floats:
    rows = table[list(weights)].astype(np.float32)
    values = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
    result: Floats = (values @ rows) * scale + bias
    return result
