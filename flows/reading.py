"""What one reply means: the value that understanding gives and that everybody else only reads."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flows.vocabulary import Answer, Command, Concern, Need, Question, Urgency


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a finding was made: its code, the rule that gave it and the span in the original text.

    `start` and `end` count code points of the text as received, end exclusive.
    """

    code: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AlsoAnswered:
    """A further answer in the same reply; `date_other` as in a reading."""

    question: Question
    answer: Answer
    date: dt.date | None = None
    date_other: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reply, read. Field meanings: docs/readings.

    `date` and `date_other` are calendar days without a zone; `risk` is 0 to 1;
    `language` is BCP 47 or `und`. `digit` is set where the reply is nothing but that digit: what it
    chooses, only the conversation knows.
    """

    answer: Answer = Answer.OTHER
    date: dt.date | None = None
    date_other: dt.date | None = None
    also: tuple[AlsoAnswered, ...] = ()
    concerns: tuple[Concern, ...] = ()
    needs: tuple[Need, ...] = ()
    urgency: Urgency = Urgency.NONE
    review: bool = False
    risk: float = 0.0
    language: str = "und"
    evidence: tuple[Evidence, ...] = ()
    commands: frozenset[Command] = field(default_factory=frozenset)
    wanted_language: str | None = None
    digit: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The reading as the JSON object that `prs-checkin understand` prints (without `id`)."""
        out: dict[str, Any] = {
            "answer": self.answer.value,
            "date": self.date.isoformat() if self.date else None,
            "concerns": [c.value for c in self.concerns],
            "needs": [n.value for n in self.needs],
            "urgency": self.urgency.value,
            "review": self.review,
            "risk": round(self.risk, 4),
            "language": self.language,
            "evidence": [
                {"code": e.code, "rule": e.rule, "start": e.start, "end": e.end} for e in self.evidence
            ],
        }
        if self.date_other:
            out["date_other"] = self.date_other.isoformat()
        if self.also:
            out["also"] = [
                {
                    "question": a.question.value,
                    "answer": a.answer.value,
                    "date": a.date.isoformat() if a.date else None,
                }
                for a in self.also
            ]
        return out
