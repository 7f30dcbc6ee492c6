"""A stage: one service, one emulator, one virtual clock, driven step by step."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from bot.alarms.calls import place_calls
from bot.alarms.mail import Post, send_mails
from bot.app import create_app
from bot.channels.twilio import Twilio
from bot.delivery.send import deliver
from bot.emulator.app import create_emulator, network_of
from bot.emulator.config import EmulatorConfig, Latency
from bot.emulator.message import Direction, Message
from bot.ids import Ids
from bot.runtime import Runtime
from bot.scheduler import WORKING, Tick, attempt
from bot.settings import Settings
from bot.simulation.agenda import Agenda, agenda
from bot.simulation.database import SimulatedDatabase
from bot.simulation.outages import Outage, Part, away, next_change
from bot.simulation.remembering import Remembering
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


@dataclass(frozen=True)
class Props:
    """What may differ from stage to stage.

    ids        makes ids and random bytes; seeded unless given, so that runs repeat
    journal    file in which the emulator keeps its threads, or None
    phones     file of scripted phones, or None
    ticks      what the worker does
    outages    what is away, and when
    latency    how long a text takes
    post       takes the e-mails of pages, which arrive at once; None: there are none
    """

    ids: Ids | None = None
    journal: Path | None = None
    phones: Path | None = None
    ticks: tuple[Tick, ...] = WORKING
    outages: Sequence[Outage] = ()
    latency: Latency = field(default_factory=Latency)
    post: Post | None = None


class Stage:
    """Time moves by `advance`; phones speak by `say`; ticks run whenever something is due."""

    def __init__(
        self, settings: Settings, start: dt.datetime, seed: int = 1, props: Props | None = None
    ) -> None:
        require_loopback(settings)
        self._props = props or Props()
        self.outages: Sequence[Outage] = self._props.outages
        self.clock = VirtualClock(start)
        self.database = SimulatedDatabase(settings.database_url)
        runtime = Runtime.open(settings, self.clock, self._props.ids or SeededIds(seed))
        runtime.close()
        meaning = Remembering(runtime.meaning) if runtime.meaning else None
        self.runtime = replace(runtime, database=self.database, meaning=meaning)
        self.app = create_app(self.runtime)
        self.to_twilio = ToEmulator(settings.twilio_api_base_url)
        self.to_service = ToService(self.app, settings.public_base_url)
        self.emulator: Flask = create_emulator(
            _emulated(settings, self._props),
            clock=self.clock,
            ids=SeededIds(seed + 1),
            http=self.to_service,
        )
        self.to_twilio.connect(self.emulator)
        self.network = network_of(self.emulator)
        self.sender = Twilio(settings, http=self.to_twilio)
        self._agenda: Agenda | None = None

    def tick(self) -> None:
        """Run every tick once, and let what they caused arrive."""
        self._run_ticks()
        self.settle()

    def settle(self) -> None:
        """Let what is under way happen, up to a few seconds each time, until all is quiet."""
        while True:
            until = self.clock.now() + QUIET
            due = self.network.next_due()
            events = 0
            if due is not None and due <= until:
                events = self.network.run_until(until, move_clock=self.clock.move)
            if not events and not self._deliver():
                return

    def advance(self, **delta: float) -> None:
        """Let time pass: it jumps from one due moment to the next."""
        self.run_to(self.clock.now() + dt.timedelta(**delta))
        self.settle()

    def run_to(self, end: dt.datetime, on_step: Callable[[], None] = lambda: None) -> None:
        """Let time pass until `end` (UTC) and no further; `on_step` is called after every jump."""
        self._apply_outages()
        self._run_ticks()
        while self.clock.now() < end:
            self._jump(end)
            on_step()

    def disturbed(self) -> None:
        """Somebody changed the database beside the ticks: look anew at what is due."""
        self._agenda = None

    def say(self, number: str, body: str, media: tuple[str, ...] = ()) -> None:
        """A person writes from a phone; the service answers."""
        self.network.add_phone(number)
        self.network.say(number, body, media)
        self.settle()

    def texts(self, number: str) -> list[str]:
        """What a phone has received from the service, oldest first."""
        return [message.body for message in self.received(number)]

    def received(self, number: str) -> list[Message]:
        """The service's messages that arrived at a phone, in the order of their creation."""
        thread = self.network.thread(number)
        return [m for m in thread if m.direction is Direction.OUTBOUND and m.arrived]

    def close(self) -> None:
        """Close the database."""
        self.runtime.close()

    def _jump(self, end: dt.datetime) -> None:
        """To the next moment at which anything is due, or to `end`."""
        now, outages = self.clock.now(), self.outages
        working = not away(outages, now) & {Part.WORKER, Part.DATABASE}
        if working and self._agenda is None:
            self._agenda = agenda(self.runtime)
        due = self._agenda.at if working and self._agenda else None
        moments = (due, self.network.next_due(), next_change(outages, now), end)
        target = max(now, min(moment for moment in moments if moment is not None))
        stirred = self.to_service.stirred
        self.network.run_until(target, move_clock=self.clock.move)
        changed = self._apply_outages()
        if changed or (due is not None and target >= due):
            self._run_ticks()
        elif self.to_service.stirred != stirred:
            waiting = self._agenda is not None and self._agenda.waiting
            self._run_ticks() if waiting else self._deliver()

    def _run_ticks(self) -> None:
        if self._worker_works():
            for tick in self._props.ticks:
                attempt(self.runtime, self.sender, tick)
        self._deliver()

    def _deliver(self) -> int:
        self._agenda = None
        if not self._worker_works():
            return 0
        mails = send_mails(self.runtime, self._props.post) if self._props.post else 0
        return deliver(self.runtime, self.sender) + place_calls(self.runtime, self.sender) + mails

    def _worker_works(self) -> bool:
        return not away(self.outages, self.clock.now()) & {Part.WORKER, Part.DATABASE}

    def _apply_outages(self) -> bool:
        """Take away and bring back what the hour says; true when anything changed."""
        gone = away(self.outages, self.clock.now())
        before = (self.to_twilio.down, self.to_service.down, self.database.down)
        after = (Part.TWILIO in gone, Part.WEB in gone, Part.DATABASE in gone)
        self.to_twilio.down, self.to_service.down, self.database.down = after
        return before != after or any(outage.end == self.clock.now() for outage in self.outages)


def _emulated(settings: Settings, props: Props) -> EmulatorConfig:
    return EmulatorConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        senders=(settings.twilio_from or SENDER,),
        inbound_url=f"{settings.public_base_url}/twilio/inbound",
        messaging_service_sid=settings.twilio_messaging_service_sid,
        phones_file=props.phones,
        journal=props.journal,
        provider_name=settings.public_name,
        latency=props.latency,
    )
