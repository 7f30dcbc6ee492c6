"""Voice webhooks: who may post, what a call says, and that only the right keys take a page."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds, VirtualClock
from flows.vocabulary import PageChannel
from storage.models import Alarm, ConcernRow, PageRow
from tests.bot.inbound.posts import STRANGER, Form, Wire, post, refused
from tests.bot.looks import rows
from tests.bot.stages import ENVIRON, MONDAY, ON_CALL, settings_for

ROUTES = ("answer", "keys", "status")
SIGNED = Wire()
NO_PAGE = "00000000-0000-4000-8000-000000000009"


@pytest.fixture
def ringing(stage: Stage) -> Stage:
    """An emergency rings at the phone of whoever is on call."""
    stage.say(STRANGER, "me quiero morir")
    return stage


def page_id(stage: Stage) -> str:
    """Our id of the page by call."""
    return str(rows(stage, PageRow.id, where=PageRow.channel == PageChannel.VOICE)[0][0])


def code(stage: Stage) -> str:
    """The code that takes it."""
    return str(rows(stage, Alarm.code)[0][0])


def form(**changes: str) -> Form:
    """What Twilio posts about a call that was answered."""
    return {
        "CallSid": "CA" + "1" * 32,
        "AccountSid": ENVIRON["TWILIO_ACCOUNT_SID"],
        "From": ENVIRON["TWILIO_FROM"],
        "To": ON_CALL,
        "CallStatus": "in-progress",
    } | changes


def voice(stage: Stage, route: str, wire: Wire = SIGNED, *, query: str = "", **changes: str) -> TestResponse:
    """Post to a voice webhook about the page by call."""
    return post(stage.app, form(**changes), f"/twilio/voice/{route}?p={page_id(stage)}{query}", wire)


def said(answer: TestResponse) -> list[str]:
    """All that is said, in order."""
    return [node.text or "" for node in ElementTree.fromstring(answer.text).iter("Say")]


def holder(stage: Stage) -> tuple[str, bool]:
    """Status of the concern, and whether somebody has it."""
    with stage.runtime.look() as work:
        row = work.session.scalars(select(ConcernRow)).one()
        return row.status.value, row.acknowledged_by is not None


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("wire", [Wire(signature=""), Wire(token="another token")], ids=["no", "wrong"])
def test_what_twilio_did_not_sign_takes_nothing_and_is_counted(
    ringing: Stage, route: str, wire: Wire
) -> None:
    assert voice(ringing, route, wire, Digits=code(ringing)).status_code == 403
    assert holder(ringing) == ("open", False)
    assert refused(ringing) == 1


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("path", ["", "?p=banana"])
def test_a_signed_form_without_our_page_is_a_bad_request(ringing: Stage, route: str, path: str) -> None:
    assert post(ringing.app, form(), f"/twilio/voice/{route}{path}").status_code == 400


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("field", ["CallSid", "CallStatus"])
def test_a_signed_form_without_what_every_call_has_is_a_bad_request(
    ringing: Stage, route: str, field: str
) -> None:
    assert voice(ringing, route, SIGNED, query="", **{field: ""}).status_code == 400


@pytest.mark.parametrize(("route", "status"), [("answer", 404), ("keys", 404), ("status", 204)])
def test_a_page_that_we_do_not_have_is_not_made_up(ringing: Stage, route: str, status: int) -> None:
    assert post(ringing.app, form(), f"/twilio/voice/{route}?p={NO_PAGE}").status_code == status


@pytest.mark.parametrize("route", ROUTES)
def test_a_get_is_never_a_voice_webhook(ringing: Stage, route: str) -> None:
    assert ringing.app.test_client().get(f"/twilio/voice/{route}").status_code == 405


def test_6_the_call_says_name_and_code_and_waits_for_four_keys_three_times(ringing: Stage) -> None:
    answer = voice(ringing, "answer")
    root = ElementTree.fromstring(answer.text)
    spoken = ", ".join(code(ringing))
    assert answer.content_type.startswith("text/xml")
    assert said(answer) == [f"This is Maple Street. Please look now. To take this page, press {spoken}."] * 3
    assert [node.tag for node in root] == ["Gather"] * 3 + ["Hangup"]
    assert {node.get("numDigits") for node in root.iter("Gather")} == {"4"}
    assert {node.get("action") for node in root.iter("Gather")} == {
        f"/twilio/voice/keys?p={page_id(ringing)}&n=1"
    }


def test_answering_alone_takes_nothing(ringing: Stage) -> None:
    voice(ringing, "answer")
    assert holder(ringing) == ("open", False)


def test_the_code_by_keys_takes_it(ringing: Stage) -> None:
    answer = voice(ringing, "keys", Digits=code(ringing))
    assert said(answer) == ["Thank you. You have it now. Please sign in and look."]
    assert holder(ringing) == ("acknowledged", True)
    assert rows(ringing, Alarm.acknowledged_how) == [("keypress",)]


def test_3_the_same_keypress_again_changes_nothing(ringing: Stage) -> None:
    right = code(ringing)
    voice(ringing, "keys", Digits=right)
    before = (rows(ringing, Alarm.acknowledged_by, Alarm.stopped_at), holder(ringing))
    again = voice(ringing, "keys", Digits=right)
    assert said(again) == ["It is taken already. Thank you."]
    assert (rows(ringing, Alarm.acknowledged_by, Alarm.stopped_at), holder(ringing)) == before


@pytest.mark.parametrize("keys", ["", "0", "****", "12345678901234567890", "٤٤٤٤"])
def test_other_keys_are_asked_for_again(ringing: Stage, keys: str) -> None:
    answer = voice(ringing, "keys", Digits=keys)
    assert said(answer)[0] == "That is not the code."
    assert "n=2" in answer.text
    assert holder(ringing) == ("open", False)


def test_after_three_wrong_codes_the_call_ends_and_the_alarm_goes_on(ringing: Stage) -> None:
    answer = voice(ringing, "keys", query="&n=3", Digits="0")
    assert "<Gather" not in answer.text
    assert said(answer)[-1].startswith("This page is over.")
    assert holder(ringing) == ("open", False)


def test_once_somebody_has_it_a_call_asks_for_nothing(ringing: Stage) -> None:
    voice(ringing, "keys", Digits=code(ringing))
    assert said(voice(ringing, "answer")) == [
        "This page is over. If you are needed, you will be paged again."
    ]


@pytest.mark.parametrize(
    ("status", "state"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"), ("completed", "answered")],
)
def test_a_status_callback_is_kept_and_answered_without_words(
    ringing: Stage, status: str, state: str
) -> None:
    answer = voice(ringing, "status", CallStatus=status)
    assert (answer.status_code, answer.text) == (204, "")
    assert rows(ringing, PageRow.state, where=PageRow.channel == PageChannel.VOICE) == [(state,)]


@pytest.fixture(params=["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"])
def without_database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A service whose database is gone."""
    runtime = Runtime.open(settings_for(request.param), VirtualClock(MONDAY), SeededIds(1))
    yield create_app(runtime)
    runtime.close()


@pytest.mark.parametrize("route", ROUTES)
def test_1_without_a_database_no_keypress_looks_like_a_success(without_database: Flask, route: str) -> None:
    path = f"/twilio/voice/{route}?p={NO_PAGE}"
    assert post(without_database, form(Digits="4831"), path).status_code == 503
