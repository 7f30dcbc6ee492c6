"""The worksheet of a NOC: written, reviewed, submitted or not filed by named persons; its exports.

A form that cannot be taken comes back with everything that was typed and says the remedy.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import notices as desk
from bot.desk.codes import known
from bot.desk.viewer import Refused, Viewer, Why
from bot.notices import duties, worksheet
from bot.notices.content import Written
from bot.notices.pdf import NoPdf, as_pdf
from bot.runtime import Work
from bot.web.console import notice_words
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer
from flows.policy.hours import wall_to_utc
from flows.vocabulary import (
    Custody,
    NocReason,
    NotFiled,
    NoticeVia,
    SafeNow,
)

Answer = str | Response | tuple[str, int]
Choice = TypeVar("Choice", bound=StrEnum)
STYLE = Path(__file__).parent.parent / "static" / "notice.css"
DRAFT_FORM, REVIEW_FORM, SUBMIT_FORM, NOT_FILED_FORM = "draft", "review", "submit", "not-filed"


@console.get("/concerns/<uuid:concern_id>/notice")
def notice(concern_id: uuid.UUID) -> str:
    """The page."""
    return _page(concern_id)


@console.post("/concerns/<uuid:concern_id>/notice")
def save_notice(concern_id: uuid.UUID) -> Answer:
    """Keep a draft, or keep it and send it to review."""
    written, to_review = _written(), request.form.get("go") == "review"
    act = worksheet.send_to_review if to_review else worksheet.save
    edited = request.form.get("edited", "")
    try:
        with runtime().work() as work:
            act(work, viewer(), concern_id, written, int(edited) if edited.isdecimal() else None)
    except worksheet.Incomplete as problem:
        return _again(concern_id, DRAFT_FORM, written=written, missing=problem.missing)
    except Refused as problem:
        return _again(concern_id, DRAFT_FORM, written=written, why=problem.why)
    message = (
        "Saved and sent to review. A supervisor has to approve it." if to_review else "The draft is saved."
    )
    return done(message, url_for("console.notice", concern_id=concern_id))


@console.post("/concerns/<uuid:concern_id>/notice/review")
def review_notice(concern_id: uuid.UUID) -> Answer:
    """A supervisor approves or returns the draft."""
    go = request.form.get("go")
    if go not in ("approve", "return"):
        abort(400)
    remark = request.form.get("remark", "")
    approved = go == "approve"
    message = "Approved. It still has to be submitted to ORR." if approved else "Returned with your remark."
    return _act(
        concern_id,
        REVIEW_FORM,
        message,
        lambda work, who: worksheet.review(work, who, concern_id, approve=approved, remark=remark),
    )


@console.post("/concerns/<uuid:concern_id>/notice/submitted")
def submit_notice(concern_id: uuid.UUID) -> Answer:
    """Somebody has submitted the NOC in ORR's system and says so."""

    def act(work: Work, who: Viewer) -> Any:
        at = _moment(work, who, concern_id)
        via = _choice(NoticeVia, "via")
        reference = request.form.get("reference", "")
        return worksheet.submit(work, who, concern_id, worksheet.Submission(at, via, reference))

    return _act(concern_id, SUBMIT_FORM, "Written down: the NOC is submitted.", act)


@console.post("/concerns/<uuid:concern_id>/notice/not-filed")
def do_not_file_notice(concern_id: uuid.UUID) -> Answer:
    """Somebody decides that no NOC is filed."""

    def act(work: Work, who: Viewer) -> Any:
        reason = _choice(NotFiled, "reason")
        return worksheet.do_not_file(work, who, concern_id, reason, request.form.get("words", ""))

    message = "Written down under your name: no NOC is filed. Other duties stay."
    return _act(concern_id, NOT_FILED_FORM, message, act)


@console.post("/concerns/<uuid:concern_id>/notice/reopen")
def reopen_notice(concern_id: uuid.UUID) -> Answer:
    """Somebody takes the decision back."""
    message = "Open again. What was decided stays in the versions."
    return _act(concern_id, REVIEW_FORM, message, lambda work, who: worksheet.reopen(work, who, concern_id))


