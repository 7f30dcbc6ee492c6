"""The forms about a concern: raising, missing, writing as a person, closing. A GET changes nothing."""

from flask.testing import FlaskClient
from sqlalchemy import select

from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus, Verdict
from storage.models import ConcernRow, Correction, Outbound
from tests.bot.web.conftest import post
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import Seed

__all__ = ["database_url"]

WORDS = "A teacher rang about bruises."


def concerns_of(runtime: Runtime, person_id: object) -> list[ConcernRow]:
    with runtime.work() as work:
        return list(work.session.scalars(select(ConcernRow).where(ConcernRow.person_id == person_id)))


def test_a_concern_is_raised_from_the_page_of_a_case(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    path = f"/cases/{caseload.luis_case.id}/raise"
    assert f'href="{path}"' in dana.get(f"/cases/{caseload.luis_case.id}").text
    assert "Whom is it about?" in dana.get(path).text
    given = {"person": str(caseload.luis.id), "urgency": "concern", "words": WORDS}
    answer = post(dana, path, **given)
    (row,) = concerns_of(runtime, caseload.luis.id)
    assert (answer.status_code, answer.location) == (303, f"/concerns/{row.id}")
    assert WORDS in dana.get(answer.location).text


def test_a_form_that_lacks_something_comes_back_as_it_was_filled_in(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    answer = post(dana, f"/cases/{caseload.luis_case.id}/raise", person=str(caseload.luis.id), words=WORDS)
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "Choose emergency or concern" in answer.text
    assert concerns_of(runtime, caseload.luis.id) == []


def test_every_message_of_a_family_can_be_called_missed(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    path = f"/messages/{caseload.afraid.id}/missed"
    assert f'href="{path}"' in dana.get(f"/cases/{caseload.ana_case.id}").text
    assert "me da miedo mi tio" in dana.get(path).text
    assert post(dana, path, urgency="emergency", codes="self_harm", words=WORDS).status_code == 303
    with runtime.work() as work:
        assert work.session.scalars(select(Correction.verdict)).all() == [Verdict.MISSED]


def test_this_was_no_concern_is_noted_and_shown(dana: FlaskClient, caseload: Seed) -> None:
    path = f"/concerns/{caseload.emergency.id}"
    assert post(dana, f"{path}/no-concern", message=str(caseload.afraid.id)).status_code == 303
    assert "this was no concern" in dana.get(path).text
    assert post(dana, f"{path}/no-concern", message="nonsense").status_code == 400


def test_closing_without_a_decision_is_refused_and_says_why(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    path = f"/concerns/{caseload.emergency.id}"
    for outcome in ("nonsense", "no_concern"):
        assert post(dana, f"{path}/close", outcome=outcome).location == path
    assert "Decide about the report first" in dana.get(path).text
    assert concerns_of(runtime, caseload.ana.id)[0].status is not ConcernStatus.CLOSED


def test_whoever_has_taken_over_may_write_and_is_reminded_who_may_read(
    dana: FlaskClient, runtime: Runtime, caseload: Seed
) -> None:
    page = f"/cases/{caseload.luis_case.id}"
    here = f"{page}/people/{caseload.luis.id}"
    assert "own words" not in dana.get(page).text.lower()
    post(dana, f"{here}/take-over")
    shown = dana.get(page).text
    assert "Anybody may read this phone" in shown
    assert f'action="{here}/write"' in shown
    assert post(dana, f"{here}/write", token="1", phrase="phrase.thanks").status_code == 303
    assert post(dana, f"{here}/write", token="2", words="Gracias por decirlo").status_code == 303
    with runtime.work() as work:
        keys = work.session.scalars(select(Outbound.text_key).where(Outbound.staff_id.is_not(None))).all()
    assert {"phrase.thanks", "free_text"} <= set(keys)
    assert "own words" in dana.get(page).text


def test_words_that_are_refused_are_not_lost(dana: FlaskClient, caseload: Seed) -> None:
    page = f"/cases/{caseload.luis_case.id}"
    here = f"{page}/people/{caseload.luis.id}"
    post(dana, f"{here}/take-over")
    answer = post(dana, f"{here}/write", token="1", words="Hola Luis <b>", next="/concerns#write")
    assert answer.status_code == 422
    assert "Hola Luis &lt;b&gt;</textarea>" in answer.text
    assert 'role="alert"' in answer.text
    assert 'name="next" value="/concerns#write"' in answer.text
    assert post(dana, f"{here}/write", token="2", words="Hola").status_code == 303
    assert post(dana, f"{page}/people/{caseload.ana.id}/write", token="3", words="Hola").status_code == 404
