"""Signed requests as bytes, made before anything is timed."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from bot.emulator.webhooks import SIGNATURE_HEADER, sign
from tests.bot.inbound.posts import inbound
from tests.bot.stages import ENVIRON

PATH = "/twilio/inbound"


def request(base: str, form: dict[str, str], signature: str | None = None) -> bytes:
    """One POST, kept alive; signed unless another signature is given ("" for none)."""
    body = urlencode(form).encode()
    found = sign(base + PATH, form, ENVIRON["TWILIO_AUTH_TOKEN"]) if signature is None else signature
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n" + (f"{SIGNATURE_HEADER}: {found}\r\n" if found else "") + "\r\n"
    )
    return head.encode() + body


def messages(base: str, said: Iterable[tuple[str, str]], first: int = 1) -> Iterator[bytes]:
    """A request for each number and words."""
    for n, (number, words) in enumerate(said, first):
        more = {"SmsStatus": "received", "NumSegments": "1", "ApiVersion": "2010-04-01", "FromCountry": "US",
                "FromState": "IL", "FromCity": "CHICAGO", "FromZip": "60601", "ToCountry": "US",
                "ToState": "DC", "ToCity": "WASHINGTON", "ToZip": "20001"}  # fmt: skip
        yield request(base, inbound(words, number, f"{n:x}", **more))
