"""Faults of the API, carried out around the app: as a client sees a server that fails or goes away."""

import json
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from bot.emulator.faults import AFTER, Faults, Spoil
from bot.emulator.message import API_VERSION

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

_TEXTS = "/Messages"
_REFUSALS = {
    Spoil.TOO_MANY: ("429 Too Many Requests", 20429),
    Spoil.UNAVAILABLE: ("503 Service Unavailable", 20503),
    Spoil.FAILS: ("500 Internal Server Error", 20500),
}
_JUNK = {
    Spoil.NO_JSON: ("text/html", b"<html>Bad gateway</html>"),
    Spoil.OTHER_JSON: ("application/json", b'["not", "a", "message"]'),
    Spoil.NO_SID: ("application/json", b'{"status": "accepted"}'),
}


def spoiled(app: Wsgi, faults: Faults) -> Wsgi:
    """The app as it answers with these faults: they befall what concerns texts, below the API's path."""

    def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(f"/{API_VERSION}/") or _TEXTS not in path:
            return app(environ, start)
        spoil = faults.on_request(environ["REQUEST_METHOD"])
        if spoil is Spoil.NONE:
            return app(environ, start)
        if spoil in AFTER:
            carried_out = _carry_out(app, environ)
            if spoil is Spoil.LATE:
                time.sleep(faults.late_seconds)
                status, headers, body = carried_out
                start(status, headers)
                return [body]
        else:
            _read(environ)
        if spoil in (Spoil.RESET, Spoil.RESET_AFTER):
            _hang_up(environ)
        return _other_answer(spoil, start)

    return answer


def _carry_out(app: Wsgi, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        told[:] = [status, headers]

    body = b"".join(app(environ, start))
    return told[0], told[1], body


def _hang_up(environ: Environ) -> NoReturn:
    """Break the connection without a word. The server sees an error of its connection and goes on."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("the connection is broken, as a fault was drawn")


def _read(environ: Environ) -> None:
    """Take the request in, so that the client has sent all of it."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def _other_answer(spoil: Spoil, start: StartResponse) -> Iterable[bytes]:
    if spoil in _REFUSALS:
        status, code = _REFUSALS[spoil]
        refusal = {"code": code, "message": status, "status": int(status[:3])}
        content, body = "application/json", json.dumps(refusal).encode()
    else:
        status, (content, body) = "201 Created", _JUNK[spoil]
    start(status, [("Content-Type", content), ("Content-Length", str(len(body)))])
    return [body]
