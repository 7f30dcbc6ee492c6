"""Sending a text through the official SDK, with an explicit time-out and no hidden retry.

The SDK's own exceptions and those of `requests` are sorted into the four outcomes here and nowhere
else: only what certainly did not leave may be sent again.
"""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.errors import ErrorKind, explain
from bot.channels.outcome import Accepted, NotSent, Outcome, Rejected, Scope, Unknown
from bot.channels.template import Template
from bot.settings import Settings

API_HOSTS = ("https://api.twilio.com", "https://messaging.twilio.com")
TOO_MANY = 429
SETUP_STATUS = (401, 403, 404)
RETRY_SECONDS = 30
TOO_MANY_SECONDS = 5
SETUP_RETRY_SECONDS = 120
CALLBACK_PATH = "/twilio/status"
WHATSAPP_PREFIX = "whatsapp:"

# The SDK logs telephone numbers and bodies at INFO; they must not reach any log.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)


UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)
"""What the SDK raises over an answer that is no JSON (a proxy's page), or JSON of another shape."""


class BaseUrlClient(TwilioHttpClient):  # type: ignore[misc]
    """The SDK's client, pointed at the configured server where one is configured."""

    def __init__(self, base_url: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._base_url = base_url

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request. Raises what `requests` raises."""
        if self._base_url != API_HOSTS[0]:
            for host in API_HOSTS:
                url = self._base_url + url.removeprefix(host) if url.startswith(f"{host}/") else url
        return super().request(method, url, params, data, headers, auth, timeout, allow_redirects)


_BEFORE_THE_REQUEST = ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED", "HANDSHAKE")
"""Signs that a connection failed while it was being made, TLS included."""


def never_left(error: requests.RequestException) -> bool:
    """True when no byte of the request can have reached the provider."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    if not isinstance(error, requests.ConnectionError):
        return False
    cause = str(error)
    return any(sign in cause for sign in _BEFORE_THE_REQUEST)


def sort_error(error: TwilioException | requests.RequestException) -> Outcome:
    """Which of the outcomes an exception stands for (facts: only 429 is never processed)."""
    if isinstance(error, requests.RequestException):
        if never_left(error):
            return NotSent("no connection", RETRY_SECONDS)
        return Unknown(type(error).__name__)
    if not isinstance(error, TwilioRestException | TwilioServiceException):
        return Unknown(type(error).__name__)
    if error.status == TOO_MANY:
        return NotSent("too many requests", TOO_MANY_SECONDS, Scope.SENDER, error.code or 0)
    kind = explain(error.code or 0).kind
    if error.status >= 500 or kind is ErrorKind.AMBIGUOUS:
        return Unknown(f"HTTP {error.status}")
    if kind is ErrorKind.SETUP or error.status in SETUP_STATUS:
        code = error.code or error.status
        return NotSent(f"setup {code}", SETUP_RETRY_SECONDS, Scope.SETUP, code)
    return Rejected(error.code or 0)


class TwilioSms:
    """Sends texts for one account."""

    def __init__(self, settings: Settings, http: Any = None) -> None:
        self._settings = settings
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=http or BaseUrlClient(settings.twilio_api_base_url, settings.twilio_timeout_seconds),
        )

    def send(
        self,
        to: str,
        body: str,
        callback: Mapping[str, str],
        valid_seconds: int,
        template: Template | None = None,
    ) -> Outcome:
        """Send `body` to an E.164 number (or whatsapp:+...), or a template of WhatsApp in its place.

        `callback` comes back with each receipt.
        """
        settings = self._settings
        try:
            message = self._client.messages.create(
                to=to,
                **_words(body, template),
                status_callback=f"{settings.public_base_url}{CALLBACK_PATH}?{urlencode(callback)}",
                validity_period=valid_seconds,
                **_sender(settings, to),
            )
        except (TwilioException, requests.RequestException) as error:
            return sort_error(error)
        except UNREADABLE as error:
            return Unknown(f"unreadable answer, {type(error).__name__}")
        if not message.sid:
            return Unknown("answer without SID")
        return Accepted(message.sid, str(message.status))


def _words(body: str, template: Template | None) -> dict[str, str]:
    """A template goes without a body: WhatsApp refuses both together (63016)."""
    if template is None:
        return {"body": body}
    return {"content_sid": template.content_sid, "content_variables": template.variables}


def _sender(settings: Settings, to: str) -> dict[str, str]:
    """Our service, or our number on the channel of the addressee."""
    if settings.twilio_messaging_service_sid:
        return {"messaging_service_sid": settings.twilio_messaging_service_sid}
    prefix = WHATSAPP_PREFIX if to.startswith(WHATSAPP_PREFIX) else ""
    return {"from_": prefix + (settings.twilio_from or "")}


def webhook_url_problem(base_url: str) -> str | None:
    """What is wrong with the address that Twilio would call, or None."""
    host = urlsplit(base_url).hostname or ""
    if "_" in host:
        return "Twilio refuses host names with an underscore: give PUBLIC_BASE_URL another host"
    return None
