"""Writing as a person in a thread that one has taken over."""

import uuid

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk.raising import people_of
from bot.desk.viewer import Refused, Why
from bot.desk.writing import ToWrite, write
from bot.web.console import times
from bot.web.console.blueprint import console
from bot.web.console.respond import done, refused
from bot.web.current import runtime, viewer

LONGEST_TOKEN = 40


@console.post("/cases/<uuid:case_id>/people/<uuid:person_id>/write")
def write_here(case_id: uuid.UUID, person_id: uuid.UUID) -> Response | tuple[str, int]:
    """Send a phrase, or words of one's own. Pressing twice sends one text; refused words are not lost."""
    target = request.form.get("next") or url_for("console.case", case_id=case_id) + f"#thread-{person_id}"
    given = ToWrite(
        token=request.form.get("token", "")[:LONGEST_TOKEN],
        phrase=request.form.get("phrase") or None,
        words=request.form.get("words"),
    )
    try:
        with runtime().work() as work:
            goes_at, now = write(work, viewer(), person_id, given), work.now
    except Refused as problem:
        if given.phrase is None and (given.words or "").strip():
            return _once_more(case_id, person_id, problem.why), 422
        return refused(problem, target)
    later = goes_at > now
    zone = runtime().settings.provider_time_zone
    message = f"It goes on {times.short(goes_at, zone)}, the next good hour." if later else "Sent."
    return done(message, target)


def _once_more(case_id: uuid.UUID, person_id: uuid.UUID, why: Why) -> str:
    """The words that were refused, to be changed and sent again."""
    with runtime().look() as work:
        person = next((p for p in people_of(work, viewer(), case_id) if p.person_id == person_id), None)
    if person is None:
        abort(404)
    return render_template("console/writing.html", person=person, problem=why, filled=request.form)
