"""Training the adapters and heads of the second look: plain gradient steps, the same on every run.

The lower layers never change, so their states are made once (bot.training.states) and every step
runs only the upper ones. Words are hidden at random and pooled states are dropped, so that nothing
hangs on one word.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.second_look.encoder import Layer
from bot.second_look.model import STRETCH, Read
from bot.second_look.weights import Floats
from bot.training.adapters import Grown, Trained, fresh
from flows.understanding.learned import ANSWERS

Rows = NDArray[np.int64]

RANK, EPOCHS, BATCH, WARM_UP = 16, 2, 16, 100
PACE, HEAD_PACE = 1e-3, 2e-3
"""Step sizes of adapters and heads."""

HIDDEN_PIECES, DROPPED = 0.08, 0.2
ANSWER_WEIGHT, DANGER_WEIGHT, MOST_WEIGHT = 2.0, 2.0, 3.0
LARGEST_STEP = 5.0
NEVER = np.float32(-1e9)
ANSWER_COUNT = len(ANSWERS)


@dataclass(frozen=True)
class Targets:
    """What is to be learned: 0 or 1 for each label, and which answer, a row each."""

    labels: Floats
    answers: NDArray[np.int64]


@dataclass
class Look:
    """Everything that is trained: heads, and the adapters of each upper layer."""

    heads: Grown
    layers: list[Grown]

    def arrays(self) -> dict[str, NDArray[np.float16]]:
        """As they are stored in the artefact."""
        named = {f"look.{n}": v for n, v in self.heads.items()}
        named |= {f"look.{i}.{n}": v for i, grown in enumerate(self.layers) for n, v in grown.items()}
        return {name: value.astype(np.float16) for name, value in named.items()}


@dataclass(frozen=True)
class Batch:
    """Replies of nearly one length: states, what to pay no attention to, what the mean is taken over."""

    states: Floats
    hidden: Floats
    share: Floats


@dataclass(frozen=True)
class Upper:
    """The upper layers as they came, and the shape of attention."""

    layers: Sequence[Layer]
    heads: int
    epsilon: float

    def with_adapters(self, look: Look) -> list[Trained]:
        """The layers as they are now."""
        pairs = zip(self.layers, look.layers, strict=True)
        return [Trained(layer, grown, self.heads, self.epsilon) for layer, grown in pairs]


def start(upper: Upper, targets: Targets, rng: np.random.Generator) -> Look:
    """Before the first step: adapters that do nothing, heads that know only how common a label is."""
    answers = np.bincount(targets.answers, minlength=ANSWER_COUNT)
    width, count = upper.layers[0].matrices["q"].shape[0], targets.labels.shape[1] + len(answers)
    common = np.concatenate([targets.labels.mean(0), answers / answers.sum()])
    heads = {
        "ask": (rng.standard_normal((width, count)) * 0.05).astype(np.float32),
        "mean": np.zeros((width, count), dtype=np.float32),
        "pool": np.zeros((width, count), dtype=np.float32),
        "bias": np.log(common + 1e-3).astype(np.float32),
    }
    return Look(heads, [fresh(layer, RANK, rng) for layer in upper.layers])


def batch_of(reads: Sequence[Read], rows: Rows, rng: np.random.Generator | None) -> Batch:
    """Pad replies to one length; in training, some words of the reply are hidden."""
    longest = max(len(reads[i].states) for i in rows)
    width = reads[rows[0]].states.shape[1]
    states = np.zeros((len(rows), longest, width), dtype=np.float32)
    hidden = np.full((len(rows), longest), NEVER, dtype=np.float32)
    share = np.zeros((len(rows), longest), dtype=np.float32)
    for place, i in enumerate(rows):
        length, asked = len(reads[i].states), reads[i].asked
        states[place, :length] = reads[i].states
        seen = np.ones(length, dtype=bool)
        if rng is not None:
            seen[asked:-1] = rng.random(length - asked - 1) >= HIDDEN_PIECES
        hidden[place, :length][seen] = 0.0
        share[place, asked:length] = seen[asked:] / seen[asked:].sum()
    return Batch(states, hidden, share)


def forward(trained: Sequence[Trained], batch: Batch) -> Floats:
    """States after the upper layers."""
    x = batch.states
    for layer in trained:
        x = layer.forward(x, batch.hidden)
    return x


class Heads:
    """Scores from states, and the way back."""

    def __init__(self, heads: Grown, x: Floats, batch: Batch, rng: np.random.Generator | None) -> None:
        self._heads, self._x, self._share = heads, x, batch.share
        notice = x @ heads["ask"] + batch.hidden[:, :, None]
        notice = np.exp(notice - notice.max(1, keepdims=True))
        self._notice = notice / notice.sum(1, keepdims=True)
        self._mean = np.einsum("bt,bth->bh", batch.share, x)
        self._pooled = self._notice.transpose(0, 2, 1) @ x
        self._kept = _kept(rng, self._mean.shape)
        self._mean = self._mean * self._kept
        self._pooled = self._pooled * self._kept[:, None, :]

    def scores(self) -> Floats:
        """Log-odds of the labels, then scores of the answers."""
        own = np.einsum("bkh,hk->bk", self._pooled, self._heads["pool"])
        result: Floats = np.float32(STRETCH) * (self._mean @ self._heads["mean"] + own) + self._heads["bias"]
        return result

    def backward(self, d: Floats) -> tuple[Floats, Grown]:
        """Gradients of the states and of the heads."""
        wide = np.float32(STRETCH) * d
        d_pooled = wide[:, :, None] * self._heads["pool"].T[None] * self._kept[:, None, :]
        d_notice = self._x @ d_pooled.transpose(0, 2, 1)
        d_notice = self._notice * (d_notice - (d_notice * self._notice).sum(1, keepdims=True))
        d_mean = (wide @ self._heads["mean"].T) * self._kept
        dx = self._notice @ d_pooled + d_notice @ self._heads["ask"].T
        dx += self._share[:, :, None] * d_mean[:, None, :]
        grown = {
            "ask": np.einsum("bth,btk->hk", self._x, d_notice, optimize=True),
            "mean": self._mean.T @ wide,
            "pool": np.einsum("bkh,bk->hk", self._pooled, wide, optimize=True),
            "bias": d.sum(0),
        }
        return dx, grown


def _kept(rng: np.random.Generator | None, shape: tuple[int, ...]) -> Floats:
    if rng is None:
        return np.ones(shape, dtype=np.float32)
    return (rng.random(shape) >= DROPPED).astype(np.float32) / np.float32(1.0 - DROPPED)


def slope_of_loss(scores: Floats, labels: Floats, answers: NDArray[np.int64], weights: Floats) -> Floats:
    """How the loss of a batch changes with each score; `weights` are those of a label that is borne."""
    count = labels.shape[1]
    chance = 1.0 / (1.0 + np.exp(-scores[:, :count]))
    urgent = np.ones(count, dtype=np.float32)
    urgent[:2] = DANGER_WEIGHT
    of_labels = (chance - labels) * np.where(labels > 0, weights, 1.0) * urgent
    said = np.exp(scores[:, count:] - scores[:, count:].max(1, keepdims=True))
    said /= said.sum(1, keepdims=True)
    said[np.arange(len(answers)), answers] -= 1.0
    result: Floats = (np.concatenate([of_labels, ANSWER_WEIGHT * said], 1) / len(scores)).astype(np.float32)
    return result


def fit(upper: Upper, reads: Sequence[Read], targets: Targets, rows: Rows, seed: int) -> Look:
    """Adapters and heads, trained on these rows."""
    rng = np.random.default_rng(seed)
    look = start(upper, Targets(targets.labels[rows], targets.answers[rows]), rng)
    steps = _Steps(look)
    common = targets.labels[rows].mean(0) + 1e-6
    weights = np.clip(np.sqrt(0.08 / common), 1.0, MOST_WEIGHT)
    total = EPOCHS * math.ceil(len(rows) / BATCH)
    for step, chosen in enumerate(_chosen(reads, rows, rng), start=1):
        batch = batch_of(reads, chosen, rng)
        trained = upper.with_adapters(look)
        heads = Heads(look.heads, forward(trained, batch), batch, rng)
        d = slope_of_loss(heads.scores(), targets.labels[chosen], targets.answers[chosen], weights)
        dx, of_heads = heads.backward(d)
        of_layers: list[Grown] = []
        for place in range(len(trained) - 1, -1, -1):
            below, grown = trained[place].backward(dx, lowest=place == 0)
            of_layers.insert(0, grown)
            dx = below if below is not None else dx
        pace = min(1.0, step / WARM_UP) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * step / total)))
        steps.take(of_heads, of_layers, pace)
    return look


def _chosen(reads: Sequence[Read], rows: Rows, rng: np.random.Generator) -> Iterator[Rows]:
    """Batches of nearly one length, in random order, once an epoch."""
    for _ in range(EPOCHS):
        mixed = rng.permutation(rows)
        lengths = np.array([len(reads[i].states) for i in mixed])
        ordered = mixed[np.argsort(lengths, kind="stable")]
        batches = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
        yield from (batches[i] for i in rng.permutation(len(batches)))


class _Steps:
    """Adam: every number moves at a pace of its own; large steps are shortened."""

    def __init__(self, look: Look) -> None:
        self._places = [(look.heads, HEAD_PACE), *((grown, PACE) for grown in look.layers)]
        self._means = [{n: np.zeros_like(v) for n, v in p.items()} for p, _ in self._places]
        self._squares = [{n: np.zeros_like(v) for n, v in p.items()} for p, _ in self._places]
        self._count = 0

    def take(self, of_heads: Grown, of_layers: list[Grown], pace: float) -> None:
        self._count += 1
        slopes = [of_heads, *of_layers]
        length = math.sqrt(sum(float((v * v).sum()) for grown in slopes for v in grown.values()))
        short = np.float32(min(1.0, LARGEST_STEP / (length + 1e-9)))
        early, late = 1.0 - 0.9**self._count, 1.0 - 0.999**self._count
        for (values, own), slope, mean, square in zip(
            self._places, slopes, self._means, self._squares, strict=True
        ):
            for name, raw in slope.items():
                g = raw * short
                mean[name] += np.float32(0.1) * (g - mean[name])
                square[name] += np.float32(0.001) * (g * g - square[name])
                step = (mean[name] / early) / (np.sqrt(square[name] / late) + 1e-8)
                values[name] -= np.float32(pace * own) * step.astype(np.float32)


def predict(upper: Upper, look: Look, reads: Sequence[Read], rows: Rows) -> Floats:
    """Scores of these rows, in their order."""
    trained = upper.with_adapters(look)
    order = np.argsort([len(reads[i].states) for i in rows], kind="stable")
    found = np.zeros((len(rows), len(look.heads["bias"])), dtype=np.float32)
    for first in range(0, len(order), 2 * BATCH):
        places = order[first : first + 2 * BATCH]
        batch = batch_of(reads, rows[places], None)
        found[places] = Heads(look.heads, forward(trained, batch), batch, None).scores()
    return found
