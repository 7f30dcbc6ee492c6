"""Figures: how fast concerns reach a person and become a NOC, and what was misread. For supervisors."""

from flask import abort, render_template, request

from bot.desk.figures import DAYS, Figures, Row, Spread, figures
from bot.desk.viewer import Refused
from bot.web.console.blueprint import console
from bot.web.current import runtime, viewer

USUAL_DAYS = 90


@console.get("/figures")
def show_figures() -> str:
    """The page, over the last `?days=` days."""
    days = request.args.get("days", USUAL_DAYS, type=int)
    days = days if days in DAYS else USUAL_DAYS
    try:
        with runtime().look() as work:
            found = figures(work, viewer(), days)
    except Refused:
        abort(403)
    return render_template("console/figures.html", figures=found, choices=DAYS, parts=_parts(found))


def _parts(found: Figures) -> list[tuple[str, tuple[Row, ...], dict[str, float]]]:
    """The tables: what they are by, their rows, and the longest bar of each column in minutes."""
    return [
        (name, rows, _longest(rows))
        for name, rows in (
            ("urgency", found.by_urgency),
            ("language", found.by_language),
            ("hour", found.by_hour),
        )
    ]


def _longest(rows: tuple[Row, ...]) -> dict[str, float]:
    def most(spreads: list[Spread]) -> float:
        return max((s.ninth.total_seconds() for s in spreads if s.ninth), default=0.0) or 1.0

    return {
        "page": most([row.page for row in rows]),
        "acknowledged": most([row.acknowledged for row in rows]),
        "submitted": most([row.submitted for row in rows]),
    }
