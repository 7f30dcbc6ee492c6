"""`make readings`: the figures of the frozen test cards, written to docs/readings-figures.md."""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np

from bot.cli.scoring import Scored, figures
from bot.second_look import installed
from bot.training.corpus import TEST, Line, load
from bot.training.scored import score_heard, table
from bot.training.stack import Heard
from bot.training.without import NGRAMS, RULES, ways_without, without_look
from flows.understanding import Meaning, language, needs_second_look
from flows.understanding.learned import load as load_model
from flows.understanding.learned import ways
from flows.understanding.reader import Rules, hear_rules
from flows.vocabulary import Concern, Need

PAGE = Path(__file__).parent.parent.parent / "docs" / "readings-figures.md"
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.8, 0.9, 0.97, 1.0)

HEAD = """# Figures of the reading of replies

Written by `make readings` from the frozen test cards: no layer was trained on them and no threshold
was chosen on them (docs/readings-curves.md has the thresholds and their curves).
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


def hear(lines: Sequence[Line], meaning: Meaning) -> Heard:
    """What every layer finds in these lines."""
    model = load_model()
    meant = [
        meaning.meant(line.text, line.question, line.role) if needs_second_look(line.text) else None
        for line in lines
    ]
    scores = [model.score(line.text, line.question, m) for line, m in zip(lines, meant, strict=True)]
    return Heard(lines, [_rules_of(line) for line in lines], scores)


def page(heard: Heard) -> Iterator[str]:
    """The lines of the page."""
    stack = load_model().stack
    everything = score_heard(heard, stack)
    alone = Heard(heard.lines, heard.rules, [without_look(s) for s in heard.scores])
    yield HEAD
    yield "## Aims" + AIMS
    titles = {"With the second look": everything, "Rules and n-grams alone": score_heard(alone, stack)}
    for title, scored in titles.items():
        yield f"## {title}\n\n```"
        yield from figures(scored)
        yield "```\n"
    yield "## What each layer is worth\n"
    yield from _ablation(heard, everything, titles["Rules and n-grams alone"])
    yield "\n## By language\n"
    yield from _by_language(heard, everything)
    yield "\n## By concern and need\n"
    yield from _by_code(everything)
    yield "\n## Calibration of `risk`\n"
    yield from _calibration(everything)
    yield from _by_text(everything)


def _ablation(heard: Heard, everything: list[Scored], alone: list[Scored]) -> Iterator[str]:
    """Every layer taken away in turn; weights and thresholds were fitted for each case."""
    model = load_model()
    without = {part: ways(stored, model.labels) for part, stored in model.header["without"].items()}
    cases = {
        "all layers": everything,
        "without the second look": alone,
        "without rules": score_heard(ways_without(heard, RULES), without[RULES]),
        "without n-grams": score_heard(ways_without(heard, NGRAMS), without[NGRAMS]),
    }
    head = ("", "replies", "dangers seen", "flagged", "harmless flagged", "reviewed", "answers", "concern F1")
    for group in ("en es pt fr ht", "others"):
        yield f"\n{group}\n"
        yield from table(
            head, [_row(name, [s for s in scored if s.group == group]) for name, scored in cases.items()]
        )
    yield "\nLanguage told right (3 letters or more), with langdetect as the third voice and without it:\n"
    with patch.object(language, "_third_voice", lambda _text: language.UNKNOWN):
        apart = [_rules_of(line).language for line in heard.lines]
    told = [pair for pair in zip(everything, apart, strict=True) if _told([pair[0]])]
    for name, right in (
        ("with", sum(s.got.language == s.want["text_lang"] for s, _ in told)),
        ("without", sum(alone == s.want["text_lang"] for s, alone in told)),
    ):
        yield f"- {name}: {100 * right / max(1, len(told)):.1f} % of {len(told)}"


def _rules_of(line: Line) -> Rules:
    return hear_rules(line.text, lang=line.lang, question=line.question, sent_on=line.sent_on)


def _row(name: str, scored: list[Scored]) -> tuple[str, ...]:
    """One line of shares."""
    dangers, harmless = [s for s in scored if s.danger], [s for s in scored if not s.danger]
    return (
        name,
        str(len(scored)),
        _percent(dangers, lambda s: s.flagged or s.got.review),
        _percent(dangers, lambda s: s.flagged),
        _percent(harmless, lambda s: s.flagged),
        _percent(harmless, lambda s: s.got.review),
        _percent(scored, lambda s: s.right),
        f"{_f1(scored, [c.value for c in Concern]):.2f}",
    )


def _told(scored: list[Scored]) -> list[Scored]:
    return [s for s in scored if s.letters >= 3 and s.want["text_lang"] not in ("mixed", "und")]


def _by_language(heard: Heard, scored: list[Scored]) -> Iterator[str]:
    head = ("language", "replies", "dangers seen", "flagged", "harmless flagged", "reviewed", "answers", "F1")
    langs = [line.lang for line in heard.lines]
    rows = []
    for code in sorted(set(langs)):
        own = [s for s, lang in zip(scored, langs, strict=True) if lang == code]
        told = _percent(_told(own), lambda s: s.got.language == s.want["text_lang"])
        rows.append((*_row(code, own), told))
    yield from table((*head, "language told"), rows)


def _by_code(scored: list[Scored]) -> Iterator[str]:
    rows = []
    for code in (*Concern, *Need):
        borne, said, both = _counts(scored, [code.value])
        rows.append(
            (
                code.value,
                str(borne),
                f"{100 * both / said:.0f} %" if said else "-",
                f"{100 * both / borne:.0f} %" if borne else "-",
                f"{2 * both / max(1, borne + said):.2f}",
            )
        )
    yield from table(("code", "replies", "precision", "recall", "F1"), rows)


def _counts(scored: list[Scored], codes: Sequence[str]) -> tuple[int, int, int]:
    """How often the codes stand there, are given, and both."""
    borne = said = both = 0
    for s in scored:
        want = {*s.want["concerns"], *s.want["needs"]} & set(codes)
        got = {c.value for c in (*s.got.concerns, *s.got.needs)} & set(codes)
        borne, said, both = borne + len(want), said + len(got), both + len(want & got)
    return borne, said, both


def _f1(scored: list[Scored], codes: Sequence[str]) -> float:
    borne, said, both = _counts(scored, codes)
    return 2 * both / max(1, borne + said)


def _calibration(scored: list[Scored]) -> Iterator[str]:
    """How often there is danger, by the risk that was given."""
    risk = np.array([s.got.risk for s in scored])
    danger = np.array([s.danger for s in scored])
    rows = []
    for low, high in pairwise(BINS):
        inside = (risk >= low) & ((risk < high) if high < 1.0 else (risk <= high))
        if inside.any():
            rows.append((f"{low} to {high}", str(int(inside.sum())), f"{100 * danger[inside].mean():.0f} %"))
    yield from table(("risk", "replies", "danger"), rows)


def _by_text(scored: list[Scored]) -> Iterator[str]:
    """Misses and false alarms, word for word: invented replies, nobody's own."""
    lists: dict[str, Callable[[Scored], bool]] = {
        "Dangers neither flagged nor reviewed": lambda s: s.danger and not s.flagged and not s.got.review,
        "Dangers only sent to review": lambda s: s.danger and not s.flagged and s.got.review,
        "Harmless replies flagged": lambda s: not s.danger and s.flagged,
    }
    for title, holds in lists.items():
        found = [s for s in scored if holds(s)]
        yield f"\n## {title}: {len(found)}\n"
        for s in found:
            codes = s.got.concerns if s.flagged else s.want["concerns"]
            names = ", ".join(str(getattr(c, "value", c)) for c in codes) or "-"
            yield f"- {' '.join(s.text.split())} ({names})"


def _percent(rows: list[Scored], holds: Callable[[Scored], bool]) -> str:
    return f"{100 * sum(map(holds, rows)) / len(rows):.1f} %" if rows else "-"


def main() -> None:
    """Measure and write."""
    meaning = installed()
    if meaning is None:
        sys.exit("the figures need the second look: make setup")
    lines = [line for line in load() if line.split == TEST]
    text = "\n".join(page(hear(lines, meaning)))
    PAGE.write_text(text.rstrip() + "\n", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
