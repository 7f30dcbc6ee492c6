"""The page docs/readings-curves.md: every threshold with its whole curve, on cards that no layer saw."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.training.corpus import BEST_COVERED
from bot.training.fit import LABELS
from bot.training.scored import table
from bot.training.stack import WAYS, Heard, bears
from bot.training.without import without_look
from flows.understanding.decide import DANGER, EMERGENCY, MEANING, weigh
from flows.understanding.learned import Way, ways
from flows.vocabulary import Concern, Need

PAGE = Path(__file__).parent.parent.parent / "docs" / "readings-curves.md"
GROUPS = {"best": "en es pt fr ht", "others": "other languages"}
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0)
CURVE = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CONCERN_CURVE = (0.1, 0.2, 0.3, 0.5, 0.7)

HEAD = """# Thresholds of the reading of replies

Written by `make model` from the validation cards, which the authors of the word lists never read. Every
reply here was scored by layers that were fitted on other cards (folds). The weights and thresholds of the
layers together were chosen on these very scores, so the curves are a little optimistic; the figures that
count are those of the frozen test cards in docs/readings-figures.md, which nobody had in view.
"""


def write(heard: Heard, stack: dict[str, Any]) -> None:
    """Write the page of the stack that was chosen on these replies."""
    PAGE.write_text("\n".join(_page(heard, stack)).rstrip() + "\n", encoding="utf-8")


def _page(heard: Heard, stack: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    for way in WAYS:
        seen = heard if way == MEANING else _all_without_look(heard)
        free = seen.only([way != MEANING or s.meaning is not None for s in seen.scores].__getitem__)
        yield f"\n## {'With the second look' if way == MEANING else 'Rules and n-grams alone'}"
        yield from _way(free, ways({way: stack[way]}, LABELS), way)


def _all_without_look(heard: Heard) -> Heard:
    return Heard(heard.lines, heard.rules, [without_look(s) for s in heard.scores])


def _way(heard: Heard, stack: dict[str, Way], way: str) -> Iterator[str]:
    labels = [weigh(r, s, stack).labels for r, s in zip(heard.rules, heard.scores, strict=True)]
    for group, title in GROUPS.items():
        inside = np.array([(line.lang in BEST_COVERED) == (group == "best") for line in heard.lines])
        limits = stack[way].limits[group]
        chosen = {n: np.array([row[n] for row in labels])[inside] for n in labels[0]}
        truth = {n: np.array([bears(line, n) for line in heard.lines])[inside] for n in labels[0]}
        certain = ", ".join(f"{name} {value}" for name, value in limits["answers"].items())
        yield f"\n### {title}: {int(inside.sum())} replies\n"
        yield (
            f"Flagged from {limits['flag']}, reviewed from {limits['review']}, emergency from "
            f"{limits['emergency']}, a further concern beside those in the lists from {limits['further']}. "
            f"Certainty of answers: {certain}.\n"
        )
        yield from _curve(chosen, truth)
        yield from _reliability(chosen[DANGER], truth[DANGER])
        yield from _per_label(chosen, truth, limits["labels"])


def _curve(chances: dict[str, Any], truth: dict[str, Any]) -> Iterator[str]:
    """Shares of replies at or over each chance, by what they are."""
    head = ("chance", "of danger: dangers", "emergencies", "harmless", "of emergency: emergencies", "others")
    rows = []
    for limit in CURVE:
        over, urgent = chances[DANGER] >= limit, chances[EMERGENCY] >= limit
        rows.append(
            (
                str(limit),
                _share(over, truth[DANGER]),
                _share(over, truth[EMERGENCY]),
                _share(over, ~truth[DANGER]),
                _share(urgent, truth[EMERGENCY]),
                _share(urgent, ~truth[EMERGENCY]),
            )
        )
    yield from table(head, rows)


def _share(over: NDArray[np.bool_], among: NDArray[np.bool_]) -> str:
    return f"{100 * over[among].mean():.1f} %" if among.any() else "-"


def _reliability(chances: NDArray[Any], truth: NDArray[np.bool_]) -> Iterator[str]:
    """Chances of danger as given, beside how often there was danger."""
    yield "\nCalibration of the chance of danger:\n"
    rows = []
    for low, high in pairwise(BINS):
        inside = (chances >= low) & ((chances < high) if high < 1.0 else (chances <= high))
        if inside.any():
            given, found = chances[inside].mean(), truth[inside].mean()
            rows.append((f"{low} to {high}", str(int(inside.sum())), f"{given:.3f}", f"{found:.3f}"))
    yield from table(("chance", "replies", "given", "found"), rows)


def _per_label(chances: dict[str, Any], truth: dict[str, Any], limits: dict[str, float]) -> Iterator[str]:
    """Precision and recall of every concern and need along its curve, and at its threshold."""
    yield "\nPrecision / recall of the weighed chance alone, from each chance on:\n"
    head = ("code", "replies", "threshold", "there", *map(str, CONCERN_CURVE))
    rows = []
    for code in (*Concern, *Need):
        name = code.value
        marks: Sequence[float] = (limits[name], *CONCERN_CURVE)
        cells = [_precision_recall(chances[name] >= limit, truth[name]) for limit in marks]
        rows.append((name, str(int(truth[name].sum())), str(limits[name]), *cells))
    yield from table(head, rows)


def _precision_recall(said: NDArray[np.bool_], truth: NDArray[np.bool_]) -> str:
    both = int((said & truth).sum())
    precision = f"{100 * both / said.sum():.0f}" if said.any() else "-"
    return f"{precision} / {100 * both / max(1, int(truth.sum())):.0f}"
