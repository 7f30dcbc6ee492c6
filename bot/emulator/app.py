"""The emulator as a Flask app: Twilio's API, the control API and the page, for this machine only."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.emulator.api import create_api
from bot.emulator.config import EmulatorConfig
from bot.emulator.control import create_control
from bot.emulator.courier import Courier
from bot.emulator.faults import Faults
from bot.emulator.journal import Journal
from bot.emulator.loopback import is_loopback
from bot.emulator.network import Network
from bot.emulator.page import create_page
from bot.emulator.phones_file import load_phones
from bot.emulator.ports import Clock, HttpPoster, Ids
from bot.emulator.services import create_services
from bot.emulator.spoiling import spoiled
from bot.emulator.state import State

_EXTENSION = "emulator-network"
_POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"


def create_emulator(
    config: EmulatorConfig,
    *,
    clock: Clock,
    ids: Ids,
    http: HttpPoster,
    healthy: Callable[[], bool] = lambda: True,
    faults: Faults | None = None,
) -> Flask:
    """Build the app; its network is `network_of(app)`. No thread starts and no port opens here.

    Raises:
        PhonesFileError, JournalError: when a file of the configuration cannot be read.
    """
    phones = load_phones(config.phones_file) if config.phones_file else []
    journal = Journal(config.journal) if config.journal else None
    courier = Courier(http, config.auth_token, config.webhook_timeout_seconds)
    network = Network(config, State(phones, journal), clock=clock, ids=ids, courier=courier, faults=faults)
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.extensions[_EXTENSION] = network
    app.register_blueprint(create_api(config, network))
    app.register_blueprint(create_services(config))
    app.register_blueprint(create_control(network, courier))
    app.register_blueprint(create_page(network, ids.new_hex()[:8]))
    _guard(app)
    if faults is not None:
        app.wsgi_app = spoiled(app.wsgi_app, faults)  # type: ignore[method-assign, assignment]

    @app.get("/emulator/health")
    def health() -> tuple[Response, int]:
        well = healthy()
        return jsonify(status="ok" if well else "the pump has stopped"), 200 if well else 503

    return app


def network_of(app: Flask) -> Network:
    """The network behind an app made by `create_emulator`."""
    network = app.extensions[_EXTENSION]
    if not isinstance(network, Network):
        raise TypeError("this app is not an emulator")
    return network


def _guard(app: Flask) -> None:
    @app.before_request
    def only_loopback() -> None:
        # A web page elsewhere could point its own name at 127.0.0.1; the Host header gives it away.
        if not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            abort(403, "The emulator answers to 127.0.0.1, ::1 and localhost only.")

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> tuple[Response, int]:
        return jsonify(error=error.description), error.code or 500

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
