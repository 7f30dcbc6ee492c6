"""A stage: one service, one emulator, one virtual clock, driven step by step."""

import datetime as dt

from flask import Flask

from bot.app import create_app
from bot.channels.twilio_sms import TwilioSms
from bot.delivery.send import deliver
from bot.emulator.app import create_emulator, network_of
from bot.emulator.config import EmulatorConfig, Latency
from bot.emulator.message import Direction, Message
from bot.runtime import Runtime
from bot.scheduler import TICKS, attempt
from bot.settings import Settings
from bot.simulation.agenda import next_moment
from bot.simulation.time import SeededIds, VirtualClock
from bot.simulation.wires import ToEmulator, ToService

SENDER = "+12025550199"
QUIET = dt.timedelta(seconds=2)


class NotLoopback(RuntimeError):
    """A virtual clock never runs where a text could leave this machine (invariant 13)."""


def require_loopback(settings: Settings) -> None:
    """Refuse a virtual clock unless the Twilio address is loopback."""
    if not settings.loopback:
        raise NotLoopback("a virtual clock needs a loopback TWILIO_API_BASE_URL")


class Stage:
    """Time moves by `advance`; phones speak by `say`; ticks run at every step of virtual time."""

    def __init__(self, settings: Settings, start: dt.datetime, seed: int = 1) -> None:
        require_loopback(settings)
        self.clock = VirtualClock(start)
        self.runtime = Runtime.open(settings, self.clock, SeededIds(seed))
        self.app = create_app(self.runtime)
        self.to_twilio = ToEmulator(settings.twilio_api_base_url)
        self.to_service = ToService(self.app, settings.public_base_url)
        self.emulator: Flask = create_emulator(
            EmulatorConfig(
                account_sid=settings.twilio_account_sid,
                auth_token=settings.twilio_auth_token,
                senders=(settings.twilio_from or SENDER,),
                inbound_url=f"{settings.public_base_url}/twilio/inbound",
                messaging_service_sid=settings.twilio_messaging_service_sid,
                latency=Latency(),
            ),
            clock=self.clock,
            ids=SeededIds(seed + 1),
            http=self.to_service,
        )
        self.to_twilio.emulator = self.emulator
        self.network = network_of(self.emulator)
        self.sender = TwilioSms(settings, http=self.to_twilio)

    def tick(self) -> None:
        """Run every tick once, and let what they caused arrive."""
        for tick in TICKS:
            attempt(self.runtime, self.sender, tick)
        self.settle()

    def settle(self) -> None:
        """Let what is under way happen, up to a few seconds each time, until all is quiet."""
        while True:
            until = self.clock.now() + QUIET
            due = self.network.next_due()
            events = 0
            if due is not None and due <= until:
                events = self.network.run_until(until, move_clock=self.clock.move)
            if not events and not deliver(self.runtime, self.sender):
                return

    def advance(self, **delta: float) -> None:
        """Let time pass: it jumps from one due moment to the next."""
        end = self.clock.now() + dt.timedelta(**delta)
        self.tick()
        while self.clock.now() < end:
            self._jump(end)
            self.tick()

    def _jump(self, end: dt.datetime) -> None:
        """To the next moment at which anything is due, or to `end`."""
        now = self.clock.now()
        moments = (next_moment(self.runtime, now), self.network.next_due(), end)
        target = min(moment for moment in moments if moment is not None)
        self.network.run_until(max(target, now), move_clock=self.clock.move)

    def say(self, number: str, body: str, media: tuple[str, ...] = ()) -> None:
        """A person writes from a phone; the service answers."""
        self.network.add_phone(number)
        self.network.say(number, body, media)
        self.settle()

    def texts(self, number: str) -> list[str]:
        """What a phone has received from the service, oldest first."""
        return [message.body for message in self._received(number)]

    def _received(self, number: str) -> list[Message]:
        thread = self.network.thread(number)
        return [m for m in thread if m.direction is Direction.OUTBOUND and m.arrived]

    def close(self) -> None:
        """Close the database."""
        self.runtime.close()
