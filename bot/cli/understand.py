"""`prs-checkin understand`: one reading a line, JSON Lines in and out, and figures for labelled files.

Needs no database, no network and no configuration. A line that is not valid gets its own error line
and the exit status 1 at the end; the others are still read.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from bot.cli.scoring import Scored, figures
from bot.second_look import installed
from flows.reading import Reading
from flows.understanding import understand
from flows.vocabulary import READING_QUESTIONS, Question, Role

LONGEST = 1600
"""Code points of the longest text a phone can send."""


class InvalidLine(ValueError):
    """A line that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """One reply to read, checked."""

    id: Any
    lang: str
    role: Role
    question: Question
    sent_on: dt.date
    text: str

    def reading(self) -> Reading:
        return understand(
            self.text,
            lang=self.lang,
            role=self.role,
            question=self.question,
            sent_on=self.sent_on,
            meaning=installed(),
        )


def run(stdin: TextIO, stdout: TextIO, *, score_file: Path | None = None) -> int:
    """Read replies line by line, or score a labelled file. Returns 0, or 1 after any error."""
    if score_file is not None:
        with score_file.open(encoding="utf-8") as labelled:
            return _score(labelled, stdout)
    status = 0
    for line in stdin:
        if not line.strip():
            continue
        answer = _answer(line)
        status |= "error" in answer
        stdout.write(
            json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        )
        stdout.write("\n")
    return int(status)


def _answer(line: str) -> dict[str, Any]:
    identity = None
    try:
        row = _row(line)
        identity = row.get("id")
        return {"id": identity, **_request(row).reading().as_json()}
    except InvalidLine as problem:
        return {"id": identity, "error": str(problem)}


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise InvalidLine("not valid JSON") from problem
    if not isinstance(row, dict):
        raise InvalidLine("not a JSON object")
    return row


def _request(row: dict[str, Any]) -> Request:
    missing = [name for name in ("id", "lang", "role", "question", "sent_on", "text") if name not in row]
    if missing:
        raise InvalidLine(f"missing: {', '.join(missing)}")
    if not isinstance(row["text"], str) or not isinstance(row["lang"], str):
        raise InvalidLine("text and lang must be strings")
    if len(row["text"]) > LONGEST:
        raise InvalidLine(f"text is longer than {LONGEST} characters")
    return Request(
        id=row["id"],
        lang=row["lang"],
        role=_role(row["role"]),
        question=_question(row["question"]),
        sent_on=_date(row["sent_on"]),
        text=row["text"],
    )


def _role(value: Any) -> Role:
    if value not in (Role.CHILD.value, Role.SPONSOR.value):
        raise InvalidLine(f"role must be child or sponsor, not {value!r}")
    return Role(value)


def _question(value: Any) -> Question:
    known = {question.value for question in READING_QUESTIONS}
    if value not in known:
        raise InvalidLine(f"question {value!r} is not one of {', '.join(sorted(known))}")
    return Question(value)


def _date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as problem:
        raise InvalidLine(f"sent_on must be a date such as 2026-03-02, not {value!r}") from problem


def _score(labelled: Iterable[str], stdout: TextIO) -> int:
    """Print the figures of the aims for a labelled file; a line that is not valid ends with status 1."""
    scored: list[Scored] = []
    status = 0
    for number, line in enumerate(labelled, start=1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            scored.append(Scored.of(row, _request(row).reading()))
        except (InvalidLine, KeyError) as problem:
            stdout.write(f"line {number}: {problem}\n")
            status = 1
    for text in figures(scored):
        stdout.write(text + "\n")
    return status
