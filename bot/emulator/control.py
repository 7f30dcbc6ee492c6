"""The emulator's own JSON API, for tests and the page of phones: write, take calls, change what arrives."""

import re
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from bot.emulator.call import Call, call_resource
from bot.emulator.calling import parse_habit
from bot.emulator.courier import Courier
from bot.emulator.delivery import parse_delivery
from bot.emulator.message import resource
from bot.emulator.network import Network, UnknownPhone
from bot.emulator.ports import PostFailed
from bot.emulator.records import phone_record
from bot.emulator.switchboard import NoCall
from bot.emulator.webhooks import target_of

# Numbers kept free for fiction: nobody real can be meant, even by mistake.
_FICTION = re.compile(r"\+1[2-9]\d{2}55501\d{2}\Z")
_KEYS = re.compile(r"[0-9*#]{1,20}\Z")
_SIGNATURES: dict[str, str | None] = {"valid": None, "wrong": "d3Jvbmc=", "none": ""}


def create_control(network: Network, courier: Courier) -> Blueprint:
    """The routes below /emulator. They take JSON only, which no foreign web page can send unasked."""
    control = Blueprint("control", __name__, url_prefix="/emulator")
    _add_phone_routes(control, network)
    _add_call_routes(control, network)
    _add_raw_inbound(control, network, courier)

    @control.get("/messages")
    def messages() -> Response:
        return jsonify([resource(message) for message in network.messages()])

    @control.errorhandler(UnknownPhone)
    def unknown(error: UnknownPhone) -> tuple[Response, int]:
        return jsonify(error="There is no phone with this number; add it first."), 404

    @control.errorhandler(NoCall)
    def silent(error: NoCall) -> tuple[Response, int]:
        return jsonify(error="There is no such call on this phone now."), 409

    @control.errorhandler(PostFailed)
    def failed(error: PostFailed) -> tuple[Response, int]:
        return jsonify(error=f"The service did not answer: {error.reason}"), 502

    return control


def _add_phone_routes(control: Blueprint, network: Network) -> None:
    @control.get("/phones")
    def phones() -> Response:
        return jsonify([_phone(network, phone.number) for phone in network.phones()])

    @control.post("/phones")
    def add() -> tuple[Response, int]:
        number = _text("number").replace(" ", "").replace("-", "")
        if not _FICTION.match(number):
            abort(400, "Use a number kept for fiction: +1, an area code, 555-01 and two digits.")
        network.add_phone(number, _text("name", ""))
        return jsonify(_phone(network, number)), 201

    @control.post("/phones/<number>/say")
    def say(number: str) -> tuple[Response, int]:
        media = _json().get("media", [])
        if not isinstance(media, list) or not all(isinstance(item, str) for item in media) or len(media) > 10:
            abort(400, "`media` is a list of at most ten content types.")
        return jsonify(resource(network.say(number, _text("body"), media))), 201

    @control.post("/phones/<number>/delivery")
    def delivery(number: str) -> Response:
        try:
            wanted = parse_delivery(_text("delivery"))
        except ValueError as error:
            abort(400, str(error))
        network.set_delivery(number, wanted)
        return jsonify(_phone(network, number))


def _add_call_routes(control: Blueprint, network: Network) -> None:
    @control.post("/phones/<number>/answer")
    def answer(number: str) -> Response:
        return jsonify(_call(network.calls.answer(network.phone(number).number)))

    @control.post("/phones/<number>/keys")
    def keys(number: str) -> Response:
        pressed = _text("keys")
        if not _KEYS.match(pressed):
            abort(400, "`keys` are digits, * and #.")
        return jsonify(_call(network.calls.press(network.phone(number).number, pressed)))

    @control.post("/phones/<number>/hang_up")
    def hang_up(number: str) -> Response:
        return jsonify(_call(network.calls.hang_up(network.phone(number).number)))

    @control.post("/phones/<number>/calls")
    def calls(number: str) -> Response:
        try:
            habit = parse_habit(_text("calls"))
        except ValueError as error:
            abort(400, str(error))
        network.calls.set_habit(network.phone(number).number, habit)
        return jsonify(_phone(network, number))


def _call(call: Call) -> dict[str, Any]:
    return call_resource(call) | {"heard": list(call.heard), "keys": call.keys}


def _add_raw_inbound(control: Blueprint, network: Network, courier: Courier) -> None:
    @control.post("/inbound")
    def inbound() -> Response:
        data = _json()
        fields = data.get("fields", {})
        if not isinstance(fields, dict) or data.get("signature", "valid") not in _SIGNATURES:
            abort(400, "`fields` is an object; `signature` is valid, wrong or none.")
        form = network.sample_inbound(str(fields.get("From", "+12025550198")), str(fields.get("Body", "")))
        form |= {str(name): str(value) for name, value in fields.items()}
        url = target_of(network.config.inbound_url)
        answer = courier.post_raw(url, form, _SIGNATURES[data.get("signature", "valid")])
        return jsonify(status=answer.status, content_type=answer.content_type, body=answer.body, sent=form)


def _json() -> dict[str, Any]:
    data = request.get_json()
    if not isinstance(data, dict):
        abort(400, "Send a JSON object.")
    return data


def _text(key: str, otherwise: str | None = None) -> str:
    value = _json().get(key, otherwise)
    if not isinstance(value, str):
        abort(400, f"`{key}` must be a text.")
    return value


def _phone(network: Network, number: str) -> dict[str, Any]:
    phone = network.phone(number)
    thread = [
        {**resource(message), "arrived": message.arrived, "hook": str(message.hook)}
        for message in network.thread(number)
    ]
    calls = [_call(call) for call in network.calls.calls_to(number)]
    return phone_record(phone) | {
        "scripted": phone.responder is not None,
        "thread": thread,
        "taken_calls": calls,
    }
