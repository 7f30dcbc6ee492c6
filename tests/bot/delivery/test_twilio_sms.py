"""Twilio by its own SDK: every way in which a call can end, and nothing of a family in any log."""

import datetime as dt
import logging
import socket
import threading
from collections.abc import Iterator

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, ProtocolError

from bot.channels.errors import ErrorKind, _table, explain, review_by
from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Unknown
from bot.channels.twilio_sms import TwilioSms, sort_error, webhook_url_problem
from bot.emulator.config import EmulatorConfig
from bot.emulator.server import EmulatorServer
from bot.settings import Settings
from tests.bot.emulator.real import FreshIds, WallClock
from tests.bot.stages import CHILD, ENVIRON, settings_for

CALLBACK = {"m": "00000000-0000-4000-8000-000000000009", "a": "1"}
TARGET = "/Messages.json"


def rest(status: int, code: int | None = None) -> TwilioRestException:
    return TwilioRestException(status, TARGET, code=code)


def refused_connection(kind: type[NewConnectionError] = NewConnectionError) -> requests.ConnectionError:
    if kind is NameResolutionError:
        cause: Exception = NameResolutionError("api", None, socket.gaierror())  # type: ignore[arg-type]
    else:
        cause = NewConnectionError(None, "refused")  # type: ignore[arg-type]
    return requests.ConnectionError(MaxRetryError(None, TARGET, cause))  # type: ignore[arg-type]


ENDINGS: dict[str, tuple[Exception, type[Outcome]]] = {
    "connect timeout": (requests.ConnectTimeout(), NotSent),
    "connection refused": (refused_connection(), NotSent),
    "name not found": (refused_connection(NameResolutionError), NotSent),
    "TLS, while connecting": (requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED]"), NotSent),
    "TLS, while reading": (requests.exceptions.SSLError("decryption failed or bad record mac"), Unknown),
    "429": (rest(429, 20429), NotSent),
    "401": (rest(401, 20003), NotSent),
    "403": (rest(403), NotSent),
    "404, no such account": (rest(404, 20404), NotSent),
    "400, our number cannot send": (rest(400, 21606), NotSent),
    "400, country switched off": (rest(400, 21408), NotSent),
    "400, no sender in the service": (rest(400, 21703), NotSent),
    "read timeout": (requests.ReadTimeout(), Unknown),
    "reset while waiting": (requests.ConnectionError(ProtocolError("reset")), Unknown),
    "closed while waiting": (requests.ConnectionError("RemoteDisconnected"), Unknown),
    "broken answer": (requests.exceptions.ChunkedEncodingError(), Unknown),
    "another fault of requests": (requests.RequestException(), Unknown),
    "another fault of the SDK": (TwilioException("?"), Unknown),
    "500": (rest(500, 20500), Unknown),
    "502": (rest(502), Unknown),
    "503": (rest(503, 20503), Unknown),
    "400, number not valid": (rest(400, 21211), Rejected),
    "400, not a mobile": (rest(400, 21614), Rejected),
    "400, opted out": (rest(400, 21610), Rejected),
    "400, a code that nobody knows": (rest(400, 99999), Rejected),
    "400, no code": (rest(400), Rejected),
}  # fmt: skip


@pytest.mark.parametrize(("error", "outcome"), ENDINGS.values(), ids=ENDINGS.keys())
def test_4_only_what_certainly_did_not_leave_may_be_sent_again(
    error: requests.RequestException, outcome: type[Outcome]
) -> None:
    assert isinstance(sort_error(error), outcome)


def test_a_refusal_keeps_its_code() -> None:
    assert sort_error(rest(400, 21610)) == Rejected(21610)
    assert explain(21610).kind is ErrorKind.PERSON


def test_the_table_of_error_codes_has_words_and_is_not_out_of_date() -> None:
    assert review_by() >= dt.datetime.now(dt.UTC).date(), "compare error_codes.yaml with Twilio's list"
    for code in _table().values():
        assert len(code.words) > 10
        assert not code.words.endswith(".")
    assert explain(12345).kind is ErrorKind.WAIT
    assert "12345" in explain(12345).words


@pytest.mark.parametrize(
    ("address", "bad"), [("https://checkin.example.org", False), ("https://check_in.example.org", True)]
)
def test_a_host_that_twilio_would_refuse_is_found_early(address: str, bad: bool) -> None:
    assert (webhook_url_problem(address) is not None) is bad


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    config = EmulatorConfig(
        account_sid=ENVIRON["TWILIO_ACCOUNT_SID"],
        auth_token=ENVIRON["TWILIO_AUTH_TOKEN"],
        senders=(ENVIRON["TWILIO_FROM"],),
        inbound_url="http://127.0.0.1:9/twilio/inbound",
        messaging_service_sid=ENVIRON["TWILIO_MESSAGING_SERVICE_SID"],
    )
    running = EmulatorServer(
        config, host="127.0.0.1", port=0, smtp_port=None, clock=WallClock(), ids=FreshIds()
    )
    running.start()
    yield running
    running.stop()


def at(port: int, **changes: str) -> Settings:
    return settings_for("sqlite:///:memory:", TWILIO_API_BASE_URL=f"http://127.0.0.1:{port}", **changes)


def send(settings: Settings, to: str = CHILD, body: str = "Hola, ¿todo bien?") -> Outcome:
    return TwilioSms(settings).send(to, body, CALLBACK, 3600)


def test_a_text_goes_through_the_real_sdk_to_a_real_server(
    server: EmulatorServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outcome = send(at(server.port))
    assert isinstance(outcome, Accepted)
    message = server.network.message(outcome.sid)
    assert message is not None
    assert (message.to, message.body, outcome.status) == (CHILD, "Hola, ¿todo bien?", "accepted")
    assert message.service_sid == ENVIRON["TWILIO_MESSAGING_SERVICE_SID"]
    assert message.callback == f"http://127.0.0.1:8000/twilio/status?m={CALLBACK['m']}&a=1"
    assert isinstance(send(at(server.port, TWILIO_MESSAGING_SERVICE_SID="")), Accepted)
    assert isinstance(send(at(server.port, TWILIO_AUTH_TOKEN="wrong")), NotSent)
    assert send(at(server.port), to="+1202") == Rejected(21211)
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert CHILD not in logged
    assert "Hola" not in logged


def test_no_log_of_the_sdk_can_hold_a_number() -> None:
    assert logging.getLogger("twilio.http_client").getEffectiveLevel() >= logging.WARNING


def test_nobody_listening_means_that_nothing_left() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert send(at(port)) == NotSent("no connection", 30)


def test_4_a_server_that_hangs_up_without_an_answer_leaves_the_fate_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        outcome = send(at(listener.getsockname()[1]))
        thread.join(timeout=10)
    assert isinstance(outcome, Unknown)


def test_4_a_server_that_never_answers_leaves_the_fate_unknown_after_the_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = send(at(listener.getsockname()[1], TWILIO_TIMEOUT_SECONDS="1"))
    assert isinstance(outcome, Unknown)
