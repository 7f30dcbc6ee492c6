"""The labelled replies of locales/*/replies.jsonl, split by scenario card.

A card is one person and situation, so that no situation stands on both sides. Frozen test cards say
so in cards.jsonl: their authors never saw the word lists, and nobody tunes with them in view. The
other cards are split by a hash of their id, which never moves when lines are added.
"""

import datetime as dt
import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.vocabulary import Answer, Concern, Need, Question, Role, Urgency

LOCALES = Path(__file__).parent.parent.parent / "locales"
TRAIN, VALIDATION, TEST = "train", "validation", "test"
TRAIN_CARDS = 17
BEST_COVERED = frozenset({"en", "es", "pt", "fr", "ht"})


@dataclass(frozen=True)
class Line:
    """One labelled reply."""

    id: str
    card: str
    lang: str
    text_lang: str
    role: Role
    question: Question
    sent_on: dt.date
    text: str
    answer: Answer
    date: dt.date | None
    concerns: frozenset[Concern]
    needs: frozenset[Need]
    urgency: Urgency
    frozen: bool = False

    @property
    def danger(self) -> bool:
        """Whether a person has to look because of danger."""
        return self.urgency in (Urgency.CONCERN, Urgency.EMERGENCY)

    @cached_property
    def split(self) -> str:
        """Which part of the corpus the card belongs to; 17 of 20 cards that are not frozen train."""
        if self.frozen:
            return TEST
        return TRAIN if zlib.crc32(self.card.encode()) % 20 < TRAIN_CARDS else VALIDATION


def parse(row: dict[str, object], *, frozen: bool = False) -> Line:
    """One line of a file. Raises KeyError or ValueError."""
    return Line(
        id=str(row["id"]),
        card=str(row.get("card", row["id"])),
        lang=str(row["lang"]),
        text_lang=str(row["text_lang"]),
        role=Role(str(row["role"])),
        question=Question(str(row["question"])),
        sent_on=dt.date.fromisoformat(str(row["sent_on"])),
        text=str(row["text"]),
        answer=Answer(str(row["answer"])),
        date=dt.date.fromisoformat(str(row["date"])) if row["date"] else None,
        concerns=frozenset(Concern(c) for c in row["concerns"]),  # type: ignore[attr-defined]
        needs=frozenset(Need(n) for n in row["needs"]),  # type: ignore[attr-defined]
        urgency=Urgency(str(row["urgency"])),
        frozen=frozen,
    )


def files(root: Path = LOCALES) -> list[Path]:
    """All files of the corpus, in order."""
    return sorted(root.glob("*/replies.jsonl"))


def frozen_cards(root: Path = LOCALES) -> frozenset[str]:
    """Cards whose lines are the frozen test set."""
    cards = (card for path in sorted(root.glob("*/cards.jsonl")) for card in _rows(path))
    return frozenset(str(card["card"]) for card in cards if card.get("split") == TEST)


def load(root: Path = LOCALES) -> list[Line]:
    """The whole corpus."""
    frozen = frozen_cards(root)
    return [parse(row, frozen=str(row["card"]) in frozen) for path in files(root) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, object]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def digest(root: Path = LOCALES) -> str:
    """A hash of the whole corpus, kept in the artefact's header."""
    total = hashlib.sha256()
    for path in files(root):
        total.update(path.parent.name.encode() + path.read_bytes())
    return total.hexdigest()
