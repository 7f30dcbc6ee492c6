"""Calls by Twilio's own SDK: what is asked for, how a call can end, and nothing of staff in any log."""

import logging
import socket
from collections.abc import Iterator

import pytest

from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Unknown
from bot.channels.twilio_voice import LONGEST_SECONDS, RING_SECONDS, TwilioVoice
from bot.emulator.call import EVENTS, CallStatus
from bot.emulator.config import EmulatorConfig
from bot.emulator.server import EmulatorServer
from bot.settings import Settings
from tests.bot.delivery.test_twilio_sms import at
from tests.bot.emulator.real import FreshIds, WallClock
from tests.bot.stages import ENVIRON, ON_CALL

PAGE = {"p": "00000000-0000-4000-8000-000000000009"}


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    config = EmulatorConfig(
        account_sid=ENVIRON["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRON["TWILIO_AUTH_TOKEN"],
        senders=(ENVIRON["TWILIO_FROM"],),
        inbound_url="http://127.0.0.1:9/twilio/inbound",
    )
    running = EmulatorServer(
        config, host="127.0.0.1", port=0, smtp_port=None, clock=WallClock(), ids=FreshIds()
    )
    running.start()
    yield running
    running.stop()


def call(settings: Settings, to: str = ON_CALL) -> Outcome:
    return TwilioVoice(settings).call(to, PAGE)


def test_a_call_goes_through_the_real_sdk_to_a_real_server(
    server: EmulatorServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outcome = call(at(server.port))
    assert isinstance(outcome, Accepted)
    made = server.network.calls.call(outcome.sid)
    assert made is not None
    assert (made.to, made.sender, outcome.status) == (ON_CALL, ENVIRON["TWILIO_FROM"], "queued")
    assert made.url == f"http://127.0.0.1:8000/twilio/voice/answer?p={PAGE['p']}"
    assert made.callback == f"http://127.0.0.1:8000/twilio/voice/status?p={PAGE['p']}"
    assert (made.events, made.ring_seconds) == (EVENTS, RING_SECONDS)
    assert ON_CALL not in " ".join(str(vars(record)) for record in caplog.records)


def test_a_call_is_hung_up_once(server: EmulatorServer) -> None:
    voice = TwilioVoice(at(server.port))
    outcome = voice.call(ON_CALL, PAGE)
    assert isinstance(outcome, Accepted)
    assert voice.hang_up(outcome.sid)
    ended = server.network.calls.call(outcome.sid)
    assert ended is not None
    assert ended.status is CallStatus.CANCELED
    assert not voice.hang_up(outcome.sid)
    assert not voice.hang_up("CA" + "0" * 32)


def test_a_number_that_is_none_is_refused_and_a_wrong_sign_in_is_our_setup(server: EmulatorServer) -> None:
    assert call(at(server.port), to="+1202") == Rejected(21211)
    assert isinstance(call(at(server.port, TWILIO_AUTH_TOKEN="wrong")), NotSent)
    assert isinstance(call(at(server.port, TWILIO_FROM="+12025550177")), NotSent)


def test_without_a_number_to_call_from_nothing_leaves_and_it_says_so() -> None:
    outcome = call(at(9, TWILIO_FROM=""))
    assert isinstance(outcome, NotSent)
    assert "TWILIO_FROM" in outcome.reason


def test_nobody_listening_means_that_nothing_left() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert call(at(port)) == NotSent("no connection", 30)


def test_a_server_that_never_answers_leaves_the_fate_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = call(at(listener.getsockname()[1], TWILIO_TIMEOUT_SECONDS="1"))
    assert isinstance(outcome, Unknown)


def test_a_forgotten_call_ends_after_a_few_minutes() -> None:
    assert RING_SECONDS < LONGEST_SECONDS <= 300
