"""The console on a seeded database, with a client for each member of staff."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.runtime import Runtime
from bot.web.console import register_console
from storage.crypto import Keyring
from storage.database import Database
from tests.bot.web.builder import PASSWORD, make_runtime
from tests.bot.web.seed import Seed, seed
from tests.conftest import FixedClock, SeededIds
from tests.databases import SqliteTemplates

SignIn = Callable[[str], FlaskClient]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium")


def make_app(runtime: Runtime) -> Flask:
    """An app that is nothing but the console."""
    app = Flask("console_of_tests", static_folder=None)
    register_console(app, runtime)
    return app


def token_of(client: FlaskClient, path: str = "/sign-in") -> str:
    """The form token that a page carries."""
    page = client.get(path).text
    match = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert match, f"no form on {path}"
    return match[1]


def post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    """Post a form of somebody signed in, with its token."""
    return client.post(path, data={"csrf_token": token_of(client, "/cases"), **form})


@pytest.fixture
def sqlite_only(sqlite_templates: SqliteTemplates) -> Iterator[str]:
    """For modules about pages: their queries run on both engines in the tests of bot.desk."""
    with sqlite_templates.fresh() as url:
        yield url


@pytest.fixture
def runtime(database: Database, keyring: Keyring, clock: FixedClock, ids: SeededIds) -> Runtime:
    return make_runtime(database, keyring, clock, ids)


@pytest.fixture
def caseload(runtime: Runtime) -> Seed:
    return seed(runtime)


@pytest.fixture
def app(runtime: Runtime, caseload: Seed) -> Flask:
    return make_app(runtime)


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Sign in as `dana`, `lee` or `sam`."""

    def do(name: str) -> FlaskClient:
        client = app.test_client()
        form = {"csrf_token": token_of(client), "email": f"{name}@example.org", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        return client

    return do


@pytest.fixture
def dana(sign_in: SignIn) -> FlaskClient:
    """The caseworker whose caseload it is, signed in."""
    return sign_in("dana")
