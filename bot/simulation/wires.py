"""HTTP within the process: the SDK's calls to the emulator, the emulator's posts to the service."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from twilio.http import HttpClient
from twilio.http.response import Response

from bot.emulator.ports import HttpAnswer, PostFailed


class ToEmulator(HttpClient):  # type: ignore[misc]
    """The SDK's HTTP client, ending in the emulator's application instead of a socket."""

    def __init__(self, base_url: str) -> None:
        super().__init__(None, False, None)
        self._base_url = base_url
        self._client: FlaskClient | None = None
        self.down = False

    def connect(self, emulator: Flask) -> None:
        """Say where Twilio is."""
        self._client = emulator.test_client(use_cookies=False)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One call. Raises requests.ConnectTimeout while Twilio is down."""
        if self._client is None or self.down:
            raise requests.ConnectTimeout("no way to Twilio")
        parts = urlsplit(url)
        answer = self._client.open(
            parts.path,
            base_url=self._base_url,
            method=method,
            query_string=params or parts.query,
            data=data,
            headers=headers,
            auth=auth,
        )
        return Response(answer.status_code, answer.get_data(as_text=True), dict(answer.headers))


# Receipts that only say that all goes well; whatever else is posted may give the ticks something to do.
_UNEVENTFUL = frozenset({"queued", "sent", "delivered"})


class ToService:
    """The emulator's poster, ending in the service's application.

    `stirred` counts the posts after which the service may have something to do.
    """

    def __init__(self, app: Flask, base_url: str) -> None:
        self._client = app.test_client(use_cookies=False)
        self._base_url = base_url
        self.down = False
        self.stirred = 0

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str], timeout_seconds: float
    ) -> HttpAnswer:
        """Post a form to a webhook. Raises PostFailed while the service is down."""
        if self.down:
            raise PostFailed("connection refused", connected=False)
        if form.get("MessageStatus") not in _UNEVENTFUL:
            self.stirred += 1
        parts = urlsplit(url)
        answer = self._client.post(
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            base_url=self._base_url,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers=dict(headers),
        )
        return HttpAnswer(answer.status_code, answer.content_type or "", answer.get_data(as_text=True))
