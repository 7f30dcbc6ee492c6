"""Error pages say what is safe and what to do; the rest of the app keeps its own answers."""

import dataclasses
import logging

import pytest
from flask import Blueprint, Flask, abort
from flask.testing import FlaskClient

from bot.runtime import Runtime
from bot.web.console.errors import PROBLEMS
from storage.database import Database
from tests.bot.web.conftest import make_app
from tests.bot.web.conftest import sqlite_only as database_url

__all__ = ["database_url"]


def test_every_problem_says_what_is_safe_and_what_to_do() -> None:
    assert {403, 404, 500, 503} <= set(PROBLEMS)
    for problem in PROBLEMS.values():
        assert problem.happened
        assert problem.safe
        assert problem.remedy


def test_an_unknown_address_is_a_page_in_plain_words(app: Flask) -> None:
    answer = app.test_client().get("/nothing")
    assert answer.status_code == 404
    assert PROBLEMS[404].remedy in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_a_page_that_breaks_shows_and_logs_nothing_about_a_person(
    dana: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def boom(*_: object) -> None:
        raise RuntimeError("me pega")

    monkeypatch.setattr("bot.desk.today.today", boom)
    with caplog.at_level(logging.DEBUG):
        answer = dana.get("/")
    assert answer.status_code == 500
    assert PROBLEMS[500].safe in answer.text
    assert "me pega" not in answer.text + caplog.text
    assert [(r.kind, "boom" in r.at) for r in caplog.records if r.message == "a page broke"] == [
        ("RuntimeError", True)
    ]


def test_without_the_database_the_page_is_503(app: Flask, runtime: Runtime, dana: FlaskClient) -> None:
    gone = Database("sqlite:////nowhere/at/all.db")
    app.extensions["prs"] = dataclasses.replace(runtime, database=gone)
    answer = dana.get("/")
    gone.close()
    assert answer.status_code == 503
    assert PROBLEMS[503].remedy in answer.text


def test_other_parts_of_the_app_keep_their_answers_and_need_no_token(runtime: Runtime) -> None:
    others = Blueprint("webhooks", __name__, url_prefix="/hooks")
    others.add_url_rule("/refuse", "refuse", lambda: abort(403), methods=["POST"])
    others.add_url_rule("/take", "take", lambda: "taken", methods=["POST"])
    app = make_app(runtime)
    app.register_blueprint(others)
    client = app.test_client()
    refused, taken = client.post("/hooks/refuse"), client.post("/hooks/take")
    assert (refused.status_code, PROBLEMS[403].happened in refused.text) == (403, False)
    assert (taken.status_code, taken.text) == (200, "taken")
    assert "Content-Security-Policy" not in taken.headers
