"""Twilio as the worker uses it: texts, calls and the message log of one account behind one name."""

from typing import Any

from bot.channels.twilio_log import TwilioLog
from bot.channels.twilio_sms import TwilioSms
from bot.channels.twilio_voice import TwilioVoice
from bot.settings import Settings


class Twilio:
    """Sends texts, makes calls, reads the log. `http` replaces the SDK's client for all of them."""

    def __init__(self, settings: Settings, http: Any = None) -> None:
        sms, voice = TwilioSms(settings, http), TwilioVoice(settings, http)
        log = TwilioLog(settings, http)
        self.send = sms.send
        self.call = voice.call
        self.hang_up = voice.hang_up
        self.find = log.find
        self.fetch = log.fetch
        self.received = log.received
        self.blank = log.blank
