"""The pages of complaints and of numbers to confirm. A GET changes nothing."""

from flask.testing import FlaskClient
from sqlalchemy import select

from bot.numbers import propose
from bot.runtime import Runtime
from bot.scene import Scene
from flows.vocabulary import GrievanceState, NumberState, Role
from storage.models import Case, Grievance, Inbound, InboundProcessing, NumberProposal, Person
from tests.bot.web.conftest import SignIn, post
from tests.bot.web.conftest import sqlite_only as database_url
from tests.bot.web.seed import Seed

__all__ = ["database_url"]

SAID = "She never calls back."
GIVEN = {"from_whom": "sponsor", "way": "call", "words": SAID}


def complaints(runtime: Runtime) -> list[Grievance]:
    with runtime.work() as work:
        rows = list(work.session.scalars(select(Grievance)))
        assert all(row.steps for row in rows)
        return rows


def test_a_complaint_is_written_down_read_by_those_in_charge_and_resolved(
    runtime: Runtime, caseload: Seed, sign_in: SignIn
) -> None:
    dana, sam = sign_in("dana"), sign_in("sam")
    assert post(dana, "/complaints", **GIVEN).status_code == 303
    (row,) = complaints(runtime)
    assert SAID in sam.get("/complaints").text
    answer = post(
        sam, f"/complaints/{row.id}", to="resolved", outcome="upheld", words="She calls on Mondays."
    )
    assert answer.status_code == 303
    page = sam.get("/complaints").text
    assert "The complaint was right".lower() in page
    assert complaints(runtime)[0].steps[-1].state is GrievanceState.RESOLVED


def test_whom_it_is_about_reads_nothing_of_it(runtime: Runtime, caseload: Seed, sign_in: SignIn) -> None:
    post(sign_in("dana"), "/complaints", **GIVEN, about=str(caseload.sam.id))
    assert SAID not in sign_in("sam").get("/complaints").text


def test_a_form_that_lacks_words_comes_back_as_it_was(runtime: Runtime, dana: FlaskClient) -> None:
    answer = post(dana, "/complaints", from_whom="child", way="letter", words=" ")
    assert answer.status_code == 422
    assert 'value="letter" selected' in answer.text
    assert complaints(runtime) == []


def test_a_number_is_confirmed_from_its_page(runtime: Runtime, caseload: Seed, dana: FlaskClient) -> None:
    with runtime.work() as work:
        query = select(Inbound).join(InboundProcessing)
        inbound = work.session.scalars(query.where(InboundProcessing.person_id == caseload.luis.id)).first()
        assert inbound is not None
        person = work.session.get_one(Person, caseload.luis.id)
        case = work.session.get_one(Case, caseload.luis_case.id)
        scene = Scene(inbound.address, person, case, Role.CHILD, inbound=inbound)
        propose(work, scene, inbound, [person], "now 202-555-0143")
    page = dana.get("/numbers").text
    assert "555-0143" in page
    with runtime.work() as work:
        row_id = work.session.scalars(select(NumberProposal.id)).one()
    assert post(dana, f"/numbers/{row_id}/confirm", owner="nonsense").status_code == 303
    assert post(dana, f"/numbers/{row_id}/confirm", owner="own").status_code == 303
    with runtime.work() as work:
        assert work.session.scalars(select(NumberProposal.state)).one() is NumberState.CONFIRMED
    assert "555-0143" not in dana.get("/numbers").text
