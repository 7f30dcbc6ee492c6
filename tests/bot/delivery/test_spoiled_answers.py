"""Whatever Twilio answers, the outcome is right: only what certainly did not leave may be sent again."""

import datetime as dt
from collections.abc import Iterator

import pytest

from bot.channels.outcome import Accepted, NotSent, Unknown
from bot.channels.remembered import CannotAsk
from bot.channels.twilio_log import TwilioLog
from bot.channels.twilio_sms import TwilioSms
from bot.emulator.config import EmulatorConfig
from bot.emulator.faults import AFTER, Seeded, Spoil
from bot.emulator.server import EmulatorServer
from bot.settings import Settings
from tests.bot.emulator.real import FreshIds, WallClock
from tests.bot.stages import CHILD, ENVIRON, settings_for

FAULTY = [spoil for spoil in Spoil if spoil not in (Spoil.NONE, Spoil.LATE)]
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def faults() -> Seeded:
    return Seeded(1)


@pytest.fixture(scope="module")
def server(faults: Seeded) -> Iterator[EmulatorServer]:
    config = EmulatorConfig(
        account_sid=ENVIRON["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRON["TWILIO_AUTH_TOKEN"],
        senders=(ENVIRON["TWILIO_FROM"],),
        inbound_url="http://127.0.0.1:9/twilio/inbound",
        messaging_service_sid=ENVIRON["TWILIO_MESSAGING_SERVICE_SID"],
    )
    running = EmulatorServer(
        config, host="127.0.0.1", port=0, smtp_port=None, clock=WallClock(), ids=FreshIds(), faults=faults
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def settings(server: EmulatorServer) -> Settings:
    return settings_for("sqlite:///:memory:", TWILIO_API_BASE_URL=f"http://127.0.0.1:{server.port}")


@pytest.mark.parametrize("spoil", FAULTY, ids=str)
def test_4_an_answer_that_says_nothing_certain_leaves_the_fate_unknown(
    spoil: Spoil, server: EmulatorServer, faults: Seeded, settings: Settings
) -> None:
    before = len(server.network.messages())
    faults.order("POST", spoil)
    outcome = TwilioSms(settings).send(CHILD, "hola", {"m": "1", "a": "1"}, 3600)
    assert isinstance(outcome, NotSent if spoil is Spoil.TOO_MANY else Unknown)
    assert len(server.network.messages()) - before == (spoil in AFTER)
    again = TwilioSms(settings).send(CHILD, "hola", {"m": "1", "a": "2"}, 3600)
    assert isinstance(again, Accepted)


@pytest.mark.parametrize("spoil", FAULTY, ids=str)
def test_4_a_list_that_cannot_be_read_is_not_an_empty_list(
    spoil: Spoil, faults: Seeded, settings: Settings
) -> None:
    log = TwilioLog(settings)
    for ask in (lambda: log.find(CHILD, LONG_AGO), lambda: log.received(LONG_AGO)):
        faults.order("GET", spoil)
        with pytest.raises(CannotAsk):
            ask()
