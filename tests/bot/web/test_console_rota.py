"""The rota in the console: it is looked at by all, and changed by forms of supervisors."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.runtime import Runtime
from storage.models import Shift
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.seed import Seed


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


def shifts(runtime: Runtime) -> list[Shift]:
    with runtime.work() as work:
        return list(work.session.scalars(select(Shift).where(Shift.removed_at.is_(None))))


def form_of(caseload: Seed, **changes: str) -> dict[str, str]:
    return {
        "staff": str(caseload.lee.id),
        "weekday": "0",
        "start": "17:00",
        "end": "09:00",
        "place": "1",
    } | changes


def test_all_staff_see_who_is_on_call_and_caseworkers_get_no_forms(sign_in: SignIn, caseload: Seed) -> None:
    page = sign_in("dana").get("/rota").text
    assert "On call now" in page
    assert "Lee Park" in page
    assert "Add a shift" not in page


def test_nobody_looks_without_signing_in(app: Flask, caseload: Seed) -> None:
    assert app.test_client().get("/rota").status_code in (302, 303)


def test_a_supervisor_adds_a_shift_and_takes_it_off(
    sign_in: SignIn, runtime: Runtime, caseload: Seed
) -> None:
    sam = sign_in("sam")
    assert post(sam, "/rota/shifts", **form_of(caseload)).status_code == 303
    (shift,) = shifts(runtime)
    assert (shift.weekday, shift.start_minutes, shift.end_minutes) == (0, 17 * 60, 9 * 60)
    page = sam.get("/rota").text
    assert re.search(r"Remove<span[^>]*> the weekly shift of Lee Park", page)
    assert post(sam, f"/rota/shifts/{shift.id}/remove").status_code == 303
    assert shifts(runtime) == []


@pytest.mark.parametrize(
    "wrong", [{"staff": "nobody"}, {"start": ""}, {"weekday": "x"}, {"on_day": "soon"}, {"place": "first"}]
)
def test_a_form_that_makes_no_shift_comes_back_as_it_was(
    sign_in: SignIn, runtime: Runtime, caseload: Seed, wrong: dict[str, str]
) -> None:
    answer = post(sign_in("sam"), "/rota/shifts", **form_of(caseload, **wrong))
    assert answer.status_code == 422
    assert "Not saved yet" in answer.text
    assert shifts(runtime) == []


def test_how_a_colleague_is_reached_is_changed_or_the_page_says_why_not(
    sign_in: SignIn, caseload: Seed
) -> None:
    sam = sign_in("sam")
    path = f"/team/{caseload.dana.id}/reach"
    assert post(sam, path, languages="es", phone="+12025550143", zone="").status_code == 303
    assert "Spanish" in sam.get("/team").text
    wrong = post(sam, path, languages="es", phone="12", zone="")
    assert wrong.status_code == 422
    assert "write it like" in wrong.text


def test_a_caseworkers_forms_change_nothing(sign_in: SignIn, runtime: Runtime, caseload: Seed) -> None:
    dana: FlaskClient = sign_in("dana")
    assert post(dana, "/rota/shifts", **form_of(caseload)).status_code == 303
    assert shifts(runtime) == []


@pytest.mark.parametrize("week", ["", "2026-03-11", "soon", "9999-12-31", "0001-01-01"])
def test_any_week_may_be_asked_for(sign_in: SignIn, caseload: Seed, week: str) -> None:
    assert sign_in("dana").get(f"/rota?week={week}").status_code == 200
