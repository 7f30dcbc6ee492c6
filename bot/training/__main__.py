"""`python -m bot.training`: fit all layers on train and validation cards, write the artefact."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.training import curves
from bot.training.corpus import TEST, VALIDATION, Line, digest, load
from bot.training.fit import LABELS, SEED, Design, Linear, design, fit_labels, folds, one_hot
from bot.training.stack import WAYS, Heard, fit_way
from bot.training.states import looked
from bot.training.without import PARTS, ways_without, without_look
from flows.understanding import needs_second_look
from flows.understanding.decide import MEANING
from flows.understanding.learned import ARTEFACT, Floats, Scores, log_softmax
from flows.understanding.reader import Rules, hear_rules

LABEL_STRENGTH, ANSWER_STRENGTH = 5.0, 8.0
Rows = NDArray[np.int64]


def rules_of(line: Line) -> Rules:
    """What the word lists find in a line."""
    return hear_rules(line.text, lang=line.lang, question=line.question, sent_on=line.sent_on)


def fit_ngrams(d: Design, rows: Rows) -> tuple[Linear, Linear]:
    """The linear layers of labels and of answers, fitted on these rows."""
    labels = fit_labels(d.plain[rows], d.labels[rows], LABEL_STRENGTH)
    return labels, fit_labels(d.asked[rows], one_hot(d.answers[rows]), ANSWER_STRENGTH)


def scores_of(lines: Sequence[Line], d: Design, look: Floats) -> list[Scores]:
    """Scores of every line by layers that never saw its card."""
    labels = np.zeros((len(lines), len(LABELS)), dtype=np.float32)
    answers = np.zeros((len(lines), look.shape[1] - len(LABELS)), dtype=np.float32)
    for fitting, held_out in folds(lines):
        of_labels, of_answers = fit_ngrams(d, fitting)
        labels[held_out], answers[held_out] = of_labels(d.plain[held_out]), of_answers(d.asked[held_out])
    free = [needs_second_look(line.text) for line in lines]
    return [
        Scores(
            labels=LABELS,
            ngram=labels[i],
            meaning=look[i, : len(LABELS)] if free[i] else None,
            answer_ngram=log_softmax(answers[i]),
            answer_meaning=log_softmax(look[i, len(LABELS) :]) if free[i] else None,
        )
        for i in range(len(lines))
    ]


def fit_stack(heard: Heard) -> dict[str, Any]:
    """Weights and thresholds with and without the second look."""
    plain = Heard(heard.lines, heard.rules, [without_look(s) for s in heard.scores])
    free = heard.only(lambda i: heard.scores[i].meaning is not None)
    return {way: fit_way(free if way == MEANING else plain, way) for way in WAYS}


def quantised(weights: Floats) -> tuple[Floats, Floats]:
    """Weights as whole numbers from -127 to 127, and the scale of each column."""
    scale = np.maximum(np.abs(weights).max(0), 1e-9) / 127.0
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def save(
    ngrams: tuple[Linear, Linear], look: dict[str, NDArray[Any]], header: dict[str, Any], path: Path
) -> None:
    """Write the artefact: plain arrays and a JSON header, no pickle."""
    arrays: dict[str, Any] = dict(look)
    for name, layer in zip(("ngram", "answer"), ngrams, strict=True):
        arrays[f"{name}_weights"], arrays[f"{name}_scale"] = quantised(layer.weights)
        arrays[f"{name}_bias"] = layer.bias.astype(np.float32)
    text = json.dumps(header, sort_keys=True).encode()
    np.savez_compressed(path, header=np.frombuffer(text, dtype=np.uint8), **arrays)


def main() -> None:
    """Fit, weigh, choose thresholds, write the artefact and the page of curves."""
    made_from = digest()
    lines = [line for line in load() if line.split != TEST]
    d = design(lines)
    look, final = looked(lines, d)
    heard = Heard(lines, [rules_of(line) for line in lines], scores_of(lines, d, look))
    # The word lists were written with train lines in view: only what their authors never saw can tell
    # how far the lists are to be trusted.
    fresh = heard.only(lambda i: lines[i].split == VALIDATION)
    stack = fit_stack(fresh)
    header = {
        "corpus": made_from,
        "seed": SEED,
        "labels": LABELS,
        "stack": stack,
        "without": {part: fit_stack(ways_without(fresh, part)) for part in PARTS},
        "lines": len(lines),
    }
    save(fit_ngrams(d, np.arange(len(lines), dtype=np.int64)), final, header, ARTEFACT)
    sys.stdout.write(f"{ARTEFACT}: {ARTEFACT.stat().st_size / 1e6:.1f} MB from {len(lines)} lines\n")
    curves.write(fresh, stack)


if __name__ == "__main__":
    main()
