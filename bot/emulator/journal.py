"""A file of JSON lines that keeps the threads of the demo over a stop and start.

Each line holds the whole new state of one thing; the last line about a thing counts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class JournalError(ValueError):
    """A line in the middle of the journal cannot be read; the message names it and the remedy."""


class Journal:
    """Appends to one file. The caller keeps the order of writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """All (kind, record) pairs, oldest first. A last line that was cut off by a kill is dropped."""
        if not self._path.exists():
            return
        text = self._path.read_text(encoding="utf-8")
        complete, _, rest = text.rpartition("\n")
        if rest:
            self._path.write_text(complete + "\n" if complete else "", encoding="utf-8")
        for number, line in enumerate(complete.split("\n") if complete else [], start=1):
            try:
                kind, record = json.loads(line)
            except ValueError as error:
                raise JournalError(
                    f"{self._path}, line {number} cannot be read; move the file away to start anew"
                ) from error
            yield kind, record

    def append(self, kind: str, record: dict[str, Any]) -> None:
        """Write one line at the end."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, record], ensure_ascii=True) + "\n")
