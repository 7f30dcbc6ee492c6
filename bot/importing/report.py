"""What an import did, or would do: ids of the provider's own records and column names, never contents."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Difference:
    """A known record whose column differs from the file.

    `what`: such as "case S-1001". `kept`: the column belongs to the person or to the record's
    identity, and is not overwritten by any import.
    """

    what: str
    column: str
    kept: bool = False


@dataclass(slots=True)
class ImportReport:
    """New records, known ones that agree, differences that stay, and differences that were taken over."""

    created: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)
    updated: list[Difference] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report for a person at a terminal, one line each."""
        yield (
            f"{len(self.created)} new, {len(self.unchanged)} unchanged, "
            f"{len(self.updated)} changes made, {len(self.differing)} differences left as they are"
        )
        yield from (f"new: {what}" for what in self.created)
        yield from (f"changed: {d.what}, {d.column}" for d in self.updated)
        for d in self.differing:
            remedy = "never overwritten by an import" if d.kept else "--update would change it"
            yield f"differs: {d.what}, {d.column} ({remedy})"


class Record(Protocol):
    """A known record, seen column by column as the file sees it."""

    def read(self, column: str) -> Any:
        """What is on record."""
        ...

    def write(self, column: str, value: Any) -> None:
        """Put this on record."""
        ...

    def keeps(self, column: str) -> bool:
        """Whether what is on record may not be overwritten."""
        ...


def compare(what: str, record: Record, row: Any, report: ImportReport, *, update: bool) -> None:
    """Take over, or only list, every column that the file gives (`row.given`) and that differs.

    An empty cell changes nothing. `row` has one attribute for each of its columns.
    """
    differing = [c for c in sorted(row.given) if record.read(c) != getattr(row, c)]
    if not differing:
        report.unchanged.append(what)
    for column in differing:
        kept = record.keeps(column)
        if update and not kept:
            record.write(column, getattr(row, column))
            report.updated.append(Difference(what, column))
        else:
            report.differing.append(Difference(what, column, kept))
