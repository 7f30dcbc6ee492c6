"""WhatsApp's rule as Twilio enforces it: 24 hours after the person's last message only a template may go.

Own words outside the window are accepted by the API and then fail with 63016, as at Twilio.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.emulator.delivery import Delivery, Kind
from bot.emulator.errors import ApiError
from bot.emulator.message import WHATSAPP, Direction, Message

WINDOW = timedelta(hours=24)
REFUSED = Delivery(Kind.FAILED, code=63016)
"""How own words outside the window end."""
_SID = re.compile(r"HX[0-9a-fA-F]{32}\Z")
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def read_template(form: Mapping[str, str], templates: Mapping[str, str]) -> str | None:
    """The words of the template that a request names, filled in; None when it names none.

    Of a template that nobody has told the emulator, its SID and the variables are shown.

    Raises:
        ApiError: 21655 for a SID that is none, 21656 for variables that are no JSON object of texts,
            20001 for a body beside a template.
    """
    sid = form.get("ContentSid", "")
    if not sid:
        if form.get("ContentVariables"):
            raise ApiError(20001, "ContentVariables")
        return None
    if not _SID.match(sid):
        raise ApiError(21655, sid)
    if form.get("Body"):
        raise ApiError(20001, "Body")
    values = _variables(form.get("ContentVariables", ""))
    if sid in templates:
        return _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), templates[sid])
    return " ".join((f"[template {sid[:6]}]", *values.values()))


def _variables(text: str) -> dict[str, str]:
    try:
        values = json.loads(text) if text else {}
    except ValueError:
        raise ApiError(21656) from None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ApiError(21656)
    return values


def is_outside(message: Message, template: bool, thread: Iterable[Message]) -> bool:
    """Whether a text of ours is own words on WhatsApp, where the person has not written for 24 hours."""
    if template or not message.to.startswith(WHATSAPP):
        return False
    return not any(
        one.direction is Direction.INBOUND
        and one.sender.startswith(WHATSAPP)
        and message.created - one.created < WINDOW
        for one in thread
    )
