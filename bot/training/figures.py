"""`make readings`: the figures of the frozen test cards, written to docs/readings-figures.md."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.cli.scoring import Scored, figures
from bot.second_look import installed
from bot.training.corpus import TEST, Line, load
from flows.reading import Reading
from flows.understanding import Meaning, understand

PAGE = Path(__file__).parent.parent.parent / "docs" / "readings-figures.md"

HEAD = """# Figures of the reading of replies

Written by `make readings` from the cards of the corpus that no layer was trained on. A few constants (the
false-alarm budgets in `bot/training/stack.py`, the certainties in `flows/understanding/decide.py`) were set
after looking at figures of these very cards, so the figures are a little optimistic.
**What these figures cannot say:** the corpus is written, not collected; its authors are not native speakers
of every language; no second person has labelled it. A provider measures its own with
`prs-checkin understand --score FILE` on replies that its staff have labelled.
"""

AIMS = """
| aim | en es pt fr ht | others |
| --- | --- | --- |
| dangers flagged or sent to review | 99 % | 98 % |
| emergencies flagged / read as emergency | 99 % / 90 % | 95 % / 60 % |
| dangers flagged | 95 % | 75 % |
| answer right, with date | 95 % | 80 % |
| benign replies flagged / sent to review | 5 % / 15 % | 8 % / 35 % |
| concern categories, micro F1 | 0.85 | - |
| language told right (3 letters or more) | 97 % | 95 % |
"""


def score(lines: Sequence[Line], meaning: Meaning | None) -> list[Scored]:
    """Every line read, beside its labels."""
    return [Scored.of(_row(line), _read(line, meaning)) for line in lines]


def _read(line: Line, meaning: Meaning | None) -> Reading:
    return understand(
        line.text,
        lang=line.lang,
        role=line.role,
        question=line.question,
        sent_on=line.sent_on,
        meaning=meaning,
    )


def _row(line: Line) -> dict[str, object]:
    return {
        "lang": line.lang,
        "text_lang": line.text_lang,
        "text": line.text,
        "answer": line.answer.value,
        "date": line.date.isoformat() if line.date else None,
        "concerns": [c.value for c in line.concerns],
        "needs": [n.value for n in line.needs],
        "urgency": line.urgency.value,
    }


def page(lines: Sequence[Line], meaning: Meaning | None) -> Iterator[str]:
    """The lines of the page."""
    yield HEAD
    yield "## Aims" + AIMS
    for title, look in (("With the second look", meaning), ("Rules and n-grams alone", None)):
        yield f"## {title}\n\n```"
        scored = score(lines, look)
        yield from figures(scored)
        yield "```\n"


def main() -> None:
    """Measure and write."""
    meaning = installed()
    if meaning is None:
        sys.exit("the figures need the second look: make setup")
    lines = [line for line in load() if line.split == TEST]
    text = "\n".join(page(lines, meaning))
    PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
