"""Enrolment: who is not enrolled yet, and the form of one person. A GET shows, the button acts."""

import uuid
from collections.abc import Mapping

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import enrolment as desk
from bot.desk.enrolment_form import EnrolmentProblem, Typed, Wrong, save_enrolment
from bot.web.console import enrolment_words
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer
from flows.vocabulary import PermissionBy, Role, SpokenKind

FIELDS = (
    "language", "interpreter", "cannot_text", "permission", "permission_by", "permission_how",
    "permission_on", "phone", "owner", "channel", "also", "confirmed", "check_word", "distress_word",
    "question", "answer", "safe_hours",
)  # fmt: skip
LONGEST_FIELD = 400
LABEL = "label-"


@console.get("/enrolment")
def enrolments() -> str:
    """Who is not enrolled yet."""
    with runtime().look() as work:
        found = desk.not_enrolled(work, viewer())
    return render_template("console/enrolments.html", people=found, ew=enrolment_words)


@console.get("/cases/<uuid:case_id>/people/<uuid:person_id>/enrolment")
def enrolment(case_id: uuid.UUID, person_id: uuid.UUID) -> str:
    """The form, filled with what is on file."""
    return _page(case_id, person_id)


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/enrolment")
def enrol_person(case_id: uuid.UUID, person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Keep what was agreed; what cannot be kept comes back as it was typed."""
    typed = _typed()
    try:
        with runtime().work() as work:
            save_enrolment(work, viewer(), case_id, person_id, typed)
    except EnrolmentProblem as problem:
        return _page(case_id, person_id, typed, problem.wrong), 422
    target = url_for("console.enrolment", case_id=case_id, person_id=person_id)
    return done("Saved. It counts from now on.", target)


def _typed() -> Typed:
    given = {name: request.form.get(name, "")[:LONGEST_FIELD] for name in FIELDS}
    labels = {
        name.removeprefix(LABEL): value[:LONGEST_FIELD]
        for name, value in request.form.items()
        if name.startswith(LABEL)
    }
    said = {kind: shown for kind in SpokenKind if (shown := request.form.get(f"said-{kind.value}"))}
    return Typed(given, labels, said)


def _page(
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    typed: Typed | None = None,
    wrong: Mapping[str, Wrong] | None = None,
) -> str:
    with runtime().work() as work:
        found = desk.view_enrolment(work, viewer(), case_id, person_id)
    return render_template(
        "console/enrolment.html",
        found=found,
        filled=typed.fields if typed else _on_file(found),
        labels=typed.labels if typed else {str(line.case_id): line.label or "" for line in found.labels},
        said=typed.said if typed else {},
        wrong=wrong or {},
        givers=[by for by in PermissionBy if found.role is Role.CHILD or by is not PermissionBy.SPONSOR],
        languages=enrolment_words.languages(runtime().texts, found.language, found.interpreter),
        ew=enrolment_words,
    )


def _on_file(found: desk.EnrolmentView) -> dict[str, str]:
    """The fields as they stand. Agreed words are never filled in; a permission is asked for anew."""
    return {
        "language": found.language,
        "interpreter": found.interpreter or "",
        "cannot_text": "1" if found.cannot_text else "",
        "permission_on": found.today.isoformat(),
        "phone": found.number or "",
        "owner": found.owner.value if found.owner else "",
        "channel": found.channel.value if found.channel else "",
        "also": "1" if found.also else "",
        "safe_hours": found.safe_hours or "",
    }
