"""The statistical layer: linear scores over n-grams, beside those of the second look where it is given.

The artefact is made by `make model` from locales/*/replies.jsonl and never by hand. It holds plain
arrays (no pickle) and a header that names the corpus it came from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from flows.understanding.features import ANSWER_SIZE, SIZE, codes, grams, hashed, weighed
from flows.vocabulary import READING_QUESTIONS, Answer, Question, Role

ARTEFACT = Path(__file__).parent / "model.npz"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meant:
    """What the second look says: log-odds for each binary label, log-probabilities for each answer."""

    labels: Floats
    answers: Floats


class Meaning(Protocol):
    """The second look: a reply scored by what it means (see bot.second_look)."""

    def meant(self, text: str, question: Question, role: Role) -> Meant:
        """The scores of one reply to a question, whatever its language."""
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
class Way:
    """How the layers are weighed together, and from where on a label or an answer counts.

    `labels`: a row for each binary label, `answers`: a column for each answer; the bias comes last.
    """

    labels: Floats
    answers: Floats
    limits: dict[str, Any]


@dataclass(frozen=True)
class Model:
    """The arrays of the artefact."""

    header: dict[str, Any]
    arrays: dict[str, Floats]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the binary labels: danger, emergency, concerns, needs."""
        return tuple(self.header["labels"])

    @cached_property
    def stack(self) -> dict[str, Way]:
        """The ways of weighing, with and without the second look."""
        return ways(self.header["stack"], self.labels)

    def score(self, text: str, question: Question, meant: Meant | None) -> Scores:
        """Score one reply. `meant` is what the second look says, where one is installed."""
        counts = grams(text)
        hashes = codes(counts)
        plain = weighed(hashes, SIZE)
        asked = weighed(hashes, ANSWER_SIZE) | hashed(counts, ANSWER_SIZE, f"{question.value}|")
        a = self.arrays
        return Scores(
            labels=self.labels,
            ngram=_linear(plain, a["ngram_weights"], a["ngram_scale"], a["ngram_bias"]),
            meaning=meant.labels if meant else None,
            answer_ngram=log_softmax(
                _linear(asked, a["answer_weights"], a["answer_scale"], a["answer_bias"])
            ),
            answer_meaning=meant.answers if meant else None,
        )


def ways(stored: dict[str, Any], labels: Sequence[str]) -> dict[str, Way]:
    """The ways of weighing as they stand in a header, made into arrays once."""
    return {
        name: Way(
            np.asarray([way["labels"][label] for label in labels], dtype=np.float32),
            np.asarray(way["answers"], dtype=np.float32),
            way["limits"],
        )
        for name, way in stored.items()
    }


@cache
def load(path: Path = ARTEFACT) -> Model:
    """The model that is shipped."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if name != "header"}
        header = json.loads(bytes(stored["header"]).decode())
    return Model(header, arrays)


ANSWERS: tuple[Answer, ...] = tuple(Answer)
QUESTIONS: tuple[Question, ...] = tuple(q for q in Question if q in READING_QUESTIONS)


def log_softmax(scores: Floats) -> Floats:
    """Log-probabilities of scores."""
    shifted = scores - scores.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result


def _linear(weights: dict[int, float], table: Floats, scale: Floats, bias: Floats) -> Floats:
    buckets = np.fromiter(weights, dtype=np.intp, count=len(weights))
    rows = table[buckets].astype(np.float32)
    values = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
    result: Floats = (values @ rows) * scale + bias
    return result
