"""The two forms that Twilio posts, and their signature."""

from collections.abc import Mapping
from urllib.parse import urldefrag

from twilio.request_validator import RequestValidator

from bot.emulator.keywords import Keyword
from bot.emulator.message import API_VERSION, WHATSAPP, Message, bare
from bot.emulator.segments import count_segments

SIGNATURE_HEADER = "X-Twilio-Signature"
RETRY_HEADER = "I-Twilio-Idempotency-Token"
_API = "https://api.twilio.com"


def target_of(url: str) -> str:
    """The URL that is really posted to and signed: a fragment only overrides connection settings."""
    return urldefrag(url).url


def sign(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """The signature of a form posted to `url` (without fragment)."""
    return str(RequestValidator(auth_token).compute_signature(url, dict(form)))


def inbound_form(message: Message, keyword: Keyword | None) -> dict[str, str]:
    """The form of an inbound message."""
    form = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(count_segments(message.body)),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
        "MessagingServiceSid": message.service_sid or "",
    }
    for index, content_type in enumerate(message.media):
        media_sid = f"ME{message.sid[2:30]}{index:04d}"
        form[f"MediaUrl{index}"] = (
            f"{_API}/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{media_sid}"
        )
        form[f"MediaContentType{index}"] = content_type
    if keyword is not None:
        form["OptOutType"] = str(keyword)
    if message.sender.startswith(WHATSAPP):
        form |= {"WaId": bare(message.sender).removeprefix("+"), "ProfileName": "", "MessageType": "text"}
    return form


def status_form(message: Message) -> dict[str, str]:
    """The form of a status callback."""
    form = {
        "AccountSid": message.account_sid,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": str(message.status),
        "SmsStatus": str(message.status),
        "From": message.sender,
        "To": message.to,
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        form["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        form["ErrorCode"] = str(message.error_code)
    return form
