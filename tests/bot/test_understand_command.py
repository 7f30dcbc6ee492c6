"""`prs-checkin understand`: one line out for every line in, and figures for a labelled file."""

import io
import json
from pathlib import Path

from bot.cli.understand import run

GOOD = {
    "id": "a",
    "lang": "es",
    "role": "child",
    "question": "safety",
    "sent_on": "2026-03-02",
    "text": "todo bien",
}


def _run(*lines: str) -> tuple[int, list[dict[str, object]]]:
    out = io.StringIO()
    status = run(io.StringIO("\n".join(lines) + "\n"), out)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_valid_line_gets_its_reading() -> None:
    status, rows = _run(json.dumps(GOOD))
    assert status == 0
    assert (rows[0]["id"], rows[0]["answer"], rows[0]["urgency"]) == ("a", "yes", "none")
    assert {"date", "concerns", "needs", "review", "risk", "language", "evidence"} <= set(rows[0])


def test_a_bad_line_gets_its_error_and_the_others_are_still_read() -> None:
    bad = [
        "{",
        "[]",
        json.dumps(GOOD | {"id": "b", "question": "identity"}),
        json.dumps(GOOD | {"id": "c", "role": "alternate"}),
        json.dumps(GOOD | {"id": "d", "sent_on": "2026-13-01"}),
        json.dumps(GOOD | {"id": "e", "text": "x" * 1601}),
        json.dumps({"id": "f"}),
    ]
    status, rows = _run(*bad, json.dumps(GOOD))
    assert status == 1
    assert [("error" in row) for row in rows] == [True] * len(bad) + [False]
    assert [row["id"] for row in rows[2:7]] == ["b", "c", "d", "e", "f"]


def test_a_lone_surrogate_can_be_printed() -> None:
    status, _ = _run(json.dumps(GOOD | {"text": "\ud800"}))
    assert status == 0


def test_a_labelled_file_is_scored(tmp_path: Path) -> None:
    labels = {
        "answer": "yes",
        "date": None,
        "concerns": [],
        "needs": [],
        "urgency": "none",
        "text_lang": "es",
    }
    file = tmp_path / "labelled.jsonl"
    file.write_text(json.dumps(GOOD | labels) + "\n", encoding="utf-8")
    out = io.StringIO()
    assert run(io.StringIO(), out, score_file=file) == 0
    assert "answers right, with date: 100.0 % (1 of 1)" in out.getvalue()
