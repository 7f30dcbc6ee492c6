"""Signing a check-in, and its report: read, printed, copied, reviewed, uploaded by named persons."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import reports as desk
from bot.desk.codes import known
from bot.desk.viewer import Refused, Viewer, Why
from bot.records import signing
from bot.runtime import Work
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer
from flows.policy.signing import Lacks, Said
from flows.vocabulary import Finding, Item

Answer = str | Response | tuple[str, int]


@console.get("/reports")
def reports() -> str:
    """What waits for a signature, a review or an upload."""
    with runtime().look() as work:
        found = desk.list_reports(work, viewer())
    return render_template("console/reports.html", reports=found)


@console.get("/cases/<uuid:case_id>/check-ins/<int:number>/sign")
def sign_form(case_id: uuid.UUID, number: int) -> str:
    """The form."""
    return _signing_page(case_id, number)


@console.post("/cases/<uuid:case_id>/check-ins/<int:number>/sign")
def sign_check_in(case_id: uuid.UUID, number: int) -> Answer:
    """Sign it, or show the form again with all that is missing."""
    try:
        with runtime().work() as work:
            report = signing.sign(work, viewer(), case_id, number, _signature())
            target = url_for("console.report", report_id=report.id)
    except signing.Unsigned as problem:
        return _signing_page(case_id, number, problem.lacks, problem.why), 422
    except Refused as problem:
        return _signing_page(case_id, number, (), problem.why), 422
    return done("Signed. A supervisor reviews it; then it is uploaded.", target)


@console.get("/reports/<uuid:report_id>")
def report(report_id: uuid.UUID) -> str:
    """One report."""
    return _sheet(report_id, "console/report.html")


@console.get("/reports/<uuid:report_id>/print")
def print_report(report_id: uuid.UUID) -> str:
    """The print view."""
    return _sheet(report_id, "console/report_print.html")


@console.get("/reports/<uuid:report_id>/text")
def text_report(report_id: uuid.UUID) -> Response:
    """The report as plain text, to be copied into ORR's case system."""
    return Response(_sheet(report_id, "console/report.txt"), content_type="text/plain; charset=utf-8")


@console.post("/reports/<uuid:report_id>/review")
def review_report(report_id: uuid.UUID) -> Response:
    """A supervisor reviews it, or returns it."""
    go = request.form.get("go")
    if go not in ("approve", "return"):
        abort(400)
    approve, remark = go == "approve", request.form.get("remark", "")
    message = "Reviewed. It still has to be uploaded." if approve else "Returned with your remark."
    return _act(
        report_id,
        message,
        lambda work, who: signing.review(work, who, report_id, approve=approve, remark=remark),
    )


@console.post("/reports/<uuid:report_id>/uploaded")
def uploaded_report(report_id: uuid.UUID) -> Response:
    """Somebody has uploaded it and says so."""
    message = "Written down: the report is uploaded."
    return _act(report_id, message, lambda work, who: signing.note_upload(work, who, report_id))


def _act(report_id: uuid.UUID, message: str, act: Callable[[Work, Viewer], Any]) -> Response:
    target = url_for("console.report", report_id=report_id)
    try:
        with runtime().work() as work:
            act(work, viewer())
    except Refused as problem:
        return refused(problem, target)
    return done(message, target)


def _sheet(report_id: uuid.UUID, template: str) -> str:
    with runtime().work() as work:
        found = desk.view_report(work, viewer(), report_id)
    return render_template(template, report=found, provider=runtime().settings.public_name)


def _signing_page(
    case_id: uuid.UUID, number: int, lacks: tuple[Lacks, ...] = (), why: Why | None = None
) -> str:
    with runtime().work() as work:
        found = desk.view_signing(work, viewer(), case_id, number)
    return render_template(
        "console/signing.html", form=found, lacks=lacks or found.lacks, why=why, filled=request.form,
        findings=Finding,
    )  # fmt: skip


def _signature() -> signing.Signature:
    form = request.form
    findings = {item: known(Finding, [form.get(f"item_{item.value}", "")]) for item in Item}
    texts = ("part_reason", "joint_reason", "alone_reason", "level_reason")
    said = Said(
        {item: found[0] for item, found in findings.items() if found},
        **{name: form.get(name, "").replace("\r\n", "\n") for name in texts},
    )
    return signing.Signature(said, form.get("remarks", "").replace("\r\n", "\n"))
