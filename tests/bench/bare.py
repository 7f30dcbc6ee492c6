"""The floors: a signed endpoint that does nothing, a transaction of three rows, the plain SDK."""

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable

import psycopg
from flask import Flask, Response, abort, request
from sqlalchemy import make_url
from twilio.request_validator import RequestValidator

from bot import second_look, wsgi
from tests.bot.stages import ENVIRON

CLIENTS = 4
TABLES = (
    "CREATE TABLE bare_in (id TEXT PRIMARY KEY, sid TEXT UNIQUE, body {blob})",
    "CREATE TABLE bare_talk (id TEXT PRIMARY KEY, turn INTEGER)",
    "CREATE TABLE bare_out (id TEXT PRIMARY KEY, body {blob})",
)
BODY = b"x" * 120


def endpoint() -> Flask:
    """Checks the signature and answers."""
    app = Flask("bare")
    validator = RequestValidator(ENVIRON["TWILIO_AUTH_TOKEN"])

    @app.post("/twilio/inbound")
    def inbound() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(request.url_root.rstrip("/") + request.path, request.form, signature):
            abort(403)
        return Response("<Response/>", content_type="text/xml")

    return app


def without_second_look() -> Flask:
    """The service, as where the extra is not installed."""
    second_look.installed = lambda: None  # type: ignore[assignment]
    return wsgi.create()


def transactions_a_second(url: str, seconds: float) -> float:
    """Three rows (insert, update, insert) and a commit, by several clients at once, without SQLAlchemy."""
    connect = _sqlite(url) if url.startswith("sqlite") else _postgres(url)
    first = connect()
    for n, statement in enumerate(TABLES):
        first(statement.format(blob="BLOB" if url.startswith("sqlite") else "BYTEA"), ())
        if n == 1:
            for client in range(CLIENTS):
                first("INSERT INTO bare_talk VALUES (?, 0)", (str(client),))
    first("COMMIT", ())
    done: list[int] = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=lambda n=n: done.append(_work(connect(), n, end))) for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


Run = Callable[[str, tuple[object, ...]], None]


def _work(run: Run, client: int, end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        one = uuid.uuid4().hex
        run("BEGIN", ())
        run("INSERT INTO bare_in VALUES (?, ?, ?)", (one, one, BODY))
        run("UPDATE bare_talk SET turn = turn + 1 WHERE id = ?", (str(client),))
        run("INSERT INTO bare_out VALUES (?, ?)", (one, BODY))
        run("COMMIT", ())
        done += 1
    return done


def _sqlite(url: str) -> Callable[[], Run]:
    def connect() -> Run:
        path = make_url(url).database or ""
        connection = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return lambda statement, values: _quietly(connection, statement, values)

    return connect


def _quietly(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> None:
    if statement == "COMMIT" and not connection.in_transaction:
        return
    connection.execute("BEGIN IMMEDIATE" if statement == "BEGIN" else statement, values)


def _postgres(url: str) -> Callable[[], Run]:
    def connect() -> Run:
        connection = psycopg.connect(url, autocommit=True)

        def run(statement: str, values: tuple[object, ...]) -> None:
            connection.execute(statement.replace("?", "%s").encode(), values or None)

        return run

    return connect
