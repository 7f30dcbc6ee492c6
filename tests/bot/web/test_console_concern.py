"""The page of a concern: in place in the thread, one primary button at a time, calls, pages and the end."""

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.alarms.sounding import sound
from bot.desk.viewer import Viewer
from bot.notices.worksheet import do_not_file
from bot.runtime import Runtime
from bot.web.console import alarm_words
from flows.vocabulary import AlarmReason, ConcernSource, DutyState, NotFiled, StaffRole
from storage.models import Alarm, Attempt, ConcernRow, Duty
from tests.bot.web.builder import Builder
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import AFRAID, SAFETY_ES, Seed
from tests.bot.web.test_console_pages import text_of
from tests.conftest import FixedClock

__all__ = ["database_url"]


def path_of(caseload: Seed, more: str = "") -> str:
    return f"/concerns/{caseload.emergency.id}{more}"


def ring(runtime: Runtime, caseload: Seed) -> None:
    with runtime.work() as work:
        sound(work, work.session.get_one(ConcernRow, caseload.emergency.id), AlarmReason.RAISED)


def shown(client: FlaskClient, caseload: Seed) -> str:
    return text_of(client.get(path_of(caseload)).text)


def test_the_whole_thread_stands_there_and_the_evidence_in_its_place(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        long_ago = Builder(work)
        long_ago.came(caseload.ana, "hola " * 200 + "fin", work.now - dt.timedelta(days=40))
    html = dana.get(path_of(caseload)).text
    assert html.index("1 earlier message") < html.index("hola hola") < html.index(SAFETY_ES)
    assert "hola fin" in html
    assert html.index(SAFETY_ES) < html.index('<mark class="grave"') < html.index("Raised by the words")
    assert "".join(text_of(html).split()).count("".join(AFRAID.split())) == 1
    assert "girasol" not in html


def test_who_is_paged_and_who_comes_next(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    ring(runtime, caseload)
    page = shown(dana, caseload)
    assert "It rings now" in page
    assert "Lee Park , rota" in page
    assert "text: waiting to be sent" in page
    assert "Next:" in page


def test_after_acknowledging_the_page_says_until_when_something_must_follow(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    ring(runtime, caseload)
    post(dana, path_of(caseload, "/acknowledge"))
    page = shown(dana, caseload)
    assert "It rings again in 30 min unless somebody calls, writes or works on the NOC." in page
    assert "taken in the console" in page


def test_paging_that_does_not_work_is_said_where_it_matters(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    ring(runtime, caseload)
    assert "Paging is impaired. The worker does not run: no page leaves." in shown(dana, caseload)
    assert "Paging is impaired: the worker does not run" in text_of(dana.get("/strip").text)


def test_one_primary_button_at_a_time_leads_to_the_end(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    def primary() -> str:
        html = dana.get(path_of(caseload)).text
        assert len(re.findall(r'[ "]big"', html)) == 1
        return next(words for words in alarm_words.STEP_WHY.values() if words and words in text_of(html))

    assert primary().startswith("Pressing it says")
    post(dana, path_of(caseload, "/acknowledge"))
    assert primary().startswith("Then the machine is silent")
    take = f"/cases/{caseload.ana_case.id}/people/{caseload.ana.id}/take-over"
    answer = post(dana, take, next=path_of(caseload, "#write"))
    assert answer.location == path_of(caseload, "#write")
    assert primary().startswith("You have taken over")
    call = {"person": str(caseload.ana.id), "result": "spoke_with_child"}
    assert post(dana, path_of(caseload, "/calls"), **call).status_code == 303
    assert primary().startswith("Somebody besides ORR")
    with runtime.work() as work:
        for duty in work.session.scalars(select(Duty).where(Duty.concern_id == caseload.emergency.id)):
            if duty.kind.value != "orr_noc":
                duty.state, duty.settled_at, duty.settled_by = (
                    DutyState.NOT_NEEDED,
                    work.now,
                    caseload.dana.id,
                )
    assert primary().startswith("A named person decides")
    with runtime.work() as work:
        viewer = Viewer(caseload.dana.id, "Dana Reyes", StaffRole.CASEWORKER)
        do_not_file(work, viewer, caseload.emergency.id, NotFiled.DID_NOT_HAPPEN, "I spoke with her.")
    assert primary().startswith("The report is decided")
    assert post(dana, path_of(caseload, "/close"), outcome="no_concern", note="well").status_code == 303
    page = shown(dana, caseload)
    assert "No NOC: there was no concern. Dana Reyes" in page
    assert "Mon, Mar 2, 10:00 AM “" not in page


def test_a_call_is_written_down_and_counts_as_action(
    dana: FlaskClient, runtime: Runtime, caseload: Seed, clock: FixedClock
) -> None:
    ring(runtime, caseload)
    post(dana, path_of(caseload, "/acknowledge"))
    clock.advance(minutes=5)
    form = {"person": str(caseload.marta.id), "result": "no_answer", "note": "rang twice"}
    answer = post(dana, path_of(caseload, "/calls"), **form)
    assert answer.location == path_of(caseload, "#calls")
    with runtime.look() as work:
        call = work.session.scalars(select(Attempt).where(Attempt.person_id == caseload.marta.id)).one()
        alarm = work.session.scalars(select(Alarm)).one()
        assert (call.result, call.staff_id) == ("no_answer", caseload.dana.id)
        assert (alarm.attend_by, alarm.attended_at) == (None, clock.now())
    page = shown(dana, caseload)
    assert "Dana Reyes with Marta : No answer rang twice" in page
    assert "It rings again" not in page


@pytest.mark.parametrize(
    ("form", "remedy"),
    [
        ({"note": "typed"}, "Choose how it went"),
        ({"note": "typed", "result": "no_answer", "person": "nobody"}, "choose a person of this case"),
        ({"result": "other"}, "Say in the note what happened"),
    ],
)
def test_a_call_that_cannot_be_saved_comes_back_as_it_was(
    dana: FlaskClient, runtime: Runtime, caseload: Seed, form: dict[str, str], remedy: str
) -> None:
    given = {"person": str(caseload.ana.id)} | form
    answer = post(dana, path_of(caseload, "/calls"), **given)
    assert answer.status_code == 422
    assert remedy in answer.text
    assert form.get("note", "") in answer.text
    with runtime.look() as work:
        assert work.session.scalars(select(Attempt).where(Attempt.person_id == caseload.ana.id)).all() == []


def test_nobody_of_another_case_is_called_from_here(dana: FlaskClient, caseload: Seed) -> None:
    form = {"person": str(caseload.luis.id), "result": "no_answer"}
    assert post(dana, path_of(caseload, "/calls"), **form).status_code == 422


def test_5_the_caller_is_told_to_quote_nothing_to_the_sponsor(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    assert "Tell the sponsor nothing that the child wrote, not even that it wrote." in shown(dana, caseload)
    with runtime.work() as work:
        work.session.get_one(ConcernRow, caseload.emergency.id).source = ConcernSource.CONTRADICTION
    assert "Call the child first. Quote neither to the other." in shown(dana, caseload)


def test_the_list_of_duties_leads_to_the_worksheet(dana: FlaskClient, caseload: Seed) -> None:
    html = dana.get(path_of(caseload)).text
    assert f'href="/concerns/{caseload.emergency.id}/notice#duty-' in html
    assert "ORR: the NOC itself" in html
    assert "Child protective services" in html


def test_an_unknown_number_has_its_thread_and_its_worksheet(dana: FlaskClient, caseload: Seed) -> None:
    html = dana.get(f"/concerns/{caseload.unknown_concern.id}").text
    assert "mi primo no llego a la casa anoche" in html
    assert "+1 202-555-0121" in html
    assert "Enter a call</summary>" not in html


def test_closed_concerns_and_other_caseloads_take_no_calls(
    sign_in: SignIn, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.look() as work:
        foreign = work.session.scalars(
            select(ConcernRow.id).where(ConcernRow.acknowledged_by == caseload.dana.id)
        ).one()
    form = {"person": str(caseload.ana.id), "result": "no_answer"}
    assert post(sign_in("lee"), f"/concerns/{foreign}/calls", **form).status_code == 404
