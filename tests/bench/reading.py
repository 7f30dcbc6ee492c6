"""(c) Reading one reply of the corpus, (g) what a completed check-in costs in text segments."""

import datetime as dt
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import second_look
from bot.talk import Talk
from flows.definition import Library
from flows.texts import Catalogue, segments
from flows.understanding import Meaning, understand
from flows.vocabulary import Question, Role
from tests.bench.figures import Figure, percentile
from tests.bench.sizes import LOOKED_AT, REPLIES

LOCALES = Path(__file__).parents[2] / "locales"
STARTS = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)
NO_DATABASE = "-"
MOST_TURNS = 20


def reading() -> Iterator[Figure]:
    """Point (c): rules and n-grams alone, then with the second look."""
    rows = _sample()
    _times(rows[:50], None)
    alone = _times(rows, None)
    p50, p99 = percentile(alone, 0.5), percentile(alone, 0.99)
    yield Figure("reading without second look: p50", NO_DATABASE, p50, "ms", None, "1 ms", p50 <= 1)
    yield Figure("reading without second look: p99", NO_DATABASE, p99, "ms", None, "5 ms", p99 <= 5)
    meaning = second_look.installed()
    if meaning is not None:
        _times(rows[:5], meaning)
        both = _times(rows[:LOOKED_AT], meaning)
        yield Figure("reading with second look: p50", NO_DATABASE, percentile(both, 0.5), "ms")
        yield Figure("reading with second look: p99", NO_DATABASE, percentile(both, 0.99), "ms")


def _sample() -> list[dict[str, Any]]:
    rows = [json.loads(line) for path in sorted(LOCALES.glob("*/replies.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()]  # fmt: skip
    random.Random(1).shuffle(rows)
    return rows[:REPLIES]


def _times(rows: list[dict[str, Any]], meaning: Meaning | None) -> list[float]:
    """Milliseconds of the processor for each reading: what else the machine does is not counted."""
    found = []
    for row in rows:
        began = time.thread_time()
        understand(row["text"], lang=row["lang"], role=Role(row["role"]), question=Question(row["question"]),
                   sent_on=dt.date.fromisoformat(row["sent_on"]), meaning=meaning)  # fmt: skip
        found.append((time.thread_time() - began) * 1000)
    return found


def text_segments() -> Iterator[Figure]:
    """Point (g): the texts of a completed first check-in, child and sponsor, by language."""
    library = Library.load()
    for language in sorted(Catalogue.load().languages):
        total, over = 0, True
        for role in (Role.CHILD, Role.SPONSOR):
            sent, ended = _talked_through(Talk(library.newest(role, 1), language, STARTS))
            total, over = total + sent, over and ended
        note = "" if over else "not all questions were answered"
        yield Figure(f"segments of a first check-in, {language}", NO_DATABASE, total, "segments", note=note)


def _talked_through(talk: Talk) -> tuple[int, bool]:
    for _ in range(MOST_TURNS):
        if not talk.is_open:
            break
        talk.hear(_answer(talk), dt.timedelta(minutes=1))
    texts = [happens["bot"] for told in talk.told for happens in told["happens"] if "bot" in happens]
    return sum(segments(text)[1] for text in texts), not talk.is_open


def _answer(talk: Talk) -> str:
    """Digits are understood in every language: 1 for yes, 2 for no help wanted."""
    match talk.waiting_for:
        case Question.IDENTITY:
            return talk.check_word
        case Question.COURT_DATE:
            return f"{talk.court_date:%Y-%m-%d}"
        case Question.SUPPORT:
            return "2"
        case _:
            return "1"
