"""Twilio's log by its own SDK against a real server: what it remembers, blanks, and would not log."""

import datetime as dt
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.outcome import Accepted
from bot.channels.remembered import CannotAsk
from bot.channels.twilio_log import TwilioLog
from bot.channels.twilio_sms import TwilioSms
from bot.doctor import inbound_is_logged
from bot.emulator.config import EmulatorConfig, Latency
from bot.emulator.server import EmulatorServer
from bot.settings import Settings
from tests.bot.emulator.real import FreshIds, WallClock
from tests.bot.stages import CHILD, ENVIRON, settings_for

NOW = dt.timedelta(0)
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def config(inbound_url: str = "http://127.0.0.1:9/twilio/inbound") -> EmulatorConfig:
    return EmulatorConfig(
        account_sid=ENVIRON["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRON["TWILIO_AUTH_TOKEN"],
        senders=(ENVIRON["TWILIO_FROM"],),
        inbound_url=inbound_url,
        messaging_service_sid=ENVIRON["TWILIO_MESSAGING_SERVICE_SID"],
        latency=Latency(queued=NOW, sent=NOW, delivered=NOW),
    )


def running(found: EmulatorConfig) -> EmulatorServer:
    server = EmulatorServer(
        found, host="127.0.0.1", port=0, smtp_port=None, clock=WallClock(), ids=FreshIds()
    )
    server.start()
    return server


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    started = running(config())
    yield started
    started.stop()


def at(port: int, **changes: str) -> Settings:
    return settings_for("sqlite:///:memory:", TWILIO_API_BASE_URL=f"http://127.0.0.1:{port}", **changes)


def sent(server: EmulatorServer, to: str, body: str = "Hola, ¿todo bien?") -> str:
    outcome = TwilioSms(at(server.port)).send(to, body, {"m": "x", "a": "1"}, 3600)
    assert isinstance(outcome, Accepted)
    return outcome.sid


def test_4_a_text_is_found_by_number_and_time_the_newest_first(server: EmulatorServer) -> None:
    sids = [sent(server, "+12025550161", body) for body in ("one", "two")]
    sent(server, "+12025550162")
    server.network.add_phone("+12025550161")
    server.network.say("+12025550161", "three")
    log = TwilioLog(at(server.port))
    found = log.find("+12025550161", LONG_AGO)
    assert [(one.sid, one.body) for one in found] == [(sids[1], "two"), (sids[0], "one")]
    assert log.find("+12025550161", dt.datetime.now(dt.UTC) + dt.timedelta(minutes=2)) == []


def test_a_message_is_fetched_and_one_that_is_gone_is_none(server: EmulatorServer) -> None:
    sid = sent(server, CHILD)
    log = TwilioLog(at(server.port))
    found = log.fetch(sid)
    assert found is not None
    assert (found.sid, found.to, found.body, found.inbound) == (sid, CHILD, "Hola, ¿todo bien?", False)
    assert log.fetch("SM" + "0" * 32) is None


def test_1_what_came_in_is_listed_in_the_order_in_which_it_was_written(server: EmulatorServer) -> None:
    number = "+12025550163"
    server.network.add_phone(number)
    for body in ("one", "two", "three"):
        server.network.say(number, body, ("image/jpeg",) if body == "two" else ())
    found = [one for one in TwilioLog(at(server.port)).received(LONG_AGO) if one.sender == number]
    assert [(one.body, one.media_count) for one in found] == [("one", 0), ("two", 1), ("three", 0)]
    assert {one.service_sid for one in found} == {ENVIRON["TWILIO_MESSAGING_SERVICE_SID"]}


def test_words_are_blanked_and_blanking_what_is_gone_changes_nothing(server: EmulatorServer) -> None:
    number = "+12025550164"
    server.network.add_phone(number)
    sid = server.network.say(number, "me pega").sid
    log = TwilioLog(at(server.port))
    log.blank(sid)
    log.blank(sid)
    log.blank("SM" + "0" * 32)
    found = log.fetch(sid)
    assert found is not None
    assert found.body == ""


def test_a_provider_that_does_not_answer_or_refuses_us_cannot_be_asked(server: EmulatorServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = at(free.getsockname()[1])
    for settings in (nobody, at(server.port, TWILIO_AUTH_TOKEN="wrong")):
        log = TwilioLog(settings)
        for ask in (
            lambda log=log: log.find(CHILD, LONG_AGO),
            lambda log=log: log.fetch("SM" + "0" * 32),
            lambda log=log: log.received(LONG_AGO),
            lambda log=log: log.blank("SM" + "0" * 32),
            lambda log=log: log.service(),
        ):
            with pytest.raises(CannotAsk) as caught:
                ask()
            assert CHILD not in str(caught.value)


def test_the_doctor_fails_when_the_messaging_service_would_not_log_what_comes_in() -> None:
    server = running(config(inbound_url=""))
    try:
        finding = inbound_is_logged(at(server.port), TwilioLog(at(server.port)))
    finally:
        server.stop()
    assert finding.bad
    assert "/twilio/inbound" in finding.words


def test_the_doctor_is_content_with_an_address_and_names_a_missing_fallback(server: EmulatorServer) -> None:
    finding = inbound_is_logged(at(server.port), TwilioLog(at(server.port)))
    assert not finding.bad
    assert "fallback" in finding.words
    without = replace(at(server.port), twilio_messaging_service_sid=None)
    assert not inbound_is_logged(without, TwilioLog(without)).bad


def test_the_doctor_does_not_call_it_well_when_the_real_twilio_cannot_be_asked(
    server: EmulatorServer,
) -> None:
    wrong = at(server.port, TWILIO_AUTH_TOKEN="wrong")
    assert not inbound_is_logged(wrong, TwilioLog(wrong)).bad
    far = replace(wrong, twilio_api_base_url="https://twilio.example.org")
    assert inbound_is_logged(far, TwilioLog(wrong)).bad
