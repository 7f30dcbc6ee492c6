"""Asking Twilio what it remembers: the fate of a text, missed messages, and whether it logs inbound.

Media addresses, button payloads, profile names and opt-out words are not in Twilio's log: a message
that is known from here alone has only its text and the number of its pictures.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeVar

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from bot.channels.remembered import CannotAsk, Remembered
from bot.channels.twilio_sms import UNREADABLE, BaseUrlClient
from bot.settings import Settings

NOT_FOUND = 404
REFUSED = (400, NOT_FOUND, 409)
PAGE, LONG_PAGE = 200, 1000
MOST_TO_ONE = 200
"""More texts to one number are not read when the fate of one is looked for."""

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service:
    """How a Messaging Service handles what comes in."""

    inbound_url: str | None
    fallback_url: str | None
    numbers_decide: bool


class TwilioLog:
    """The message log of one account; `http` replaces the SDK's client."""

    def __init__(self, settings: Settings, http: Any = None) -> None:
        self._settings = settings
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=http or BaseUrlClient(settings.twilio_api_base_url, settings.twilio_timeout_seconds),
        )

    def find(self, to: str, since: dt.datetime) -> Sequence[Remembered]:
        """See Log. No filter by date: whether it hides what is still queued is nowhere documented."""

        def ask() -> list[Remembered]:
            found = self._client.messages.stream(to=to, limit=MOST_TO_ONE, page_size=PAGE)
            ours = (one for one in map(_remembered, found) if not one.inbound)
            return list(takewhile(lambda one: one.created >= since, ours))

        return _asked(ask)

    def fetch(self, sid: str) -> Remembered | None:
        """See Log."""
        try:
            return _asked(lambda: _remembered(self._client.messages(sid).fetch()))
        except _Gone:
            return None

    def received(self, since: dt.datetime) -> Sequence[Remembered]:
        """See Log. Twilio lists the newest first, so its own order is the list turned round."""
        return _asked(lambda: [one for one in self._since(since) if one.inbound])[::-1]

    def sent(self, since: dt.datetime) -> list[Remembered]:
        """All texts of ours since an instant, newest first. Raises CannotAsk."""
        return _asked(lambda: [one for one in self._since(since) if not one.inbound])

    def blank(self, sid: str) -> None:
        """See Log. What Twilio refuses to blank, because it is under way still, is left and said."""
        try:
            self._client.messages(sid).update(body="")
        except TwilioRestException as error:
            if error.status not in REFUSED:
                raise CannotAsk(f"HTTP {error.status}") from None
            log.warning("Twilio keeps the words of a message", extra={"status": error.status})
        except (TwilioException, requests.RequestException, *UNREADABLE) as error:
            raise CannotAsk(type(error).__name__) from None

    def service(self) -> Service | None:
        """The Messaging Service of the settings; None when there is none. Raises CannotAsk."""
        sid = self._settings.twilio_messaging_service_sid
        if sid is None:
            return None
        found = _asked(lambda: self._client.messaging.v1.services(sid).fetch())
        return Service(
            inbound_url=found.inbound_request_url or None,
            fallback_url=found.fallback_url or None,
            numbers_decide=bool(found.use_inbound_webhook_on_number),
        )

    def _since(self, since: dt.datetime) -> Iterator[Remembered]:
        found = self._client.messages.stream(date_sent_after=since.astimezone(dt.UTC), page_size=LONG_PAGE)
        return map(_remembered, found)


class _Gone(CannotAsk):
    """Twilio does not know this message (any more)."""


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except TwilioRestException as error:
        raise (_Gone if error.status == NOT_FOUND else CannotAsk)(f"HTTP {error.status}") from None
    except (TwilioException, requests.RequestException, *UNREADABLE) as error:
        raise CannotAsk(type(error).__name__) from None


def _remembered(found: Any) -> Remembered:
    if not found.sid or found.date_created is None:
        raise CannotAsk("a message without SID or date")
    return Remembered(
        sid=found.sid,
        status=str(found.status),
        inbound=str(found.direction) == "inbound",
        to=found.to or "",
        sender=found.from_ or "",
        body=found.body or "",
        created=found.date_created.astimezone(dt.UTC),
        service_sid=found.messaging_service_sid,
        error_code=found.error_code or 0,
        media_count=int(found.num_media or 0),
    )
