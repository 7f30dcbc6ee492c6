"""In real time over real sockets: a text, a call that rings, keys, and somebody has it (UC 10.05)."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from bot.accounts import add_user
from bot.alarms.calls import place_calls
from bot.app import create_app
from bot.channels.twilio import Twilio
from bot.clock import SystemClock
from bot.emulator.calling import parse_habit
from bot.emulator.config import EmulatorConfig
from bot.emulator.server import EmulatorServer
from bot.ids import SystemIds
from bot.runtime import Runtime
from flows.vocabulary import StaffRole
from storage.models import Alarm
from tests.bot.inbound.posts import STRANGER
from tests.bot.stages import ENVIRON, ON_CALL, settings_for

SECONDS = 10
"""From a message to its page."""


@dataclass
class Service:
    """A web process and a local Twilio, each on a port of its own."""

    runtime: Runtime
    twilio: EmulatorServer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    config = EmulatorConfig(
        account_sid=ENVIRON["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRON["TWILIO_AUTH_TOKEN"],
        senders=(ENVIRON["TWILIO_FROM"],),
        inbound_url=f"{base}/twilio/inbound",
        messaging_service_sid=ENVIRON["TWILIO_MESSAGING_SERVICE_SID"],
    )
    twilio = EmulatorServer(
        config, host="127.0.0.1", port=0, smtp_port=None, clock=SystemClock(), ids=SystemIds()
    )
    settings = settings_for(
        database_url, PUBLIC_BASE_URL=base, TWILIO_API_BASE_URL=f"http://127.0.0.1:{twilio.port}"
    )
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    web = make_server("127.0.0.1", port, create_app(runtime), threaded=True)
    serving = threading.Thread(target=web.serve_forever, args=(0.1,), daemon=True)
    twilio.start()
    serving.start()
    yield Service(runtime, twilio)
    twilio.stop()
    web.shutdown()
    serving.join()
    web.server_close()
    runtime.close()


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until it has happened, or the time is over."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def how(service: Service) -> list[str | None]:
    """How each alarm was acknowledged."""
    with service.runtime.look() as work:
        return list(work.session.scalars(select(Alarm.acknowledged_how)))


def test_a_text_in_danger_rings_a_phone_in_seconds_and_the_keys_stop_the_alarm(service: Service) -> None:
    with service.runtime.work() as work:
        add_user(
            work, email="oncall@example.org", name="On Call", role=StaffRole.SUPERVISOR,
            password="a long password", on_call=True, phone=ON_CALL,
        )  # fmt: skip
    calls = service.twilio.network.calls
    calls.set_habit(ON_CALL, parse_habit("answered after 1s press heard"))
    service.twilio.network.add_phone(STRANGER)
    service.twilio.network.say(STRANGER, "me quiero morir")
    twilio = Twilio(service.runtime.settings)
    assert until(lambda: place_calls(service.runtime, twilio) == 1, SECONDS)
    [call] = calls.calls_to(ON_CALL)
    [message] = [m for m in service.twilio.network.thread(STRANGER) if m.sender == STRANGER]
    assert (call.created - message.created).total_seconds() < SECONDS
    assert until(lambda: how(service) == ["keypress"], 2 * SECONDS)
    assert service.twilio.network.alerts() == []
