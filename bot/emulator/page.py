"""The page of phones: what each family sees, what the network did, and the mails that were caught."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from bot.emulator.call import Call, CallStatus
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

_ENDS = {
    CallStatus.COMPLETED: "Call, answered",
    CallStatus.BUSY: "Missed call: busy or refused",
    CallStatus.NO_ANSWER: "Missed call: no answer",
    CallStatus.CANCELED: "Missed call: the caller gave up",
    CallStatus.FAILED: "Missed call: it failed",
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
    phones = [(phone, _items(network, phone)) for phone in network.phones()]
    phones.sort(key=lambda pair: _moment(pair[1][-1]).timestamp() if pair[1] else 0.0, reverse=True)
    return {
        "phones": [_phone(phone, items) for phone, items in phones],
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


def _items(network: Network, phone: Phone) -> list[Message | Call]:
    """Texts and calls of a phone in the order in which they came into its thread: a call when it ended."""
    texts: list[Message | Call] = [*network.thread(phone.number)]
    return sorted([*texts, *network.calls.calls_to(phone.number)], key=_moment)


def _moment(item: Message | Call) -> datetime:
    return item.created if isinstance(item, Message) else item.ended or item.updated


def _phone(phone: Phone, items: list[Message | Call]) -> dict[str, Any]:
    live = [item for item in items if isinstance(item, Call) and item.live]
    over = [item for item in items if item not in live]
    shown = over[-_SHOWN:]
    return {
        "number": phone.number,
        "name": phone.name,
        "holder": str(phone.holder),
        "scripted": phone.responder is not None,
        "delivery": str(phone.delivery),
        "calls": str(phone.habits[-1]) if phone.habits else "by_hand",
        "opted_out": phone.opted_out,
        "call": _live_call(live[-1]) if live else None,
        "earlier": max(0, len(over) - _SHOWN),
        "thread": [_call(item) if isinstance(item, Call) else _bubble(item) for item in shown],
    }


def _live_call(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "ringing": call.status is CallStatus.RINGING,
        "answered": call.answered is not None,
        "heard": list(call.heard),
        "keys": call.keys,
        "waits_for_keys": call.gather is not None,
    }


def _call(call: Call) -> dict[str, Any]:
    """A call as a line of the thread: what became of it, what was said, which keys were pressed."""
    keys = [f"[keys: {call.keys}]"] if call.keys else []
    return {
        "sid": call.sid,
        "side": "call",
        "body": "\n".join([_ENDS[call.status], *call.heard, *keys]),
        "media": [],
        "at": call.created.isoformat(),
        "status": str(call.status),
        "hook": "",
        "arrived": True,
        "error": "",
        "seconds": call.seconds,
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
