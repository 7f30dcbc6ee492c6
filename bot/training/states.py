"""States of every reply below the trained layers, and scores by the second look on unseen folds.

Both take minutes, so they are kept in var/ and made again only for what has changed: a rule or a word
list changes neither.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import bot.second_look
import bot.training
from bot.second_look.model import Encoder, Read, upper_layers
from bot.second_look.weights import Floats, Weights, model_file
from bot.training import finetune
from bot.training.corpus import Line
from bot.training.fit import SEED, Design, folds

Rows = NDArray[np.int64]
KEPT = Path("var")
STATES = "states.npz"
CORES = 2
_CODE = (
    *(f"second_look/{name}.py" for name in ("encoder", "hints", "model", "pieces", "weights")),
    *(f"training/{name}.py" for name in ("adapters", "finetune", "states")),
)


def weights_of_the_wheel() -> Weights:
    """The sentence model's file; without it nothing can be trained."""
    path = model_file()
    if path is None:
        sys.exit("the model needs the second look: make setup")
    return Weights(path)


def keep_states(lines: Sequence[Line]) -> None:
    """Keep the states of all lines that enter the trained layers; those of earlier runs stay."""
    path = KEPT / STATES
    known: dict[str, Read] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as stored:
            known = dict(_stored(stored))
    keys = [_key(line) for line in lines]
    missing = {key: line for key, line in zip(keys, lines, strict=True) if key not in known}
    parts = [list(missing.values())[first::CORES] for first in range(CORES)]
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        for first, reads in enumerate(pool.map(_below, parts)):
            known.update(zip(list(missing)[first::CORES], reads, strict=True))
    used = {key: known[key] for key in keys}
    places = {key: place for place, key in enumerate(used)}
    KEPT.mkdir(exist_ok=True)
    np.savez(
        path,
        keys=np.array(list(used)),
        rows=np.array([places[key] for key in keys]),
        lengths=np.array([len(read.states) for read in used.values()]),
        asked=np.array([read.asked for read in used.values()]),
        states=np.concatenate([read.states for read in used.values()]),
    )


def _below(lines: Sequence[Line]) -> list[Read]:
    """The states of some lines, in a process of its own, on one core."""
    with threadpool_limits(1):
        encoder = Encoder(weights_of_the_wheel())
        reads = (encoder.below(line.text, line.question, line.role) for line in lines)
        return [Read(read.states.astype(np.float16), read.asked) for read in reads]


def _stored(stored: Any) -> Iterator[tuple[str, Read]]:
    """Keys and states of a file of earlier runs."""
    parts = np.split(stored["states"], np.cumsum(stored["lengths"])[:-1])
    for key, part, asked in zip(stored["keys"].tolist(), parts, stored["asked"].tolist(), strict=True):
        yield key, Read(part, asked)


def looked(lines: Sequence[Line], d: Design) -> tuple[Floats, dict[str, NDArray[Any]]]:
    """Scores of every line by a second look that never saw its card, and the arrays of the final one."""
    path = KEPT / "look.npz"
    key = _all_of(lines)
    if path.exists():
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["key"]) == key:
                arrays = {n: stored[n] for n in stored.files if n.startswith("look.")}
                return stored["scores"], arrays
    keep_states(lines)
    targets = finetune.Targets(d.labels, d.answers)
    everything = np.arange(len(lines), dtype=np.int64)
    tasks = [_Task(targets, *fold, SEED + place) for place, fold in enumerate(folds(lines), start=1)]
    tasks.append(_Task(targets, everything, everything[:0], SEED))
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_trained, reversed(tasks)))[::-1]
    scores = np.zeros((len(lines), d.labels.shape[1] + finetune.ANSWER_COUNT), dtype=np.float32)
    for task, (found, _) in zip(tasks, results, strict=True):
        scores[task.held_out] = found
    final = results[-1][1].arrays()
    kept: dict[str, Any] = {"key": np.array(key), "scores": scores, **final}
    np.savez(path, **kept)
    return scores, final


@dataclass(frozen=True)
class _Task:
    """One training: what is learned, from which rows, which rows are scored then."""

    targets: finetune.Targets
    fitting: Rows
    held_out: Rows
    seed: int


def _trained(task: _Task) -> tuple[Floats, finetune.Look]:
    """Train in a process of its own, on one core, with the states that are kept in var/."""
    with threadpool_limits(1):
        weights = weights_of_the_wheel()
        with np.load(KEPT / STATES, allow_pickle=False) as stored:
            reads = [known for _, known in _stored(stored)]
            reads = [reads[i] for i in stored["rows"]]
        upper = finetune.Upper(upper_layers(weights), weights.heads, weights.epsilon)
        look = finetune.fit(upper, reads, task.targets, task.fitting, task.seed)
        return finetune.predict(upper, look, reads, task.held_out), look


def _source() -> bytes:
    """The code and constants that the kept numbers depend on."""
    root = Path(bot.training.__file__).parent.parent
    return b"".join((root / name).read_bytes() for name in _CODE)


def _key(line: Line) -> str:
    lower = [(Path(bot.second_look.__file__).parent / f"{n}.py").read_bytes() for n in ("hints", "model")]
    text = f"{line.question.value}|{line.role.value}|{line.text}".encode()
    return hashlib.sha256(b"".join([*lower, text])).hexdigest()


def _all_of(lines: Sequence[Line]) -> str:
    """What the second look is trained from: texts, labels and code."""
    total = hashlib.sha256(_source())
    for line in lines:
        labels = sorted(c.value for c in line.concerns) + sorted(n.value for n in line.needs)
        row = (line.card, line.question, line.role, line.text, line.answer, *labels, line.urgency)
        total.update("|".join(map(str, row)).encode())
    return total.hexdigest()
