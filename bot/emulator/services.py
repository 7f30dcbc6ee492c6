"""The one question about a Messaging Service that the service asks: where its inbound messages go."""

from flask import Blueprint, Response, jsonify, request

from bot.emulator.config import EmulatorConfig
from bot.emulator.errors import ApiError


def create_services(config: EmulatorConfig) -> Blueprint:
    """The route below /v1, which at Twilio is another host."""
    services = Blueprint("services", __name__, url_prefix="/v1")

    @services.get("/Services/<sid>")
    def fetch(sid: str) -> Response:
        given = request.authorization
        if given is None or (given.username, given.password) != (config.account_sid, config.auth_token):
            raise ApiError(20003)
        if sid != config.messaging_service_sid:
            raise ApiError(20404, request.path)
        return jsonify(
            account_sid=config.account_sid,
            sid=sid,
            friendly_name=config.provider_name,
            inbound_method="POST",
            inbound_request_url=config.inbound_url or None,
            fallback_method="POST",
            fallback_url=None,
            status_callback=None,
            use_inbound_webhook_on_number=False,
        )

    @services.errorhandler(ApiError)
    def refuse(error: ApiError) -> tuple[Response, int]:
        return jsonify(error.body()), error.status

    return services
