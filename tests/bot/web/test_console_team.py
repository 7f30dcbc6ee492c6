"""Team, settings and figures: for supervisors; no password and no secret is ever shown."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.desk.steps import Step
from bot.reviews import approve_texts
from bot.runtime import Runtime
from bot.web.console import alarm_words
from flows import vocabulary as v
from flows.policy.escalation import Rung
from storage.models import AuditRow, Staff
from tests.bot.web.builder import KEY
from tests.bot.web.conftest import SignIn, post, token_of
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import Seed
from tests.bot.web.test_console_pages import text_of

__all__ = ["database_url"]

PASSWORD = "four words make one"
NEW = {"name": "Kim Lu", "email": "kim@example.org", "role": "caseworker", "languages": "Spanish"}


@pytest.fixture
def sam(sign_in: SignIn) -> FlaskClient:
    """The supervisor, signed in."""
    return sign_in("sam")


def link_on(html: str) -> str:
    """The path of the link that a page shows."""
    found = re.search(r'value="http://localhost:8000(/set-password/[^"]+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/team", "/figures", "/settings"])
def test_caseworkers_are_kept_out_and_not_led_there(dana: FlaskClient, path: str) -> None:
    answer = dana.get(path)
    assert (answer.status_code, "Your account may not do this." in answer.text) == (403, True)
    assert f'href="{path}"' not in dana.get("/").text


@pytest.mark.parametrize("path", ["/team", "/figures", "/settings"])
def test_supervisors_find_them_in_the_navigation(sam: FlaskClient, path: str) -> None:
    assert sam.get(path).status_code == 200
    assert f'href="{path}"' in sam.get("/").text


def test_a_new_colleague_sets_a_password_by_a_link_that_works_once(
    app: Flask, sam: FlaskClient, runtime: Runtime
) -> None:
    answer = post(sam, "/team", **NEW)
    path = link_on(answer.text)
    assert "has not set a password yet" in sam.get("/team").text
    assert path not in sam.get("/team").text
    guest = app.test_client()
    form = {"csrf_token": token_of(guest, path), "password": PASSWORD, "again": PASSWORD}
    assert guest.post(path, data={**form, "again": "something else"}).status_code == 422
    assert guest.post(path, data={**form, "password": "short", "again": "short"}).status_code == 422
    assert guest.post(path, data=form).status_code == 303
    sign_in = {"csrf_token": token_of(guest), "email": NEW["email"], "password": PASSWORD}
    assert guest.post("/sign-in", data=sign_in).status_code == 303
    again = app.test_client()
    assert (again.get(path).status_code, "does not work any more" in again.get(path).text) == (410, True)
    with runtime.look() as work:
        done = set(work.session.scalars(select(AuditRow.action).where(AuditRow.subject == "staff")))
    assert {"add_member", "set_password"} <= done


def test_a_colleague_who_cannot_be_added_comes_back_as_typed(sam: FlaskClient) -> None:
    answer = post(sam, "/team", **NEW | {"languages": "no such tongue"})
    assert answer.status_code == 422
    assert "there is no language" in answer.text
    assert 'value="kim@example.org"' in answer.text


def test_an_account_is_closed_and_its_session_ends(
    sam: FlaskClient, dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    post(sam, f"/team/{caseload.dana.id}/active", active="0")
    assert "account closed" in sam.get("/team").text
    assert dana.get("/").status_code == 302
    post(sam, f"/team/{caseload.dana.id}/active", active="1")
    with runtime.look() as work:
        assert work.session.get_one(Staff, caseload.dana.id).active


def test_a_supervisor_makes_no_link_for_another_supervisor(
    sam: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    with runtime.work() as work:
        work.session.get_one(Staff, caseload.lee.id).role = v.StaffRole.SUPERVISOR
    assert post(sam, f"/team/{caseload.lee.id}/link").status_code == 303
    assert "Nothing was changed. Administrators look after every account" in sam.get("/team").text
    assert link_on(post(sam, f"/team/{caseload.dana.id}/link").text)


def test_caseworkers_forms_change_nothing(dana: FlaskClient, runtime: Runtime, caseload: Seed) -> None:
    assert post(dana, "/team", **NEW).status_code == 303
    assert post(dana, f"/team/{caseload.lee.id}/link").status_code == 404
    with runtime.look() as work:
        assert work.session.scalars(select(Staff).where(Staff.email == NEW["email"])).all() == []


def test_settings_show_what_is_set_and_no_secret(sam: FlaskClient, runtime: Runtime) -> None:
    with runtime.work() as work:
        approve_texts(work, "es", "R. Soto", work.now.date())
    html = sam.get("/settings").text
    page = text_of(html)
    assert "Spanish R. Soto , March 2, 2026" in page
    assert "none entered: concerns say “look this up”" in page
    assert "CONTACT_WINDOW 09:00-20:00 as shipped" in page
    assert "SCHOOL_HOURS Mon-Fri 08:00-15:30 as shipped" in page
    assert "PRS_SECRET_KEY set" in page
    settings = runtime.settings
    for secret in (KEY, settings.secret_key, settings.twilio_account_sid, settings.database_url):
        assert secret not in html


def test_figures_say_counts_and_times(sam: FlaskClient, caseload: Seed) -> None:
    post(sam, f"/concerns/{caseload.emergency.id}/acknowledge")
    page = text_of(sam.get("/figures?days=30").text)
    assert "the last 30 days" in page
    assert "Emergency 1" in page
    assert "2 h 10 / 2 h 10 · 1" in page
    assert "Spanish" in page
    assert "the last 90 days" in text_of(sam.get("/figures?days=nonsense").text)


def test_the_tray_asks_for_an_interpreter_once(dana: FlaskClient, caseload: Seed) -> None:
    page = text_of(dana.get("/tray").text)
    assert page.index("A number that we do not know wrote to us") < page.index("Nobody can tell whether")
    assert "Nobody on the rota now is known to speak it" in page
    path = f"/tasks/{caseload.unknown_task.id}/interpreter"
    for _ in range(2):
        assert post(dana, path).status_code == 303
    assert "An interpreter was asked for: see Today." in dana.get("/tray").text
    assert dana.get("/").text.count("find an interpreter") == 1


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (Step, alarm_words.STEP), (Step, alarm_words.STEP_WHY), (v.AlarmReason, alarm_words.ALARM_REASON),
        (Rung, alarm_words.RUNG), (v.PageChannel, alarm_words.CHANNEL),
    ],
)  # fmt: skip
def test_every_word_of_a_concern_is_said(kind: type, table: dict[object, str]) -> None:
    assert {str(key) for key in table} == {str(member) for member in kind}
