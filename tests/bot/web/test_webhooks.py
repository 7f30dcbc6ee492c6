"""Webhooks: who may post, what is stored, and what Twilio is answered (facts: signature and transport)."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from bot.app import create_app
from bot.runtime import Runtime
from bot.simulation.stage import Stage
from bot.simulation.time import SeededIds, VirtualClock
from bot.web.webhooks import EMPTY_TWIML, MAX_FORM_BYTES
from tests.bot.inbound.posts import BASE, Wire, inbound, kept, post, refused
from tests.bot.looks import dispositions
from tests.bot.stages import ENVIRON, MONDAY, settings_for

NOTHING = {"inbound": 0, "outbound": 0, "status_event": 0, "opt_out": 0}
RECEIPT = {"MessageSid": "SM" + "9" * 32, "MessageStatus": "delivered"}


@pytest.mark.parametrize(
    "wire",
    [
        Wire(signature=""),
        Wire(signature="d3Jvbmc="),
        Wire(signature="not base64 at all é"),
        Wire(token="another token"),
        Wire(signed_url="https://attacker.example.org/twilio/inbound"),
        Wire(signed_url=f"{BASE}/twilio/status"),
    ],
    ids=["unsigned", "wrong", "odd characters", "wrong token", "other host", "other path"],
)
def test_what_twilio_did_not_sign_is_refused_counted_and_leaves_nothing(stage: Stage, wire: Wire) -> None:
    answer = post(stage.app, inbound("me pega"), wire=wire)
    assert answer.status_code == 403
    assert kept(stage) == NOTHING
    assert refused(stage) == 1


def test_a_field_changed_on_the_way_is_refused(stage: Stage) -> None:
    from bot.emulator.webhooks import sign

    signature = sign(f"{BASE}/twilio/inbound", inbound("todo bien"), ENVIRON["TWILIO_AUTH_TOKEN"])
    assert post(stage.app, inbound("me pega"), wire=Wire(signature=signature)).status_code == 403
    assert kept(stage) == NOTHING


def test_refusals_of_a_day_add_up(stage: Stage) -> None:
    for path in ("/twilio/inbound", "/twilio/status", "/twilio/inbound"):
        assert post(stage.app, inbound(), path, Wire(signature="")).status_code == 403
        stage.clock.move(stage.clock.now() + dt.timedelta(seconds=1))
    assert refused(stage) == 3


def test_a_signed_message_is_stored_and_answered_with_empty_twiml(stage: Stage) -> None:
    answer = post(stage.app, inbound())
    assert (answer.status_code, answer.text) == (200, EMPTY_TWIML)
    assert answer.content_type.startswith("text/xml")
    assert kept(stage)["inbound"] == 1


def test_3_a_captured_request_that_is_replayed_changes_nothing(stage: Stage) -> None:
    first = post(stage.app, inbound("me da miedo mi tio"))
    before = (kept(stage), dispositions(stage))
    stage.clock.move(MONDAY.replace(hour=23))
    again = post(stage.app, inbound("me da miedo mi tio"))
    assert (first.status_code, again.status_code) == (200, 200)
    assert (kept(stage), dispositions(stage)) == before


@pytest.mark.parametrize("base", ["http://10.0.0.7:8000", "https://internal"], ids=["host", "scheme"])
def test_what_a_proxy_does_to_the_address_does_not_matter(stage: Stage, base: str) -> None:
    assert post(stage.app, inbound(), wire=Wire(base=base)).status_code == 200


@pytest.mark.parametrize("query", ["x=%C3%A9", "x=a%20b", "x=a+b", "x=%3D%26", "x=%2F"])
def test_a_percent_encoded_query_is_taken_as_it_was_sent(stage: Stage, query: str) -> None:
    assert post(stage.app, RECEIPT, f"/twilio/status?{query}").status_code == 204
    assert kept(stage)["status_event"] == 1


def test_the_raw_address_comes_from_the_server_and_else_from_the_parsed_one() -> None:
    from bot.web.signature import raw_uri

    assert raw_uri({"PATH_INFO": "/twilio/status", "QUERY_STRING": "m=1"}) == "/twilio/status?m=1"
    assert raw_uri({"PATH_INFO": "/twilio/status", "RAW_URI": "/a%2Fb"}) == "/a%2Fb"


def test_a_form_of_more_than_64_kilobytes_is_refused(stage: Stage) -> None:
    assert post(stage.app, inbound("x" * MAX_FORM_BYTES)).status_code == 413
    assert kept(stage) == NOTHING


@pytest.mark.parametrize("field", ["MessageSid", "From"])
def test_a_signed_form_without_what_every_message_has_is_a_bad_request(stage: Stage, field: str) -> None:
    form = inbound()
    del form[field]
    assert post(stage.app, form).status_code == 400
    assert kept(stage) == NOTHING


@pytest.mark.parametrize("field", ["MessageSid", "MessageStatus"])
def test_a_receipt_without_what_every_receipt_has_is_a_bad_request(stage: Stage, field: str) -> None:
    form = {name: value for name, value in RECEIPT.items() if name != field}
    assert post(stage.app, form, "/twilio/status").status_code == 400
    assert kept(stage) == NOTHING


@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_a_get_is_never_a_webhook(stage: Stage, path: str) -> None:
    """A redirect would be followed with GET and without the fields: it must not look like success."""
    assert stage.app.test_client().get(path).status_code == 405


@pytest.fixture(params=["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"])
def without_database(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """A service whose database is gone."""
    runtime = Runtime.open(settings_for(request.param), VirtualClock(MONDAY), SeededIds(1))
    yield create_app(runtime)
    runtime.close()


def test_1_without_a_database_a_message_is_never_answered_200(without_database: Flask) -> None:
    assert post(without_database, inbound("me pega")).status_code == 503
    assert post(without_database, RECEIPT, "/twilio/status").status_code == 503
    assert without_database.test_client().get("/health").status_code == 503


def test_without_a_database_a_wrong_signature_is_still_refused(without_database: Flask) -> None:
    assert post(without_database, inbound(), wire=Wire(signature="")).status_code == 403
