"""The console of staff: server-rendered pages behind a sign-in. Use cases are in bot.desk."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for

from bot.desk.today import Strip
from bot.desk.today import strip as strip_of
from bot.desk.viewer import Viewer
from bot.runtime import Runtime
from bot.web import passwords
from bot.web.console import (
    alarm_words,
    calls,
    cases,
    clock_words,
    closing,
    concern_words,
    concerns,
    enrolment,
    figures,
    grievance_words,
    grievances,
    ladder_words,
    notice_words,
    notices,
    numbers,
    raising,
    records,
    report_words,
    reports,
    rota,
    rota_words,
    settings,
    state_contacts,
    stories,
    team,
    times,
    today,
    tray,
    words,
    writing,
)
from bot.web.console.blueprint import console
from bot.web.console.errors import register_errors
from bot.web.console.headers import secure
from bot.web.current import keep
from bot.web.security import door, protect

STATIC = Path(__file__).parent.parent / "static"
PAGES = (
    calls, cases, closing, concerns, enrolment, figures, grievances, notices, numbers, passwords, raising,
    records, reports, rota, settings, state_contacts, team, today, tray, writing,
)  # fmt: skip

NAV = (
    ("console.today", "Today"),
    ("console.cases", "Cases"),
    ("console.calls", "Calls"),
    ("console.tray", "Tray"),
    ("console.reports", "Reports"),
    ("console.complaints", "Complaints"),
    ("console.rota", "Rota"),
)
NAV_SUPERVISORS = (
    ("console.team", "Team"),
    ("console.show_figures", "Figures"),
    ("console.settings", "Settings"),
)
NAV_INSIDE = {
    "console.tray": ("console.numbers",),
    "console.cases": (
        "console.case",
        "console.raise_form",
        "console.enrolments",
        "console.enrolment",
        "console.enrol_person",
    ),
    "console.today": ("console.concern", "console.notice"),
    "console.reports": ("console.report", "console.sign_form"),
    "console.settings": ("console.state_contacts",),
}
"""Pages that belong to one of the navigation."""


def nav_of(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The navigation of this person: endpoint and label."""
    return (*NAV, *NAV_SUPERVISORS) if viewer.supervises else NAV


def register_console(app: Flask, runtime: Runtime) -> None:
    """Add sign-in, pages, error pages and security headers to an app, and nothing else."""
    https = runtime.settings.public_base_url.startswith("https://")
    app.secret_key = runtime.settings.secret_key
    keep(app, runtime)
    protect(app, https=https)
    app.register_blueprint(door)
    app.register_blueprint(console)
    register_errors(app)
    app.after_request(secure(https=https))
    app.jinja_env.globals.update(
        words=words,
        alarm_words=alarm_words,
        concern_words=concern_words,
        report_words=report_words,
        notice_words=notice_words,
        rota_words=rota_words,
        times=times,
        stories=stories,
        clock_words=clock_words,
        ladder_words=ladder_words,
        grievance_words=grievance_words,
        asset=asset,
        nav_of=nav_of,
        NAV_INSIDE=NAV_INSIDE,
    )

    def common() -> dict[str, Any]:
        found = g.get("viewer")
        return {
            "now": runtime.clock.now(),
            "office_zone": runtime.settings.provider_time_zone,
            "viewer": found,
            "strip_now": lambda: _strip(runtime),
            "fresh_token": lambda: runtime.ids.new().hex,
        }

    app.context_processor(common)


def asset(name: str) -> str:
    """The address of a file in static/, with a mark that changes when the file does."""
    return url_for("door.static", filename=name, v=_mark(name))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _strip(runtime: Runtime) -> Strip:
    with runtime.look() as work:
        return strip_of(work, g.viewer)
