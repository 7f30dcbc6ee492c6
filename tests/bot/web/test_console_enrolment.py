"""The pages of enrolment: who lacks what, a form that loses nothing, and what a GET never does."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.desk.enrolment import Missing
from bot.desk.enrolment_form import Wrong
from bot.runtime import Runtime
from bot.web.console import enrolment_words
from flows.vocabulary import Channel, PermissionBy, PermissionHow, SpokenKind
from storage.models import AuditRow, Permission, Person, SpokenText
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import Seed

__all__ = ["database_url"]

FORM = {
    "language": "es", "permission": "yes", "permission_by": "self", "permission_how": "spoken",
    "permission_on": "2026-03-01", "phone": "(202) 555-0101", "owner": "own", "channel": "sms",
    "check_word": "mariposa", "distress_word": "paraguas", "safe_hours": "Mon-Fri 17:00-20:00",
    "said-privacy": "1 es", "said-choice": "1 es",
}  # fmt: skip


def path_of(caseload: Seed) -> str:
    return f"/cases/{caseload.ana_case.id}/people/{caseload.ana.id}/enrolment"


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(runtime: Runtime, model: type) -> int:
    with runtime.look() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_list_says_who_lacks_what_and_leads_to_the_form(dana: FlaskClient, caseload: Seed) -> None:
    page = dana.get("/enrolment").text
    assert f'href="{path_of(caseload)}"' in page
    assert "say how information is shared" in plain(page)
    assert "Kevin" not in page  # a colleague's case
    assert 'href="/enrolment"' in dana.get("/cases").text
    assert f'href="{path_of(caseload)}"' in dana.get(f"/cases/{caseload.ana_case.id}").text


def test_an_enrolment_is_kept_and_shown_without_its_words(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    answer = post(dana, path_of(caseload), **FORM)
    assert (answer.status_code, answer.location) == (303, path_of(caseload))
    page = dana.get(path_of(caseload)).text
    assert "On file: yes, March 1, 2026" in plain(page)
    assert "Said" in plain(page)
    assert "by Dana Reyes" in plain(page)
    assert "one is agreed; empty keeps it" in page
    assert "mariposa" not in page.replace("such as sunflower or mariposa", "")
    assert "paraguas" not in page
    assert (rows(runtime, Permission), rows(runtime, SpokenText)) == (1, 2)


def test_bad_input_loses_nothing_and_says_the_remedy_at_each_field(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    bad = FORM | {
        "phone": "12", "check_word": "alto", "safe_hours": "always", "permission_on": "2031-01-01",
        "permission_how": "",
    }  # fmt: skip
    answer = post(dana, path_of(caseload), **bad)
    assert answer.status_code == 422
    page = answer.text
    assert "Not saved yet: 5 places below need another look" in plain(page)
    for field in ("phone", "check_word", "safe_hours", "permission_on", "permission_how"):
        assert f'id="problem-{field}"' in page
    for typed in ("alto", "always", "2031-01-01", 'value="12"', "paraguas"):
        assert typed in page
    assert 'value="1 es" checked' in page
    assert (rows(runtime, Permission), rows(runtime, SpokenText)) == (0, 0)


def test_looking_changes_nothing_but_is_written_down(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    dana.get(path_of(caseload))
    with runtime.look() as work:
        seen = work.session.scalars(select(AuditRow).where(AuditRow.subject == "enrolment")).all()
        assert [(row.action, row.subject_id) for row in seen] == [("look", caseload.ana.id)]
        assert work.session.get_one(Person, caseload.ana.id).notice_version is None


def test_a_form_without_its_token_is_refused(dana: FlaskClient, caseload: Seed) -> None:
    assert dana.post(path_of(caseload), data=FORM).status_code == 400


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_colleagues_case_is_not_here(sign_in: SignIn, caseload: Seed, method: str) -> None:
    dana = sign_in("dana")
    path = f"/cases/{caseload.kevin_case.id}/people/{caseload.kevin.id}/enrolment"
    answer = dana.get(path) if method == "get" else post(dana, path, **FORM)
    assert answer.status_code == 404


def test_every_code_has_its_words() -> None:
    assert set(enrolment_words.MISSING) == set(Missing)
    assert set(enrolment_words.WRONG) == set(Wrong)
    assert set(enrolment_words.SPOKEN) == set(SpokenKind)
    assert set(enrolment_words.BY) == set(PermissionBy)
    assert set(enrolment_words.HOW) == set(PermissionHow)
    assert set(enrolment_words.CHANNEL) == set(Channel)


def test_no_name_stands_in_the_title_or_the_address(dana: FlaskClient, caseload: Seed) -> None:
    page = dana.get(path_of(caseload)).text
    assert "<title>Enrolment · PRS Check-in</title>" in page
    assert "Ana" not in path_of(caseload)


def test_a_number_that_is_said_to_be_wrong_is_marked_and_asked_about(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    post(dana, path_of(caseload), **FORM)
    assert 'name="confirmed"' not in dana.get(path_of(caseload)).text
    with runtime.work() as work:
        for link in work.session.get_one(Person, caseload.ana.id).addresses:
            link.wrong_since = work.now
    page = dana.get(path_of(caseload)).text
    assert "Somebody there said that this number is wrong" in plain(page)
    post(dana, path_of(caseload), **FORM | {"confirmed": "1"})
    assert 'name="confirmed"' not in dana.get(path_of(caseload)).text
