"""The sentence model's encoder in numpy: word pieces in, a state for every piece out."""

import math
from dataclasses import dataclass

import numpy as np

from bot.second_look.weights import Floats, Weights

MATRICES = {"q": 384, "k": 384, "v": 384, "ao": 384, "fi": 384, "fo": 1536}
"""The matrices of a layer and how many inputs each has."""


@dataclass(frozen=True)
class Layer:
    """One layer: attention, then two wide steps, each added to its input and normed."""

    matrices: dict[str, Floats]
    biases: dict[str, Floats]
    norms: dict[str, tuple[Floats, Floats]]


def read_layer(weights: Weights, place: int) -> Layer:
    """Layer number `place` of the file, as floats."""
    name = f"l{place}."
    return Layer(
        matrices={m: weights.matrix(f"{name}{m}.w", inputs) for m, inputs in MATRICES.items()},
        biases={m: weights.plain(f"{name}{m}.b") for m in MATRICES},
        norms={n: (weights.plain(f"{name}{n}.w"), weights.plain(f"{name}{n}.b")) for n in ("aln", "oln")},
    )


def embed(weights: Weights, ids: list[int]) -> Floats:
    """The states before the first layer: word piece, position and type, normed."""
    places = np.array(ids[: weights.positions], dtype=np.int64)
    positions = weights.plain("emb.pos").reshape(-1, weights.width)[: len(places)]
    states = weights.words(places) + positions + weights.plain("emb.type")[: weights.width]
    return normed(states, weights.plain("emb.ln.w"), weights.plain("emb.ln.b"), weights.epsilon)


def normed(states: Floats, scale: Floats, shift: Floats, epsilon: float) -> Floats:
    """Every row with mean 0 and variance 1, then scaled and shifted."""
    centred = states - states.mean(1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(1, keepdims=True) + epsilon)
    result: Floats = centred / spread * scale + shift
    return result


def through(layer: Layer, x: Floats, heads: int, epsilon: float) -> Floats:
    """The states after one layer."""
    m, b = layer.matrices, layer.biases
    attended = _attention(x @ m["q"] + b["q"], x @ m["k"] + b["k"], x @ m["v"] + b["v"], heads)
    x = normed(x + (attended @ m["ao"] + b["ao"]), *layer.norms["aln"], epsilon)
    wide = _gelu(x @ m["fi"] + b["fi"])
    return normed(x + (wide @ m["fo"] + b["fo"]), *layer.norms["oln"], epsilon)


def _attention(q: Floats, k: Floats, v: Floats, heads: int) -> Floats:
    length, width = q.shape
    size = width // heads
    by_head = [part.reshape(length, heads, size).transpose(1, 0, 2) for part in (q, k, v)]
    scores = by_head[0] @ by_head[1].transpose(0, 2, 1) / math.sqrt(size)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    result: Floats = (weights @ by_head[2]).transpose(1, 0, 2).reshape(length, width)
    return result


def _gelu(x: Floats) -> Floats:
    """The usual smooth step (its tanh form)."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(math.sqrt(2.0 / math.pi))
    np.tanh(inner, out=inner)
    inner += np.float32(1.0)
    inner *= x
    inner *= np.float32(0.5)
    return inner
