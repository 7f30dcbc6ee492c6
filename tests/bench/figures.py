"""What a measure hands back, and how it is printed and kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("measure", "database", "figure", "floor", "ratio", "aim", "reached")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `floor`: what the same machine reaches without the service. `reached`: None: no aim."""

    measure: str
    database: str
    value: float
    unit: str
    floor: float | None = None
    aim: str = ""
    reached: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure as a part of its floor."""
        return self.value / self.floor if self.floor else None

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        return (
            self.measure,
            self.database,
            f"{short(self.value)} {self.unit}",
            f"{short(self.floor)} {self.unit}" if self.floor is not None else "",
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            self.aim,
            {True: "yes", False: "NO", None: ""}[self.reached],
        )


def short(value: float) -> str:
    """Three digits are enough for what moves by a third between two runs."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def table(figures: Iterable[Figure]) -> str:
    """The figures in columns."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def keep(folder: Path, name: str, figures: Sequence[Figure]) -> None:
    """Write the figures of a measure as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(figure) | {"ratio": figure.ratio} for figure in figures]
    (folder / f"{name}.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def kept(folder: Path) -> list[Figure]:
    """The figures of the last run of every measure, in order."""
    found = []
    for path in sorted(folder.glob("?.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            found.append(Figure(**{key: value for key, value in row.items() if key != "ratio"}))
    return found
