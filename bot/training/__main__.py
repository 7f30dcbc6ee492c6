"""`python -m bot.training`: fit all layers on train and validation cards, write the artefact."""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.second_look import installed
from bot.training.corpus import TEST, Line, digest, load
from bot.training.fit import (
    LABELS,
    SEED,
    Design,
    design,
    fit_dense,
    fit_joined,
    fit_labels,
    folds,
    one_hot,
)
from bot.training.stack import WAYS, choose_limits, fit_stack
from flows.understanding import needs_second_look
from flows.understanding.decide import MEANING, weigh
from flows.understanding.learned import ARTEFACT, Floats, Scores, joined, log_softmax
from flows.understanding.reader import Rules, hear_rules

Rows = NDArray[np.int64]
CACHE = Path("var/meaning.npz")
LABEL_STRENGTH, ANSWER_STRENGTH, MEANING_STRENGTH = 5.0, 8.0, 0.01


def vectors_of(lines: Sequence[Line]) -> Floats:
    """Meaning vectors of all lines; those of earlier runs are kept in var/."""
    model = installed()
    if model is None:
        sys.exit("the model needs the second look: make setup")
    known: dict[str, Floats] = {}
    if CACHE.exists():
        with np.load(CACHE, allow_pickle=False) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    keys = [hashlib.sha256(line.text.encode()).hexdigest() for line in lines]
    for key, line in zip(keys, lines, strict=True):
        if key not in known:
            known[key] = np.asarray(model.vector(line.text), dtype=np.float32)
    CACHE.parent.mkdir(exist_ok=True)
    np.savez(CACHE, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[key] for key in keys])


def rules_of(line: Line) -> Rules:
    """What the word lists find in a line."""
    return hear_rules(line.text, lang=line.lang, question=line.question, sent_on=line.sent_on)


def layers(d: Design, lines: Sequence[Line], rows: Rows) -> dict[str, Any]:
    """All four linear layers, fitted on these rows."""
    chosen = [lines[i] for i in rows]
    mean, spread = d.meaning[rows].mean(0), d.meaning[rows].std(0)
    z = (d.meaning[rows] - mean) / spread
    return {
        "mean": mean,
        "spread": spread,
        "labels": fit_labels(d.plain[rows], d.labels[rows], LABEL_STRENGTH),
        "meaning": fit_dense(z, d.labels[rows], MEANING_STRENGTH),
        "answers": fit_labels(d.asked[rows], one_hot(d.answers[rows]), ANSWER_STRENGTH),
        "answer_meaning": fit_joined(z, chosen, d.answers[rows]),
    }


def scores_of(fitted: dict[str, Any], d: Design, lines: Sequence[Line], rows: Rows) -> list[Scores]:
    """The scores of these rows by fitted layers."""
    z = (d.meaning[rows] - fitted["mean"]) / fitted["spread"]
    ngram, meaning = fitted["labels"](d.plain[rows]), fitted["meaning"](z)
    answers = fitted["answers"](d.asked[rows])
    asked = np.stack([joined(row, lines[i].question) for row, i in zip(z, rows, strict=True)])
    answer_meaning = fitted["answer_meaning"](asked)
    return [
        Scores(
            labels=LABELS,
            ngram=ngram[k],
            meaning=meaning[k] if needs_second_look(lines[i].text) else None,
            answer_ngram=log_softmax(answers[k]),
            answer_meaning=log_softmax(answer_meaning[k]) if needs_second_look(lines[i].text) else None,
        )
        for k, i in enumerate(rows)
    ]


def without_meaning(scores: Sequence[Scores]) -> list[Scores]:
    """The same scores where no second look is installed."""
    return [Scores(s.labels, s.ngram, None, s.answer_ngram, None) for s in scores]


def quantised(weights: Floats) -> tuple[Floats, Floats]:
    """Weights as whole numbers from -127 to 127, and the scale of each column."""
    scale = np.maximum(np.abs(weights).max(0), 1e-9) / 127.0
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def save(fitted: dict[str, Any], header: dict[str, Any], path: Path) -> None:
    """Write the artefact: plain arrays and a JSON header, no pickle."""
    labels, label_scale = quantised(fitted["labels"].weights)
    answers, answer_scale = quantised(fitted["answers"].weights)
    arrays = {
        "ngram_weights": labels,
        "ngram_scale": label_scale,
        "ngram_bias": fitted["labels"].bias.astype(np.float32),
        "answer_weights": answers,
        "answer_scale": answer_scale,
        "answer_bias": fitted["answers"].bias.astype(np.float32),
        "mean": fitted["mean"].astype(np.float16),
        "spread": fitted["spread"].astype(np.float16),
        "meaning_weights": fitted["meaning"].weights.astype(np.float16),
        "meaning_bias": fitted["meaning"].bias.astype(np.float32),
        "answer_meaning_weights": fitted["answer_meaning"].weights.astype(np.float16),
        "answer_meaning_bias": fitted["answer_meaning"].bias.astype(np.float32),
    }
    text = json.dumps(header, sort_keys=True).encode()
    np.savez_compressed(path, header=np.frombuffer(text, dtype=np.uint8), **arrays)


def main() -> None:
    """Fit, weigh, choose thresholds, write."""
    everything = load()
    lines = [line for line in everything if line.split != TEST]
    vectors = vectors_of(everything)
    kept = np.array([line.split != TEST for line in everything])
    d = design(lines, vectors[kept])
    rules = [rules_of(line) for line in lines]
    scores: list[Any] = [None] * len(lines)
    for fitting, held_out in folds(lines):
        fitted = layers(d, lines, fitting)
        for i, score in zip(held_out, scores_of(fitted, d, lines, held_out), strict=True):
            scores[i] = score
    stack: dict[str, Any] = {}
    for way in WAYS:
        seen = scores if way == MEANING else without_meaning(scores)
        usable = [i for i, s in enumerate(seen) if (s.meaning is not None) == (way == MEANING)]
        chosen = ([lines[i] for i in usable], [rules[i] for i in usable], [seen[i] for i in usable])
        stack[way] = fit_stack(*chosen)
        weighed = [weigh(r, s, stack).labels for r, s in zip(chosen[1], chosen[2], strict=True)]
        stack[way]["limits"] = choose_limits(chosen[0], chosen[1], weighed)
    header = {"corpus": digest(), "seed": SEED, "labels": LABELS, "stack": stack, "lines": len(lines)}
    save(layers(d, lines, np.arange(len(lines), dtype=np.int64)), header, ARTEFACT)
    sys.stdout.write(f"{ARTEFACT}: {ARTEFACT.stat().st_size / 1e6:.1f} MB from {len(lines)} lines\n")
    sys.stdout.write(json.dumps({way: stack[way]["limits"] for way in WAYS}, indent=1) + "\n")


if __name__ == "__main__":
    main()
