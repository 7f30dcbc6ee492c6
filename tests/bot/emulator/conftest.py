"""An emulator on a virtual clock, whose service is a list that remembers what was posted."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Authorization

from bot.emulator.app import create_emulator, network_of
from bot.emulator.config import EmulatorConfig
from bot.emulator.network import Network
from bot.emulator.ports import HttpAnswer, PostFailed

ACCOUNT = "AC" + "0" * 31 + "1"
SERVICE = "MG" + "0" * 31 + "2"
TOKEN = "test-token"
OURS = "+12025550110"
CHILD = "+12025550143"
INBOUND = "http://127.0.0.1:8000/twilio/inbound"
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class VirtualClock:
    """A clock that moves only when it is moved, and never back."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def move_to(self, moment: datetime) -> None:
        assert moment >= self.time
        self.time = moment


class SeededHex:
    """The same ids in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def new_hex(self) -> str:
        return f"{self._random.getrandbits(128):032x}"


@dataclass
class Posted:
    url: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class FakeService:
    """Stands for the service: remembers posts; `answers` and `failures` are used up first."""

    posts: list[Posted] = field(default_factory=list)
    answers: list[HttpAnswer] = field(default_factory=list)
    failures: list[PostFailed] = field(default_factory=list)

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str], timeout_seconds: float
    ) -> HttpAnswer:
        self.posts.append(Posted(url, dict(form), dict(headers)))
        if self.failures:
            raise self.failures.pop(0)
        return self.answers.pop(0) if self.answers else HttpAnswer(200, "text/xml", "<Response/>")

    def inbound(self) -> list[dict[str, str]]:
        return [post.form for post in self.posts if post.url == INBOUND]

    def statuses(self) -> list[str]:
        return [post.form["MessageStatus"] for post in self.posts if "MessageStatus" in post.form]


@dataclass
class World:
    """Everything of one test."""

    app: Flask
    network: Network
    clock: VirtualClock
    service: FakeService
    client: FlaskClient

    def pass_time(self, **span: float) -> None:
        """Let virtual time go by."""
        self.network.run_until(self.clock.now() + timedelta(**span), move_clock=self.clock.move_to)

    def create(self, to: str = CHILD, body: str = "Hello?", **more: str) -> dict[str, str]:
        """A text of the service, accepted."""
        answer = self.send(To=to, Body=body, **({"From": OURS} | more))
        assert answer.status_code == 201, answer.json
        created: dict[str, str] = answer.json
        return created

    def send(self, **form: str):  # type: ignore[no-untyped-def]
        return self.client.post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form, auth=login())

    def get(self, path: str):  # type: ignore[no-untyped-def]
        return self.client.get(path, auth=login())

    def bodies(self, number: str = CHILD) -> list[str]:
        """The thread of a phone as it shows it."""
        return [m.body for m in self.network.thread(number) if m.direction != "outbound-api" or m.arrived]


def login(user: str = ACCOUNT, password: str = TOKEN) -> Authorization:
    return Authorization("basic", {"username": user, "password": password})


def settings(**changes: object) -> EmulatorConfig:
    values: dict[str, object] = {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "senders": (OURS, "+12025550111"),
        "inbound_url": INBOUND,
        "messaging_service_sid": SERVICE,
    }
    return EmulatorConfig(**(values | changes))  # type: ignore[arg-type]


def build(config: EmulatorConfig, clock: VirtualClock | None = None, seed: int = 1) -> World:
    """A world; a restart takes the clock along, and another seed, because ids never come twice."""
    clock, service = clock or VirtualClock(), FakeService()
    app = create_emulator(config, clock=clock, ids=SeededHex(seed), http=service)
    return World(app, network_of(app), clock, service, app.test_client())


@pytest.fixture
def world() -> World:
    return build(settings())


@pytest.fixture
def scripted(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Build a world whose phones follow a script given as YAML."""

    def make(text: str) -> World:
        path = tmp_path / "phones.yaml"
        path.write_text(text, encoding="utf-8")
        return build(settings(phones_file=path))

    return make
