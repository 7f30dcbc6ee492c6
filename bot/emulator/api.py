"""The part of Twilio's REST API that the service uses: messages are created, fetched, listed, blanked
and deleted, calls created, fetched and ended."""

import hmac
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from bot.emulator.call import CallStatus, call_resource
from bot.emulator.config import EmulatorConfig
from bot.emulator.dialing import read_dial
from bot.emulator.errors import ApiError
from bot.emulator.message import API_VERSION, Message, resource
from bot.emulator.network import Network
from bot.emulator.sending import read_order
from bot.emulator.switchboard import NoCall

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_DEFAULT_PAGE, _MAX_PAGE = 50, 1000


def create_api(config: EmulatorConfig, network: Network) -> Blueprint:
    """The routes below /2010-04-01."""
    api = Blueprint("twilio", __name__, url_prefix=f"/{API_VERSION}")
    collection = "/Accounts/<account>/Messages.json"

    @api.before_request
    def authenticate() -> None:
        given = request.authorization
        user, password = (given.username or "", given.password or "") if given else ("", "")
        known = hmac.compare_digest(user.encode(), config.account_sid.encode())
        if not hmac.compare_digest(password.encode(), config.auth_token.encode()) or not known:
            raise ApiError(20003)
        if (request.view_args or {}).get("account", config.account_sid) != config.account_sid:
            raise ApiError(20404, request.path)

    @api.post(collection)
    def create(account: str) -> tuple[Response, int]:
        order = read_order(request.form, len(request.form.getlist("MediaUrl")), config)
        return jsonify(resource(network.create(order))), 201

    @api.get(collection)
    def listing(account: str) -> Response:
        return jsonify(_page([m for m in network.messages() if _wanted(m) and not network.faults.hides(m)]))

    _add_message(api, network)
    _add_calls(api, config, network)
    _add_refusals(api)
    return api


def _add_message(api: Blueprint, network: Network) -> None:
    one = "/Accounts/<account>/Messages/<sid>.json"

    @api.get(one)
    def fetch(account: str, sid: str) -> Response:
        return _shown(network.log.message(sid))

    @api.post(one)
    def redact(account: str, sid: str) -> Response:
        for name in request.form:
            if name != "Body" or request.form[name]:
                raise ApiError(20001, name)
        if "Body" not in request.form:
            raise ApiError(20001, "Body")
        return _shown(network.log.redact(sid))

    @api.delete(one)
    def delete(account: str, sid: str) -> Response:
        if not network.log.delete(sid):
            raise ApiError(20404, request.path)
        return Response(status=204)


def _shown(message: Message | None) -> Response:
    if message is None:
        raise ApiError(20404, request.path)
    return jsonify(resource(message))


def _add_refusals(api: Blueprint) -> None:
    @api.errorhandler(ApiError)
    def refuse(error: ApiError) -> tuple[Response, int]:
        return jsonify(error.body()), error.status

    @api.route("/<path:rest>", methods=["GET", "POST", "PUT", "DELETE"])
    def unknown(rest: str) -> Response:
        raise ApiError(20404, request.path)


def _add_calls(api: Blueprint, config: EmulatorConfig, network: Network) -> None:
    one = "/Accounts/<account>/Calls/<sid>.json"

    @api.post("/Accounts/<account>/Calls.json")
    def dial(account: str) -> tuple[Response, int]:
        order = read_dial(request.form, request.form.getlist("StatusCallbackEvent"), config)
        return jsonify(call_resource(network.calls.dial(order))), 201

    @api.get(one)
    def fetch_call(account: str, sid: str) -> Response:
        call = network.calls.call(sid)
        if call is None:
            raise ApiError(20404, request.path)
        return jsonify(call_resource(call))

    @api.post(one)
    def end_call(account: str, sid: str) -> Response:
        wanted = request.form.get("Status")
        if wanted not in (CallStatus.COMPLETED, CallStatus.CANCELED):
            raise ApiError(20001, "Status")
        try:
            return jsonify(call_resource(network.calls.end(sid, CallStatus(wanted))))
        except NoCall:
            raise ApiError(20404, request.path) from None


def _wanted(message: Message) -> bool:
    """Whether a message passes the filters of the request. One not sent yet passes no date filter."""
    shown_from = message.sender if message.sender_known else None
    if request.args.get("To", message.to) != message.to:
        return False
    if "From" in request.args and request.args["From"] != shown_from:
        return False
    for name in _FILTERS[2:]:
        if (bound := request.args.get(name)) and not _within(message.sent, name, bound):
            return False
    return True


def _within(sent: datetime | None, name: str, bound: str) -> bool:
    """Compare with a day (all of it counts) or a moment; `<` and `>` include their bound, as at Twilio."""
    try:
        day = date.fromisoformat(bound) if len(bound) == 10 else None
        first = datetime.fromisoformat(bound)
    except ValueError as error:
        raise ApiError(20001, name) from error
    first = first if first.tzinfo else first.replace(tzinfo=UTC)
    last = first + timedelta(days=1, microseconds=-1) if day is not None else first
    if sent is None:
        return False
    if name == "DateSent<":
        return sent <= last
    return sent >= first if name == "DateSent>" else first <= sent <= last


def _page(messages: list[Message]) -> dict[str, object]:
    """The page that the request asks for; PageToken names the last message of the page before."""
    size = min(max(request.args.get("PageSize", _DEFAULT_PAGE, int), 1), _MAX_PAGE)
    number = max(request.args.get("Page", 0, int), 0)
    start = _start(messages, number * size)
    shown = messages[start : start + size]
    following = start + size < len(messages)
    return {
        "messages": [resource(message) for message in shown],
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + len(shown) - 1 if shown else start,
        "uri": _uri(number, size, request.args.get("PageToken")),
        "first_page_uri": _uri(0, size, None),
        "next_page_uri": _uri(number + 1, size, f"PA{shown[-1].sid}") if following else None,
        "previous_page_uri": _uri(number - 1, size, None) if number else None,
    }


def _start(messages: list[Message], otherwise: int) -> int:
    """Where the page begins: after the message of the token, so that new messages shift nothing."""
    token = request.args.get("PageToken", "").removeprefix("PA")
    sids = [message.sid for message in messages]
    return sids.index(token) + 1 if token in sids else otherwise


def _uri(page: int, size: int, token: str | None) -> str:
    kept = [(name, request.args[name]) for name in _FILTERS if name in request.args]
    paging = [("PageSize", str(size)), ("Page", str(page))]
    return f"{request.path}?{urlencode(kept + paging + ([('PageToken', token)] if token else []))}"
