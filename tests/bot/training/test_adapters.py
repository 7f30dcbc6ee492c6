"""Training the second look: slopes are right, adapters begin as nothing, two runs are the same."""

import numpy as np
import pytest

from bot.second_look.encoder import MATRICES, Layer, through
from bot.second_look.model import Read
from bot.training import finetune
from bot.training.adapters import Trained, fresh
from bot.training.finetune import Batch, Heads, Targets, Upper

WIDTH, HEADS, EPSILON = 384, 12, 1e-12


@pytest.fixture(scope="module")
def layer() -> Layer:
    rng = np.random.default_rng(3)

    def random(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)

    outputs = {name: 4 * WIDTH if name == "fi" else WIDTH for name in MATRICES}
    return Layer(
        matrices={name: random(inputs, outputs[name]) for name, inputs in MATRICES.items()},
        biases={name: random(size) for name, size in outputs.items()},
        norms={name: (random(WIDTH) + 1, random(WIDTH)) for name in ("aln", "oln")},
    )


def _states(texts: int, places: int) -> np.ndarray:
    return np.random.default_rng(5).standard_normal((texts, places, WIDTH)).astype(np.float32)


def test_new_adapters_change_nothing_and_padding_is_not_seen(layer: Layer) -> None:
    x = _states(1, 6)
    padded = np.concatenate([x, _states(1, 3)], axis=1)
    hidden = np.array([[0.0] * 6 + [-1e9] * 3], dtype=np.float32)
    grown = fresh(layer, 4, np.random.default_rng(0))
    seen = Trained(layer, grown, HEADS, EPSILON).forward(padded, hidden)[0, :6]
    assert np.allclose(seen, through(layer, x[0], HEADS, EPSILON), atol=2e-4)


@pytest.mark.parametrize("name", ["q.down", "k.up", "v.up", "ao.down", "fi.up", "fo.down"])
def test_the_slope_of_an_adapter_is_what_a_small_step_does(layer: Layer, name: str) -> None:
    rng = np.random.default_rng(1)
    grown = fresh(layer, 4, rng)
    for other in grown:
        grown[other] = (grown[other] + 0.02 * rng.standard_normal(grown[other].shape)).astype(np.float32)
    x, hidden = _states(2, 5), np.zeros((2, 5), dtype=np.float32)
    wanted = rng.standard_normal(x.shape).astype(np.float32)

    def value(step: float) -> float:
        moved = {n: v.copy() for n, v in grown.items()}
        moved[name][place] += np.float32(step)
        return float((Trained(layer, moved, HEADS, EPSILON).forward(x, hidden).astype(float) * wanted).sum())

    trained = Trained(layer, grown, HEADS, EPSILON)
    trained.forward(x, hidden)
    _, slopes = trained.backward(wanted, lowest=True)
    place = np.unravel_index(np.abs(slopes[name]).argmax(), slopes[name].shape)
    assert slopes[name][place] == pytest.approx((value(0.01) - value(-0.01)) / 0.02, rel=0.02)


def test_the_slope_below_the_heads_is_what_a_small_step_does() -> None:
    rng = np.random.default_rng(2)
    heads = {n: (rng.standard_normal((WIDTH, 3)) * 0.1).astype(np.float32) for n in ("ask", "mean", "pool")}
    heads["bias"] = np.zeros(3, dtype=np.float32)
    x, wanted = _states(2, 4), rng.standard_normal((2, 3)).astype(np.float32)
    batch = Batch(x, np.zeros((2, 4), dtype=np.float32), np.full((2, 4), 0.25, dtype=np.float32))
    dx, _ = Heads(heads, x, batch, None).backward(wanted)
    place = np.unravel_index(np.abs(dx).argmax(), dx.shape)

    def value(step: float) -> float:
        moved = x.copy()
        moved[place] += np.float32(step)
        return float((Heads(heads, moved, batch, None).scores() * wanted).sum())

    assert dx[place] == pytest.approx((value(0.01) - value(-0.01)) / 0.02, rel=0.02)


def test_training_learns_and_is_the_same_on_every_run(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finetune, "EPOCHS", 8)
    monkeypatch.setattr(finetune, "WARM_UP", 5)
    rng = np.random.default_rng(4)
    borne = np.arange(32) % 2
    mark = rng.standard_normal(WIDTH).astype(np.float32)
    reads = [Read(_states(1, 6)[0] + mark * float(b), 2) for b in borne]
    targets = Targets(np.stack([borne, 1 - borne], 1).astype(np.float32), borne.astype(np.int64))
    upper, rows = Upper([layer], HEADS, EPSILON), np.arange(32, dtype=np.int64)
    first, second = (finetune.fit(upper, reads, targets, rows, 9) for _ in range(2))
    assert all((first.arrays()[n] == second.arrays()[n]).all() for n in first.arrays())
    scores = finetune.predict(upper, first, reads, rows)
    assert ((scores[:, 0] > 0) == (borne == 1)).all()
