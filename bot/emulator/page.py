"""The page of phones: what each family sees, what the network did, and the mails that were caught."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from bot.emulator.message import Direction, Message
from bot.emulator.network import Network
from bot.emulator.phone import Phone

_SHOWN = 60
# What the network's codes mean to somebody who looks at the page.
_WORDS = {
    30003: "phone switched off",
    30004: "blocked",
    30005: "number unknown",
    30006: "landline",
    30007: "blocked as spam",
    30008: "unknown reason",
}


def create_page(network: Network, run: str) -> Blueprint:
    """The page at / and the JSON it polls. `run` names this start of the emulator in the ETag."""
    page = Blueprint("page", __name__, template_folder="templates", static_folder="static")

    @page.get("/")
    def phones() -> str:
        return render_template("phones.html")

    @page.get("/emulator/view")
    def view() -> Response:
        etag = f"{run}-{network.version}"
        unchanged = etag in request.if_none_match
        answer = Response(status=304) if unchanged else jsonify(_view(network))
        answer.set_etag(etag)
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    return page


def _view(network: Network) -> dict[str, Any]:
    phones = [(phone, network.thread(phone.number)) for phone in network.phones()]
    phones.sort(key=lambda pair: pair[1][-1].created.timestamp() if pair[1] else 0.0, reverse=True)
    return {
        "phones": [_phone(phone, thread) for phone, thread in phones],
        "mails": [
            {
                "at": mail.at.isoformat(),
                "from": mail.sender,
                "to": ", ".join(mail.recipients),
                "subject": mail.subject,
                "text": mail.text,
            }
            for mail in reversed(network.mails()[-_SHOWN:])
        ],
        "alerts": [
            {"at": alert.at.isoformat(), "code": alert.code, "webhook": alert.webhook, "reason": alert.reason}
            for alert in reversed(network.alerts()[-_SHOWN:])
        ],
    }


def _phone(phone: Phone, thread: list[Message]) -> dict[str, Any]:
    return {
        "number": phone.number,
        "name": phone.name,
        "holder": str(phone.holder),
        "scripted": phone.responder is not None,
        "delivery": str(phone.delivery),
        "opted_out": phone.opted_out,
        "earlier": max(0, len(thread) - _SHOWN),
        "thread": [_bubble(message) for message in thread[-_SHOWN:]],
    }


def _bubble(message: Message) -> dict[str, Any]:
    code = message.error_code
    return {
        "sid": message.sid,
        "side": {Direction.INBOUND: "own", Direction.PROVIDER: "provider"}.get(message.direction, "received"),
        "body": message.body,
        "media": list(message.media),
        "at": message.created.isoformat(),
        "status": str(message.status),
        "hook": str(message.hook),
        "arrived": message.arrived,
        "error": f"{_WORDS.get(code, 'error')} ({code})" if code else "",
    }
