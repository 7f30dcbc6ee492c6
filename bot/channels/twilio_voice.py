"""Calling a phone through the official SDK, and hanging up; the outcomes are those of texts.

What is said on the call is not sent with it: Twilio asks our webhook when somebody answers, so that
a call never says what is no longer true.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.channels.outcome import Accepted, NotSent, Outcome, Unknown
from bot.channels.twilio_sms import SETUP_RETRY_SECONDS, UNREADABLE, BaseUrlClient, sort_error
from bot.settings import Settings

ANSWER_PATH = "/twilio/voice/answer"
STATUS_PATH = "/twilio/voice/status"
EVENTS = ["initiated", "ringing", "answered", "completed"]
RING_SECONDS = 30
LONGEST_SECONDS = 180
"""A forgotten line ends: nobody speaks with a machine for longer."""


class TwilioVoice:
    """Makes calls for one account, from TWILIO_FROM."""

    def __init__(self, settings: Settings, http: Any = None) -> None:
        self._settings = settings
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=http or BaseUrlClient(settings.twilio_api_base_url, settings.twilio_timeout_seconds),
        )

    def call(self, to: str, callback: Mapping[str, str]) -> Outcome:
        """Call an E.164 number. `callback` comes back with each webhook of the call.

        Without a number to call from nothing leaves, and the outcome says so.
        """
        if self._settings.twilio_from is None:
            return NotSent("setup: TWILIO_FROM is missing", SETUP_RETRY_SECONDS)
        base, query = self._settings.public_base_url, urlencode(callback)
        try:
            call = self._client.calls.create(
                to=to,
                from_=self._settings.twilio_from,
                url=f"{base}{ANSWER_PATH}?{query}",
                status_callback=f"{base}{STATUS_PATH}?{query}",
                status_callback_event=EVENTS,
                timeout=RING_SECONDS,
                time_limit=LONGEST_SECONDS,
            )
        except (TwilioException, requests.RequestException) as error:
            return sort_error(error)
        except UNREADABLE as error:
            return Unknown(f"unreadable answer, {type(error).__name__}")
        if not call.sid:
            return Unknown("answer without SID")
        return Accepted(call.sid, str(call.status))

    def hang_up(self, sid: str) -> bool:
        """End a call that may still ring; false when it could not be ended, or had ended already."""
        try:
            self._client.calls(sid).update(status="completed")
        except (TwilioException, requests.RequestException, *UNREADABLE):
            return False
        return True
