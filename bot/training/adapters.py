"""One layer of the sentence model with adapters: forwards, and backwards for training them.

Written out in numpy, so that training needs nothing the service has not. A batch is texts of nearly
one length, padded: texts x places x width. The layer's own matrices never change; each has an adapter,
a thin `down` and a thin `up` whose product is added.
"""

import math
from typing import Any

import numpy as np

from bot.second_look.encoder import MATRICES, Layer
from bot.second_look.weights import Floats

Grown = dict[str, Floats]
"""Adapters of one layer by name ("q.down", "q.up" ...), or their gradients."""

_BEND = np.float32(math.sqrt(2.0 / math.pi))
_CUBE = np.float32(0.044715)


def fresh(layer: Layer, rank: int, rng: np.random.Generator) -> Grown:
    """Adapters that change nothing yet: `up` is zero."""
    grown: Grown = {}
    for name in MATRICES:
        inputs, outputs = layer.matrices[name].shape
        grown[f"{name}.down"] = (rng.standard_normal((inputs, rank)) / math.sqrt(inputs)).astype(np.float32)
        grown[f"{name}.up"] = np.zeros((rank, outputs), dtype=np.float32)
    return grown


class Trained:
    """A layer during one step: its matrices with adapters, and what the way back needs."""

    def __init__(self, layer: Layer, grown: Grown, heads: int, epsilon: float) -> None:
        self._layer, self._grown = layer, grown
        self._heads, self._epsilon = heads, epsilon
        self._full = {n: layer.matrices[n] + grown[f"{n}.down"] @ grown[f"{n}.up"] for n in MATRICES}
        self._kept: dict[str, Any] = {}

    def forward(self, x: Floats, hidden: Floats) -> Floats:
        """States after the layer; `hidden` (texts x places) is very low where there is only padding."""
        kept = self._kept
        kept["x"] = x
        q, k, v = (self._split(self._times(x, name)) for name in "qkv")
        scores: Floats = q @ k.transpose(0, 1, 3, 2) / np.float32(math.sqrt(q.shape[-1]))
        scores += hidden[:, None, None, :]
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        attended = self._merge(scores @ v)
        kept.update(q=q, k=k, v=v, scores=scores, attended=attended)
        h = self._normed("aln", x + self._times(attended, "ao"))
        wide = self._times(h, "fi")
        bent: Floats = np.tanh(_BEND * (wide + _CUBE * wide * wide * wide))
        active: Floats = wide * (bent + np.float32(1.0)) * np.float32(0.5)
        kept.update(h=h, wide=wide, bent=bent, active=active)
        return self._normed("oln", h + self._times(active, "fo"))

    def backward(self, dy: Floats, *, lowest: bool) -> tuple[Floats | None, Grown]:
        """Gradients of the states below (none for the lowest layer) and of the adapters."""
        kept = self._kept
        grown: Grown = {}
        d_sum = self._normed_back("oln", dy)
        d_active = self._back("fo", kept["active"], d_sum, grown)
        d_wide = d_active * _slope(kept["wide"], kept["bent"])
        d_h = d_sum + self._back("fi", kept["h"], d_wide, grown)
        d_sum = self._normed_back("aln", d_h)
        d_attended = self._split(self._back("ao", kept["attended"], d_sum, grown))
        scores = kept["scores"]
        d_scores = d_attended @ kept["v"].transpose(0, 1, 3, 2)
        d_scores = scores * (d_scores - (d_scores * scores).sum(-1, keepdims=True))
        d_scores /= np.float32(math.sqrt(kept["q"].shape[-1]))
        parts = {
            "q": d_scores @ kept["k"],
            "k": d_scores.transpose(0, 1, 3, 2) @ kept["q"],
            "v": scores.transpose(0, 1, 3, 2) @ d_attended,
        }
        below = [
            self._back(n, kept["x"], self._merge(d), grown, to_input=not lowest) for n, d in parts.items()
        ]
        return (None if lowest else d_sum + sum(below)), grown

    def _times(self, x: Floats, name: str) -> Floats:
        flat = x.reshape(-1, x.shape[-1]) @ self._full[name] + self._layer.biases[name]
        result: Floats = flat.reshape(*x.shape[:2], -1)
        return result

    def _back(self, name: str, x: Floats, dy: Floats, grown: Grown, *, to_input: bool = True) -> Floats:
        """Back through one matrix: notes its adapter's gradients, returns that of its input."""
        flat_x: Floats = x.reshape(-1, x.shape[-1])
        flat_dy: Floats = dy.reshape(-1, dy.shape[-1])
        down, up = self._grown[f"{name}.down"], self._grown[f"{name}.up"]
        grown[f"{name}.down"] = flat_x.T @ (flat_dy @ up.T)
        thin: Floats = flat_x @ down
        grown[f"{name}.up"] = thin.T @ flat_dy
        return (flat_dy @ self._full[name].T).reshape(x.shape) if to_input else x

    def _split(self, x: Floats) -> Floats:
        return x.reshape(*x.shape[:2], self._heads, -1).transpose(0, 2, 1, 3)

    def _merge(self, x: Floats) -> Floats:
        together = np.ascontiguousarray(x.transpose(0, 2, 1, 3))
        return together.reshape(x.shape[0], x.shape[2], -1)

    def _normed(self, name: str, x: Floats) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        spread: Floats = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(self._epsilon))
        inverse: Floats = np.float32(1.0) / spread
        unit = centred * inverse
        self._kept[name] = unit, inverse
        scale, shift = self._layer.norms[name]
        result: Floats = unit * scale + shift
        return result

    def _normed_back(self, name: str, dy: Floats) -> Floats:
        unit, inverse = self._kept[name]
        d = dy * self._layer.norms[name][0]
        result: Floats = inverse * (d - d.mean(-1, keepdims=True) - unit * (d * unit).mean(-1, keepdims=True))
        return result


def _slope(wide: Floats, bent: Floats) -> Floats:
    """The slope of the smooth step."""
    steep = _BEND * (np.float32(1.0) + np.float32(3.0) * _CUBE * wide * wide)
    result: Floats = np.float32(0.5) * (np.float32(1.0) + bent + wide * (1 - bent * bent) * steep)
    return result
