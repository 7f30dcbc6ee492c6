"""The running emulator: the official SDK, real sockets, the pump, mail, and a clean stop."""

import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests
from flask import Flask, Response, request
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.serving import make_server

from bot.emulator.http import LoopbackPoster
from bot.emulator.loopback import NotLoopback
from bot.emulator.ports import PostFailed
from bot.emulator.server import EmulatorServer
from tests.bot.emulator.conftest import ACCOUNT, CHILD, OURS, SERVICE, TOKEN, settings
from tests.bot.emulator.real import FreshIds, WallClock

ROOT = Path(__file__).parents[3]
DEADLINE_SECONDS = 10.0


class Rewriting(TwilioHttpClient):  # type: ignore[misc]
    """Sends to the emulator what the SDK sends to Twilio."""

    def __init__(self, base: str) -> None:
        super().__init__(pool_connections=False, timeout=5)
        self._base = base

    def request(self, method: str, url: str, *args: object, **more: object) -> object:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *args, **more)


def until(holds: Callable[[], bool]) -> None:
    """Poll until something holds, or fail."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def posted() -> list[dict[str, str]]:
    return []


@pytest.fixture
def service(posted: list[dict[str, str]]) -> Iterator[str]:
    """A service over a real socket, which remembers the forms it got."""
    app = Flask("service")

    @app.post("/<path:path>")
    def take(path: str) -> Response:
        posted.append(request.form.to_dict())
        return Response("<Response/>", content_type="text/xml")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def emulator(service: str) -> Iterator[EmulatorServer]:
    running = start(service, free_port())
    yield running
    running.stop()


def start(service: str, smtp_port: int | None) -> EmulatorServer:
    server = EmulatorServer(
        settings(inbound_url=f"{service}/inbound"),
        host="127.0.0.1",
        port=0,
        smtp_port=smtp_port,
        clock=WallClock(),
        ids=FreshIds(),
    )
    server.start()
    return server


@pytest.fixture
def sdk(emulator: EmulatorServer) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=Rewriting(f"http://127.0.0.1:{emulator.port}"))


def test_the_sdk_sends_fetches_and_lists(sdk: Client, service: str, posted: list[dict[str, str]]) -> None:
    sent = sdk.messages.create(
        to=CHILD, messaging_service_sid=SERVICE, body="Hi?", status_callback=f"{service}/status?m=1"
    )
    assert sent.status == "accepted"
    until(lambda: [form.get("MessageStatus") for form in posted] == ["queued", "sent", "delivered"])
    fetched = sdk.messages(sent.sid).fetch()
    assert (fetched.status, fetched.from_, fetched.error_code) == ("delivered", OURS, None)
    assert fetched.date_sent >= sent.date_created
    assert [message.sid for message in sdk.messages.list(to=CHILD)] == [sent.sid]


def test_the_sdk_pages_through_a_list(sdk: Client) -> None:
    sids = [sdk.messages.create(to=CHILD, from_=OURS, body=f"text {index}").sid for index in range(5)]
    assert [message.sid for message in sdk.messages.stream(page_size=2)] == sids[::-1]


@pytest.mark.parametrize(("to", "code"), [("banana", 21211), ("", 21604)])
def test_the_sdk_reads_the_refusals(sdk: Client, to: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        sdk.messages.create(to=to, from_=OURS, body="Hi")
    assert (caught.value.code, caught.value.status) == (code, 400)


def test_the_sdk_with_a_wrong_token_is_401(emulator: EmulatorServer) -> None:
    stranger = Client(ACCOUNT, "wrong", http_client=Rewriting(f"http://127.0.0.1:{emulator.port}"))
    with pytest.raises(TwilioRestException) as caught:
        stranger.messages.create(to=CHILD, from_=OURS, body="Hi")
    assert (caught.value.code, caught.value.status) == (20003, 401)


def test_what_is_typed_reaches_the_service(emulator: EmulatorServer, posted: list[dict[str, str]]) -> None:
    emulator.network.add_phone(CHILD)
    base = f"http://127.0.0.1:{emulator.port}"
    answer = requests.post(f"{base}/emulator/phones/{CHILD}/say", json={"body": "me da miedo"}, timeout=5)
    assert answer.status_code == 201
    until(lambda: [form["Body"] for form in posted] == ["me da miedo"])
    until(lambda: emulator.network.thread(CHILD)[0].hook == "taken")


def test_mail_is_caught_and_shown(service: str) -> None:
    port = free_port()
    server = start(service, port)
    try:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "Page ñ", "bot@example.org", "staff@example.org"
        mail.set_content("Please look at the console. ñ")
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as smtp:
            smtp.send_message(mail)
        caught = server.network.mails()
        assert [(m.subject, m.recipients, m.text.strip()) for m in caught] == [
            ("Page ñ", ("staff@example.org",), "Please look at the console. ñ")
        ]
    finally:
        server.stop()


def test_a_stopped_emulator_has_no_thread_and_frees_its_port(service: str) -> None:
    before = set(threading.enumerate())
    server = start(service, None)
    assert requests.get(f"http://127.0.0.1:{server.port}/emulator/health", timeout=5).status_code == 200
    server.stop()
    until(lambda: set(threading.enumerate()) <= before)
    socket.create_server(("127.0.0.1", server.port)).close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_process_cleanly(number: signal.Signals) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.bot.emulator.serving", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: is_open(port))
            process.send_signal(number)
            _, complaints = process.communicate(timeout=DEADLINE_SECONDS)
        finally:
            process.kill()
    assert (process.returncode, complaints) == (0, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "example.org", "::"])
def test_any_other_host_is_refused_before_a_port_opens(host: str) -> None:
    with pytest.raises(NotLoopback, match="this machine only"):
        EmulatorServer(settings(), host=host, port=0, smtp_port=None, clock=WallClock(), ids=FreshIds())


def test_a_refused_connection_was_never_open() -> None:
    with pytest.raises(PostFailed) as caught:
        LoopbackPoster().post(f"http://127.0.0.1:{free_port()}/x", {}, {}, 2)
    assert not caught.value.connected


def test_a_slow_answer_may_have_been_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(PostFailed) as caught:
        LoopbackPoster().post(f"http://127.0.0.1:{mute.getsockname()[1]}/x", {}, {}, 0.2)
    assert caught.value.connected


def test_no_address_outside_this_machine_is_called() -> None:
    with pytest.raises(PostFailed, match="not on this machine"):
        LoopbackPoster().post("https://example.org/x", {}, {}, 2)
