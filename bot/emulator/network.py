"""The emulated network: takes texts, brings them to phones in time, and tells the service what phones say.

Calls are the switchboard's: see `calls`.

The core has no thread and never sleeps. Somebody calls `run_until`: a pump by the real clock, or a
test or a simulation by a virtual one. No lock is held while a webhook is called, because the service
may call the API back from inside it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.emulator.config import EmulatorConfig
from bot.emulator.courier import Courier, Fault, TryAgain
from bot.emulator.delivery import FINAL, Delivery, Status, plan
from bot.emulator.errors import ApiError
from bot.emulator.faults import Calm, Faults
from bot.emulator.keywords import Keyword, keyword_of, own_reply
from bot.emulator.log import MessageLog
from bot.emulator.message import WHATSAPP, Direction, Hook, Message, bare
from bot.emulator.phone import Phone, Responder
from bot.emulator.ports import Clock, Ids
from bot.emulator.records import Alert, Mail
from bot.emulator.sending import Order
from bot.emulator.state import State
from bot.emulator.switchboard import Switchboard
from bot.emulator.timeline import Event, Post, Progress, Speak, Timeline
from bot.emulator.webhooks import inbound_form, status_form, target_of
from bot.emulator.whatsapp import REFUSED, is_outside

_RETRY_AFTER = timedelta(seconds=1)
_LOST = Fault(11200, "lost on the way, as a fault was drawn")


class UnknownPhone(KeyError):
    """No phone has this number."""


class Network:
    """One emulated account with its phones. Safe for threads."""

    def __init__(
        self,
        config: EmulatorConfig,
        state: State,
        *,
        clock: Clock,
        ids: Ids,
        courier: Courier,
        faults: Faults | None = None,
    ) -> None:
        self.config = config
        self.changed = threading.Condition()
        self.faults = faults or Calm()
        self._state = state
        self._clock = clock
        self._ids = ids
        self._courier = courier
        self._timeline = Timeline()
        self.log = MessageLog(state, self.changed, clock)
        self.calls = Switchboard(
            state,
            self.changed,
            clock=clock,
            plan=self._plan,
            new_sid=lambda: self._sid("CA"),
            account_sid=config.account_sid,
        )
        with self.changed:
            self._resume()

    # What the API and the phones ask for

    def create(self, order: Order) -> Message:
        """Accept a text of the service and plan its delivery.

        Raises:
            ApiError: 21610 when the number has opted out.
        """
        with self.changed:
            phone = self._phone_at(order.to.removeprefix(WHATSAPP))
            if phone.opted_out and not order.to.startswith(WHATSAPP):
                raise ApiError(21610)
            now = self._clock.now()
            message = Message(
                sid=self._sid("MM" if order.media else "SM"),
                account_sid=self.config.account_sid,
                direction=Direction.OUTBOUND,
                to=order.to,
                sender=order.sender,
                body=order.body,
                status=Status.ACCEPTED if order.service_sid else Status.QUEUED,
                created=now,
                updated=now,
                service_sid=order.service_sid,
                media=("",) * order.media,
                callback=order.callback,
            )
            self._state.put_message(message)
            self._state.put_phone(replace(phone, line=order.sender))
            outside = is_outside(message, order.template, self._state.thread(phone.number))
            self._plan_delivery(message, REFUSED if outside else phone.delivery)
            return message

    def say(self, number: str, body: str, media: Sequence[str] = (), *, whatsapp: bool = False) -> Message:
        """A person writes from a phone; `media` holds content types. The webhook is called by `run_until`.

        They answer where we wrote last, or begin on `whatsapp`.

        Raises:
            UnknownPhone: when there is no such phone.
        """
        with self.changed:
            phone = self.phone(number)
            if whatsapp:
                phone = replace(phone, line=WHATSAPP + bare(phone.line or self.config.senders[0]))
                self._state.put_phone(phone)
            message, keyword = self._write(phone, body, tuple(media))
            self._plan(self._clock.now(), self._inbound_post(message, keyword))
            return message

    def add_phone(self, number: str, name: str = "") -> Phone:
        """Add a phone, or return the one that has this number; a new name replaces the old."""
        with self.changed:
            phone = self._phone_at(number)
            if name and name != phone.name:
                phone = replace(phone, name=name)
                self._state.put_phone(phone)
            return phone

    def set_delivery(self, number: str, delivery: Delivery) -> Phone:
        """Change how a phone takes the texts that come from now on.

        Raises:
            UnknownPhone: when there is no such phone.
        """
        with self.changed:
            phone = replace(self.phone(number), delivery=delivery)
            self._state.put_phone(phone)
            return phone

    def set_responder(self, number: str, responder: Responder | None) -> None:
        """Let somebody answer for this phone, or nobody."""
        with self.changed:
            self._state.phones[number] = replace(self._phone_at(number), responder=responder)

    def add_mail(self, mail: Mail) -> None:
        """Keep an e-mail that was caught beside the phones."""
        with self.changed:
            self._state.add_mail(mail)

    # What can be looked at

    @property
    def version(self) -> int:
        """A number that grows with every change."""
        with self.changed:
            return self._state.version

    def phone(self, number: str) -> Phone:
        """The phone of a number.

        Raises:
            UnknownPhone: when there is none.
        """
        with self.changed:
            if number not in self._state.phones:
                raise UnknownPhone(number)
            return self._state.phones[number]

    def phones(self) -> list[Phone]:
        """All phones, in the order in which they became known."""
        with self.changed:
            return list(self._state.phones.values())

    def thread(self, number: str) -> list[Message]:
        """All messages of a phone, oldest first, also those that never arrived."""
        with self.changed:
            return self._state.thread(number)

    def message(self, sid: str) -> Message | None:
        """The message with this sid, as far as the API knows it."""
        return self.log.message(sid)

    def messages(self) -> list[Message]:
        """All messages that the API knows, newest first."""
        return self.log.messages()

    def alerts(self) -> list[Alert]:
        """All webhooks that went wrong, oldest first."""
        with self.changed:
            return list(self._state.alerts)

    def mails(self) -> list[Mail]:
        """All e-mails caught, oldest first."""
        with self.changed:
            return list(self._state.mails)

    # Time

    def next_due(self) -> datetime | None:
        """When the next event is due, in UTC, or None when nothing is planned."""
        with self.changed:
            return self._timeline.next_at()

    def run_until(
        self,
        moment: datetime,
        *,
        move_clock: Callable[[datetime], None] | None = None,
        halt: Callable[[], bool] = lambda: False,
    ) -> int:
        """Run all events due by `moment`, also those that they cause; return how many.

        `move_clock` moves a virtual clock to the time of each event before it runs, and to `moment` at
        the end. `halt` is asked before each event and ends the run early.
        """
        count = 0
        while not halt() and (due := self._take(moment)) is not None:
            at, event = due
            if move_clock is not None:
                move_clock(at)
            for post in self._run(event):
                self._carry(post)
            count += 1
        if move_clock is not None:
            move_clock(moment)
        return count

    def sample_inbound(self, sender: str, body: str) -> dict[str, str]:
        """A correct inbound form that a test may then spoil."""
        with self.changed:
            message = self._inbound(Phone(sender), body, ())
        return inbound_form(message, keyword_of(body, self.config.keywords))

    # Inside; all of these are called with the lock held, except `_run` and `_call`

    def _plan(self, at: datetime, event: Event) -> None:
        self._timeline.push(at, event)
        self.changed.notify_all()

    def _take(self, moment: datetime) -> tuple[datetime, Event] | None:
        with self.changed:
            return self._timeline.pop_due(moment)

    def _sid(self, prefix: str) -> str:
        return prefix + self._ids.new_hex()

    def _phone_at(self, number: str) -> Phone:
        if number not in self._state.phones:
            self._state.put_phone(Phone(number))
        return self._state.phones[number]

    def _plan_delivery(self, message: Message, delivery: Delivery) -> None:
        """Plan the steps that are still ahead of a message."""
        first = Status.ACCEPTED if message.service_sid else Status.QUEUED
        steps = plan(delivery, self.config.latency, first)
        done = [index for index, step in enumerate(steps) if step.status is message.status]
        for step in steps[done[0] + 1 :] if done else steps:
            self._plan(self._clock.now() + step.after, Progress(message.sid, step))

    def _resume(self) -> None:
        """After a restart: texts under way go on, and a phone that had not answered yet answers."""
        for message in list(self._state.messages.values()):
            under_way = message.direction is Direction.OUTBOUND and message.status not in FINAL
            if under_way and not message.arrived:
                self._plan_delivery(message, self._phone_at(message.phone).delivery)
        for phone in self._state.phones.values():
            thread, received = self._state.thread(phone.number), self._state.received(phone.number)
            if thread and received and thread[-1] == received[-1]:
                self._plan_answer(phone)
        self.calls.resume()

    def _plan_answer(self, phone: Phone) -> None:
        if phone.responder is None:
            return
        texts = [message.body for message in self._state.received(phone.number)]
        planned = phone.responder.reply_to(texts)
        if planned is not None:
            self._plan(self._clock.now() + planned.after, Speak(phone.number, planned.say))

    def _run(self, event: Event) -> list[Post]:
        with self.changed:
            if isinstance(event, Post):
                return [event]
            if isinstance(event, Speak):
                message, keyword = self._write(self.phone(event.number), event.body, ())
                return [self._inbound_post(message, keyword)]
            if isinstance(event, Progress):
                return self._progress(event)
            self.calls.run(event)
            return []

    def _progress(self, event: Progress) -> list[Post]:
        now, step = self._clock.now(), event.step
        message = self._state.messages[event.sid]
        message = replace(message, arrived=message.arrived or step.arrives, updated=now)
        if step.status is not None:
            sent = now if step.status is Status.SENT else message.sent
            message = replace(message, status=step.status, sent=sent, error_code=step.code)
        self._state.put_message(message)
        if step.arrives:
            self._plan_answer(self._phone_at(message.phone))
        if step.status is None or message.callback is None:
            return []
        return [Post(message.sid, target_of(message.callback), status_form(message))]

    def _inbound(self, phone: Phone, body: str, media: tuple[str, ...]) -> Message:
        now = self._clock.now()
        line = phone.line or self.config.senders[0]
        return Message(
            sid=self._sid("MM" if media else "SM"),
            account_sid=self.config.account_sid,
            direction=Direction.INBOUND,
            to=line,
            sender=(WHATSAPP if line.startswith(WHATSAPP) else "") + phone.number,
            body=body,
            status=Status.RECEIVED,
            created=now,
            updated=now,
            sent=now,
            service_sid=self.config.messaging_service_sid,
            media=media,
            hook=Hook.WAITING,
        )

    def _write(self, phone: Phone, body: str, media: tuple[str, ...]) -> tuple[Message, Keyword | None]:
        """Keep what a phone wrote, and let the provider act on its own words (never on WhatsApp)."""
        message = self._inbound(phone, body, media)
        self._state.put_message(message)
        keyword = None
        if not message.to.startswith(WHATSAPP):
            keyword = keyword_of(body, self.config.keywords)
        if keyword is not None:
            self._obey(phone, keyword, message)
        return message, keyword

    def _obey(self, phone: Phone, keyword: Keyword, message: Message) -> None:
        if keyword is not Keyword.HELP:
            self._state.put_phone(replace(phone, opted_out=keyword is Keyword.STOP))
        answer = replace(
            message,
            sid=self._sid("SM"),
            direction=Direction.PROVIDER,
            to=message.sender,
            sender=message.to,
            body=own_reply(keyword, self.config.provider_name),
            status=Status.DELIVERED,
            media=(),
            arrived=True,
            hook=Hook.NONE,
        )
        self._state.put_message(answer)

    def _inbound_post(self, message: Message, keyword: Keyword | None) -> Post:
        return Post(message.sid, target_of(self.config.inbound_url), inbound_form(message, keyword))

    def _carry(self, post: Post) -> None:
        """Call a webhook as often and as late as the faults want it."""
        if post.sure or post.asks:
            self._call(post)
            return
        delays = self.faults.on_post(post)
        for delay in delays:
            if delay:
                with self.changed:
                    self._plan(self._clock.now() + delay, replace(post, sure=True))
            else:
                self._call(replace(post, sure=True))
        if not delays:
            self._note(post, _LOST)

    def _call(self, post: Post) -> None:
        """Call a webhook and note what it answered: on what it was about, and as an alert when wrong."""
        try:
            answer = self._courier.ask(post) if post.asks else self._courier.carry(post)
        except TryAgain:
            with self.changed:
                self._plan(self._clock.now() + _RETRY_AFTER, replace(post, attempt=post.attempt + 1))
            return
        if post.asks and answer is not None:
            self.calls.follow(post.sid, answer)
        self._note(post, answer if isinstance(answer, Fault) else None)

    def _note(self, post: Post, fault: Fault | None) -> None:
        with self.changed:
            message = self._state.messages.get(post.sid)
            webhook = "voice" if post.asks else "status"
            if message is not None and message.direction is Direction.INBOUND:
                webhook = "inbound"
                self._state.put_message(replace(message, hook=Hook.LOST if fault else Hook.TAKEN))
            if fault is not None:
                self._state.add_alert(Alert(self._clock.now(), fault.code, post.sid, webhook, fault.reason))