@console.post("/concerns/<uuid:concern_id>/duties/<uuid:duty_id>")
def settle_duty(concern_id: uuid.UUID, duty_id: uuid.UUID) -> Answer:
    """A line of the checklist: done, not needed, taken back, or what is thought of the sponsor."""
    note = request.form.get("note", "")

    def tell(work: Work, who: Viewer) -> Any:
        at = _moment(work, who, concern_id)
        return duties.tick_duty(work, who, duty_id, duties.Told(at, note))

    acts: dict[str, tuple[str, Callable[[Work, Viewer], Any]]] = {
        "done": ("Written down as done.", tell),
        "not_needed": (
            "Written down as not needed.",
            lambda work, who: duties.not_needed(work, who, duty_id, note),
        ),
        "reopen": ("To be done again.", lambda work, who: duties.reopen_duty(work, who, duty_id)),
        "no_danger": (
            "Written down: the sponsor is not thought to be the danger. Call them now.",
            lambda work, who: duties.sponsor_is_no_danger(work, who, duty_id),
        ),
        "may_be_danger": (
            "Nobody calls the sponsor. Tell the police and child protective services yourself.",
            lambda work, who: duties.sponsor_may_be_danger(work, who, duty_id),
        ),
    }
    go = request.form.get("go", "")
    if go not in acts:
        abort(400)
    message, act = acts[go]
    return _act(concern_id, f"duty-{duty_id}", message, act)


@console.get("/concerns/<uuid:concern_id>/notice/print")
def print_notice(concern_id: uuid.UUID) -> str:
    """The print view, of the worksheet as it stands or of one version."""
    return _sheet(concern_id, request.args.get("version", type=int))


@console.get("/concerns/<uuid:concern_id>/notice.pdf")
def pdf_notice(concern_id: uuid.UUID) -> Response:
    """The print view as PDF, where this server can make one."""
    html = _sheet(concern_id, None)
    try:
        pdf = as_pdf(html, STYLE)
    except NoPdf as problem:
        flash(str(problem), "problem")
        return redirect(url_for("console.notice", concern_id=concern_id), 303)
    response = Response(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="noc-worksheet.pdf"'
    return response


@console.get("/concerns/<uuid:concern_id>/notice.json")
def json_notice(concern_id: uuid.UUID) -> Response:
    """The worksheet, its duties and all its versions as JSON."""
    with runtime().work() as work:
        found = desk.as_json(work, viewer(), concern_id)
    response = jsonify(found)
    response.headers["Content-Disposition"] = 'attachment; filename="noc-worksheet.json"'
    return response


def _act(concern_id: uuid.UUID, form: str, message: str, act: Callable[[Work, Viewer], Any]) -> Answer:
    """Do it and go back to the page, or show the form again as it was filled in."""
    try:
        with runtime().work() as work:
            act(work, viewer())
    except Refused as problem:
        return _again(concern_id, form, why=problem.why)
    anchor = f"#{form}" if form.startswith("duty-") else ""
    return done(message, url_for("console.notice", concern_id=concern_id) + anchor)


def _again(concern_id: uuid.UUID, form: str, **more: Any) -> tuple[str, int]:
    return _page(concern_id, problem_at=form, filled=request.form, **more), 422


def _page(
    concern_id: uuid.UUID,
    *,
    problem_at: str | None = None,
    why: Why | None = None,
    missing: tuple[worksheet.Missing, ...] = (),
    written: Written | None = None,
    filled: Any = None,
) -> str:
    with runtime().work() as work:
        found = desk.look(work, viewer(), concern_id)
    return render_template(
        "console/notice.html",
        notice=found,
        written=written or found.content.written,
        problem_at=problem_at,
        why=why,
        missing=missing,
        filled=filled or {},
        nw=notice_words,
    )


def _sheet(concern_id: uuid.UUID, version: int | None) -> str:
    with runtime().work() as work:
        found = desk.look(work, viewer(), concern_id, version)
    provider = runtime().settings.public_name
    return render_template("console/notice_print.html", notice=found, nw=notice_words, provider=provider)


def _written() -> Written:
    form = request.form
    return Written(
        reasons=known(NocReason, (r.value for r in NocReason if r.value in form.getlist("reasons"))),
        custody=next(iter(known(Custody, [form.get("custody", "")])), Custody.NOT_KNOWN),
        safe_now=next(iter(known(SafeNow, [form.get("safe_now", "")])), SafeNow.NOT_KNOWN),
        facts=_text("facts"),
        actions=_text("actions"),
        plan=_text("plan"),
    )


def _text(name: str) -> str:
    """A text with the line ends of this house."""
    return request.form.get(name, "").replace("\r\n", "\n")


def _choice(kind: type[Choice], name: str) -> Choice:
    found = known(kind, [request.form.get(name, "")])
    if not found:
        raise Refused(Why.CHOICE_MISSING)
    return found[0]


def _moment(work: Work, who: Viewer, concern_id: uuid.UUID) -> dt.datetime:
    """Day and time of day on the clocks of the case, as an instant. Raises Refused when not clear."""
    zone = desk.zone(work, who, concern_id)
    try:
        day = dt.date.fromisoformat(request.form.get("day", ""))
        time = dt.time.fromisoformat(request.form.get("time", ""))
    except ValueError as unclear:
        raise Refused(Why.TIME_NOT_CLEAR) from unclear
    return wall_to_utc(day, time.hour * 60 + time.minute, ZoneInfo(zone))
