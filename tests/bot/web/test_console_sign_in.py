"""Signing in: one answer for every refusal, a lock after five, sessions that end, forms with tokens."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.accounts import HASHER, set_password
from bot.runtime import Runtime
from bot.web import security
from bot.web.console.blueprint import POLLED
from bot.web.security import safe_next
from storage.models import AuditRow, Staff
from tests.bot.web.builder import PASSWORD, make_runtime
from tests.bot.web.conftest import SignIn, make_app, post, token_of
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

REFUSED = "E-mail and password do not fit."


def attempt(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    form = {"csrf_token": token_of(client), "email": email, "password": password, **more}
    return client.post("/sign-in", data=form)


def actions(runtime: Runtime) -> list[str]:
    with runtime.look() as work:
        return list(work.session.scalars(select(AuditRow.action).order_by(AuditRow.at)))


def test_the_right_password_opens_the_page_that_was_wanted(app: Flask, caseload: Seed) -> None:
    client = app.test_client()
    wanted = f"/concerns/{caseload.emergency.id}"
    asked = client.get(wanted)
    assert (asked.status_code, urlsplit(asked.location).path) == (302, "/sign-in")
    page = client.get(asked.location).text
    assert f'name="next" value="{wanted}"' in page
    assert "Ana" not in page
    entered = attempt(client, "dana@example.org", PASSWORD, next=wanted)
    assert (entered.status_code, entered.location) == (303, wanted)
    assert "Ana" in client.get(wanted).text


def test_every_refusal_is_the_same_page(app: Flask, runtime: Runtime, caseload: Seed) -> None:
    with runtime.work() as work:
        work.session.get_one(Staff, caseload.sam.id).active = False
        work.session.get_one(Staff, caseload.lee.id).locked_until = work.now + dt.timedelta(minutes=1)
    pages = set()
    for name, password in (
        ("dana", "wrong"), ("nobody", PASSWORD), ("sam", PASSWORD), ("lee", PASSWORD), ("lee", "wrong"),
    ):  # fmt: skip
        client = app.test_client()
        answer = attempt(client, f"{name}@example.org", password)
        assert answer.status_code == 401
        assert REFUSED in answer.text
        body = answer.text.replace(f"{name}@example.org", "")
        pages.add(body[body.index("<h1") : body.index("csrf_token")])
    assert len(pages) == 1


def test_an_unknown_email_costs_one_comparison_too(
    app: Flask, caseload: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            compared.append(kept)
            return HASHER.verify(kept, password)

    monkeypatch.setattr(security, "HASHER", Counting())
    for email in ("dana@example.org", "nobody@example.org"):
        attempt(app.test_client(), email, "wrong")
    assert len(compared) == 2


def test_five_wrong_passwords_lock_for_fifteen_minutes(
    app: Flask, runtime: Runtime, caseload: Seed, clock: FixedClock
) -> None:
    client = app.test_client()
    for _ in range(5):
        attempt(client, "dana@example.org", "wrong")
    assert attempt(client, "dana@example.org", PASSWORD).status_code == 401
    with runtime.look() as work:
        locked = work.session.get_one(Staff, caseload.dana.id).locked_until
    assert locked == clock.now() + dt.timedelta(minutes=15)
    clock.advance(minutes=15)
    assert attempt(client, "dana@example.org", PASSWORD).status_code == 303


def test_four_wrong_passwords_and_a_right_one_start_the_count_again(
    app: Flask, runtime: Runtime, caseload: Seed
) -> None:
    client = app.test_client()
    for _ in range(4):
        attempt(client, "dana@example.org", "wrong")
    assert attempt(client, "dana@example.org", PASSWORD).status_code == 303
    with runtime.look() as work:
        assert work.session.get_one(Staff, caseload.dana.id).failed_sign_ins == 0


def test_signing_in_refusing_and_signing_out_are_audited(
    app: Flask, runtime: Runtime, sign_in: SignIn
) -> None:
    attempt(app.test_client(), "nobody@example.org", "wrong")
    client = sign_in("dana")
    assert post(client, "/sign-out").location == "/sign-in"
    assert actions(runtime) == ["sign_in_refused", "sign_in", "sign_out"]
    assert client.get("/").status_code == 302


def test_signing_out_needs_a_form(dana: FlaskClient) -> None:
    assert dana.get("/sign-out").status_code == 405
    assert dana.post("/sign-out").status_code == 400
    assert dana.get("/").status_code == 200


def test_a_session_ends_after_thirty_minutes_without_use(dana: FlaskClient, clock: FixedClock) -> None:
    for _ in range(3):
        clock.advance(minutes=29)
        assert dana.get("/").status_code == 200
    clock.advance(minutes=31)
    assert dana.get("/").status_code == 302


def test_polling_does_not_keep_a_session_alive(dana: FlaskClient, clock: FixedClock) -> None:
    clock.advance(minutes=20)
    assert dana.get("/strip").status_code == 200
    clock.advance(minutes=11)
    assert dana.get("/strip").status_code == 401


def test_a_new_password_or_a_leaver_ends_the_session(
    runtime: Runtime, caseload: Seed, sign_in: SignIn
) -> None:
    dana, sam = sign_in("dana"), sign_in("sam")
    with runtime.work() as work:
        set_password(work, work.session.get_one(Staff, caseload.dana.id), "another long password")
        work.session.get_one(Staff, caseload.sam.id).active = False
    assert [client.get("/").status_code for client in (dana, sam)] == [302, 302]


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/cases?x=1", "/cases?x=1"),
        ("https://evil.example", "/"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("cases", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_nobody_is_led_off_the_site(wanted: str | None, target: str) -> None:
    assert safe_next(wanted) == target


def routes(app: Flask, method: str) -> list[tuple[str, str]]:
    """Address and endpoint of every console route that takes a method."""
    some = {"<int:number>": "1", "<uuid": "00000000-0000-4000-8000-00000000000a"}

    def filled(part: str) -> str:
        return some.get(part, some["<uuid"]) if part.startswith("<") else part

    return [
        ("/".join(filled(part) for part in rule.rule.split("/")), rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and method in (rule.methods or ())
    ]


def test_no_route_answers_without_signing_in(app: Flask) -> None:
    client = app.test_client()
    gets, posts = routes(app, "GET"), routes(app, "POST")
    assert len(gets) > 6
    assert len(posts) > 5
    for path, endpoint in gets:
        expected = 401 if endpoint in POLLED else 302
        assert (client.get(path).status_code, endpoint) == (expected, endpoint)
    for path, _ in posts:
        assert client.post(path).status_code == 302


def test_no_form_is_taken_without_its_token(app: Flask, dana: FlaskClient) -> None:
    for path, _ in routes(app, "POST"):
        answer = dana.post(path)
        assert (answer.status_code, "Nothing was changed." in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("base", "name", "secure"),
    [("https://x.example", "__Host-prs", True), ("http://localhost:1", "prs", False)],
)
def test_the_cookie_is_closed_to_scripts_and_other_sites(
    database, keyring, clock, ids, base: str, name: str, secure: bool
) -> None:
    app = make_app(make_runtime(database, keyring, clock, ids, PUBLIC_BASE_URL=base))
    answer = app.test_client().get("/sign-in", base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie) is secure
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_every_route_has_a_line_in_the_docs(app: Flask, root: Path) -> None:
    listed = set(re.findall(r"`(/[^`]*)`", (root / "docs/console.md").read_text(encoding="utf-8")))
    rules = {
        re.sub(r"<[^>]+>", "<id>", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "door.static"
    }
    assert listed == rules
