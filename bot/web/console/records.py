"""Referrals and the closing of a case: proposed, and decided by named persons."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.desk import reports as desk
from bot.desk.codes import known
from bot.desk.viewer import Refused, Viewer, Why
from bot.records import closing, referrals
from bot.runtime import Work
from bot.web.console import report_words, words
from bot.web.console.blueprint import console
from bot.web.console.respond import done
from bot.web.current import runtime, viewer
from flows.policy.closure import BY_DATE
from flows.policy.referrals import LEVELS
from flows.vocabulary import ClosureReason, Level, Need, ReferralState

Answer = Response | tuple[str, int]


@console.get("/cases/<uuid:case_id>/records")
def records(case_id: uuid.UUID) -> str:
    """Referrals and closing."""
    return _page(case_id)


@console.post("/cases/<uuid:case_id>/referrals")
def propose_referral(case_id: uuid.UUID) -> Answer:
    """Propose one."""
    needs = known(Need, request.form.getlist("needs"))
    message = "Proposed. Decide on it below."
    return _act(case_id, message, lambda work, who: referrals.propose_by_hand(work, who, case_id, needs))


@console.post("/cases/<uuid:case_id>/referrals/<uuid:referral_id>")
def decide_referral(case_id: uuid.UUID, referral_id: uuid.UUID) -> Answer:
    """Take its next step."""
    to = known(ReferralState, [request.form.get("to", "")])
    if not to:
        abort(400)
    decision = referrals.Decision(
        to=to[0],
        level=next(iter(known(Level, [request.form.get("level", "")])), Level.TWO),
        owner_id=_id(request.form.get("owner", "")),
        words=request.form.get("words", ""),
    )
    message = f"Written down: {report_words.REFERRAL[to[0]]}."
    return _act(case_id, message, lambda work, who: referrals.decide(work, who, referral_id, decision))


@console.post("/cases/<uuid:case_id>/closing")
def propose_closing(case_id: uuid.UUID) -> Answer:
    """Propose that services end."""

    def act(work: Work, who: Viewer) -> Any:
        reason = known(ClosureReason, [request.form.get("reason", "")])
        if not reason:
            raise Refused(Why.CHOICE_MISSING)
        wishes = "child_wishes" in request.form
        ending = closing.Ending(reason[0], _day(reason[0]), wishes, request.form.get("words", ""))
        return closing.propose(work, who, case_id, ending)

    return _act(case_id, "Proposed. A named person decides.", act)


@console.post("/cases/<uuid:case_id>/closing/decide")
def decide_closing(case_id: uuid.UUID) -> Answer:
    """Close the case, or keep it open."""
    go, said = request.form.get("go"), request.form.get("words", "")
    if go not in ("close", "keep"):
        abort(400)
    if go == "close":
        message = "The case is closed. The closing report is due within 30 days."
        return _act(case_id, message, lambda work, who: closing.close(work, who, case_id, said))
    message = "The case stays open."
    return _act(case_id, message, lambda work, who: closing.keep_open(work, who, case_id, said))


@console.post("/cases/<uuid:case_id>/closing/report")
def sign_closing_report(case_id: uuid.UUID) -> Answer:
    """Sign the closing report."""
    said = request.form.get("words", "")
    message = "Signed. A supervisor reviews it; then it is uploaded."
    return _act(case_id, message, lambda work, who: closing.sign_report(work, who, case_id, said))


def _act(case_id: uuid.UUID, message: str, act: Callable[[Work, Viewer], Any]) -> Answer:
    """Do it and go back to the page, or show the page again with what is missing."""
    try:
        with runtime().work() as work:
            act(work, viewer())
    except referrals.StepLacks as problem:
        return _page(case_id, report_words.REFERRAL_LACKS[problem.lacks]), 422
    except closing.StillOpen as problem:
        return _page(case_id, " ".join(report_words.NOT_YET[code] for code in problem.because)), 422
    except Refused as problem:
        return _page(case_id, words.WHY[problem.why]), 422
    return done(message, url_for("console.records", case_id=case_id))


def _page(case_id: uuid.UUID, problem: str | None = None) -> str:
    with runtime().work() as work:
        found = desk.view_records(work, viewer(), case_id)
    return render_template(
        "console/records.html", records=found, problem=problem, needs=Need, levels=LEVELS,
        reasons=ClosureReason, by_date=BY_DATE, filled=request.form,
    )  # fmt: skip


def _day(reason: ClosureReason) -> dt.date | None:
    if reason not in BY_DATE:
        return None
    try:
        return dt.date.fromisoformat(request.form.get("ends_on", ""))
    except ValueError:
        raise Refused(Why.CHOICE_MISSING) from None


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
