"""The sentence model with our adapters in its upper layers, and the heads that score a reply.

An adapter is a product of two thin matrices that is added to a matrix of the model. The lower layers
stay as they came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.second_look.encoder import MATRICES, Layer, embed, read_layer, through
from bot.second_look.hints import hint
from bot.second_look.pieces import Tokenizer
from bot.second_look.weights import Floats, Weights
from flows.understanding.learned import ANSWERS, Meant, log_softmax
from flows.vocabulary import Question, Role

ADAPTED = 2
"""How many of the upper layers bear adapters."""

MOST_PIECES = 160
"""Pieces of a reply that are read; the longest texts are cut there, which keeps time in bounds."""

STRETCH = 4.0
"""What pooled states are multiplied by before the heads, so that heads and adapters learn at one pace."""


@dataclass(frozen=True)
class Read:
    """A reply's states, and how many of them at the front belong to the question."""

    states: Floats
    asked: int


class Encoder:
    """Question and reply to states, up to a given layer."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tokenizer = Tokenizer(weights.pieces)
        self._layers = [read_layer(weights, place) for place in range(weights.layers - ADAPTED)]
        self._asked: dict[tuple[Question, Role], list[int]] = {}

    def below(self, text: str, question: Question, role: Role) -> Read:
        """The states that enter the first layer with adapters."""
        if (question, role) not in self._asked:
            self._asked[question, role] = self._tokenizer.ids(hint(question, role))[:-1]
        asked = self._asked[question, role]
        ids = asked + self._tokenizer.ids(text)[1 : MOST_PIECES + 1]
        x = embed(self._weights, ids)
        for layer in self._layers:
            x = through(layer, x, self._weights.heads, self._weights.epsilon)
        return Read(x, len(asked))


def upper_layers(weights: Weights) -> list[Layer]:
    """The layers that bear adapters, as they came."""
    return [read_layer(weights, place) for place in range(weights.layers - ADAPTED, weights.layers)]


class Adapted:
    """The whole model: lower layers, upper layers with adapters, heads."""

    def __init__(self, weights: Weights, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._encoder = Encoder(weights)
        self._shape = weights.heads, weights.epsilon
        self._layers = [
            _with_adapters(layer, arrays, place) for place, layer in enumerate(upper_layers(weights))
        ]
        self._heads = {n: arrays[f"look.{n}"].astype(np.float32) for n in ("ask", "mean", "pool", "bias")}

    def meant(self, text: str, question: Question, role: Role) -> Meant:
        """Log-odds of labels and log-probabilities of answers."""
        read = self._encoder.below(text, question, role)
        x = read.states
        for layer in self._layers:
            x = through(layer, x, *self._shape)
        scores = self._scored(x, read.asked)
        return Meant(scores[: -len(ANSWERS)], log_softmax(scores[-len(ANSWERS) :]))

    def _scored(self, x: Floats, asked: int) -> Floats:
        """Every head sees the mean of the reply, and the states to which it pays attention itself."""
        h = self._heads
        notice = x @ h["ask"]
        notice = np.exp(notice - notice.max(0))
        pooled = (notice / notice.sum(0)).T @ x
        own = (pooled * h["pool"].T).sum(1)
        result: Floats = STRETCH * (x[asked:].mean(0) @ h["mean"] + own) + h["bias"]
        return result


def _with_adapters(layer: Layer, arrays: Mapping[str, NDArray[Any]], place: int) -> Layer:
    def product(name: str) -> Floats:
        down, up = (arrays[f"look.{place}.{name}.{part}"].astype(np.float32) for part in ("down", "up"))
        result: Floats = down @ up
        return result

    matrices = {name: layer.matrices[name] + product(name) for name in MATRICES}
    return Layer(matrices, layer.biases, layer.norms)
