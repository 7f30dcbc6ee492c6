"""Readings beside their labels, and tables of a page."""

from collections.abc import Iterator, Sequence

from bot.cli.scoring import Scored
from bot.training.corpus import Line
from bot.training.stack import Heard
from flows.reading import Reading
from flows.understanding.decide import decide
from flows.understanding.learned import Way


def beside(line: Line, reading: Reading) -> Scored:
    """A reading beside the labels of its line."""
    labels: dict[str, object] = {
        "lang": line.lang,
        "text_lang": line.text_lang,
        "text": line.text,
        "answer": line.answer.value,
        "date": line.date.isoformat() if line.date else None,
        "concerns": [c.value for c in line.concerns],
        "needs": [n.value for n in line.needs],
        "urgency": line.urgency.value,
    }
    return Scored.of(labels, reading)


def score_heard(heard: Heard, stack: dict[str, Way]) -> list[Scored]:
    """What is decided from these findings and scores, beside the labels."""
    rows = zip(heard.lines, heard.rules, heard.scores, strict=True)
    return [beside(line, decide(line.text, rules, scores, stack)) for line, rules, scores in rows]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of a page; a bar within a cell is replaced."""
    yield f"| {' | '.join(head)} |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in row) + " |"
