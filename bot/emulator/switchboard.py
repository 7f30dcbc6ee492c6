"""The calls of the emulated account: dialing, ringing, what is said, keys, and hanging up.

Like the network it has no thread and never sleeps: all that happens later is an event in its timeline.
What is said is there at once as words to read; the time that a voice takes is waited for.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.emulator.call import Call, CallStatus, call_form, progress_form
from bot.emulator.calling import Habit, Takes, habit_of, keys_to_press
from bot.emulator.courier import Fault
from bot.emulator.dialing import Dial
from bot.emulator.errors import ApiError
from bot.emulator.phone import Phone
from bot.emulator.ports import Clock
from bot.emulator.state import State
from bot.emulator.timeline import Advance, CallEvent, Event, PickUp, Post, Press, Ring
from bot.emulator.twiml import Gather, HangUp, Redirect, Verb, Words
from bot.emulator.webhooks import target_of

_DIALS_AFTER = timedelta(milliseconds=200)
_RINGS_AFTER = timedelta(seconds=1)
_PRESSES_AFTER = timedelta(seconds=1)
_BROKEN = "We are sorry, an application error has occurred. Goodbye."


class NoCall(LookupError):
    """There is no such call on this phone now."""


class Switchboard:
    """All calls of one network. Its methods take the network's lock."""

    def __init__(
        self,
        state: State,
        lock: threading.Condition,
        *,
        clock: Clock,
        plan: Callable[[datetime, Event], None],
        new_sid: Callable[[], str],
        account_sid: str,
    ) -> None:
        self._state = state
        self._lock = lock
        self._clock = clock
        self._plan = plan
        self._new_sid = new_sid
        self._account_sid = account_sid

    # What the API asks for

    def dial(self, order: Dial) -> Call:
        """Begin a call."""
        with self._lock:
            now = self._clock.now()
            phone = self._phone(order.to)
            before = self._state.last_call_to(order.to)
            place = before.place + 1 if before else 0
            busy = any(other.live for other in self._state.calls_to(order.to))
            call = Call(
                sid=self._new_sid(),
                account_sid=self._account_sid,
                to=order.to,
                sender=order.sender,
                url=target_of(order.url),
                status=CallStatus.QUEUED,
                created=now,
                updated=now,
                ring_seconds=order.ring_seconds,
                place=place,
                callback=target_of(order.callback) if order.callback else None,
                events=order.events,
            )
            self._state.put_call(call)
            self._plan(now + _DIALS_AFTER, Ring(call.sid, 0, CallStatus.INITIATED))
            takes = habit_of(phone.habits, place).takes
            rings = CallStatus.BUSY if busy or takes is Takes.BUSY else CallStatus.RINGING
            self._plan(now + _RINGS_AFTER, Ring(call.sid, 1, rings))
            return call

    def end(self, sid: str, status: CallStatus) -> Call:
        """End a call for the service: `completed` always, `canceled` only while nobody has answered.

        Raises:
            NoCall: when there is no such call.
            ApiError: when it cannot be ended so.
        """
        with self._lock:
            call = self._state.calls.get(sid)
            if call is None:
                raise NoCall(sid)
            if not call.live:
                raise ApiError(21220)
            if call.answered is None:
                status = CallStatus.CANCELED
            elif status is CallStatus.CANCELED:
                raise ApiError(21220)
            return self._finish(call, status)

    def call(self, sid: str) -> Call | None:
        """The call with this sid."""
        with self._lock:
            return self._state.calls.get(sid)

    def calls_to(self, number: str) -> list[Call]:
        """All calls to a phone, oldest first."""
        with self._lock:
            return self._state.calls_to(number)

    # What a phone does

    def answer(self, number: str) -> Call:
        """Take the call that rings.

        Raises:
            NoCall: when none does.
        """
        with self._lock:
            return self._answer(self._live(number, CallStatus.RINGING))

    def press(self, number: str, keys: str) -> Call:
        """Press keys on the call that goes on.

        Raises:
            NoCall: when none does.
        """
        with self._lock:
            return self._press(self._live(number, CallStatus.IN_PROGRESS), keys)

    def hang_up(self, number: str) -> Call:
        """End the call that goes on, or refuse the one that rings.

        Raises:
            NoCall: when there is none.
        """
        with self._lock:
            call = self._live(number, CallStatus.RINGING, CallStatus.IN_PROGRESS)
            return self._finish(call, CallStatus.COMPLETED if call.answered else CallStatus.BUSY)

    def set_habit(self, number: str, habit: Habit) -> Phone:
        """Change how a phone takes the calls that come from now on."""
        with self._lock:
            phone = replace(self._phone(number), habits=(habit,))
            self._state.put_phone(phone)
            return phone

    # What happens in time; called by the network

    def run(self, event: CallEvent) -> None:
        """One event of a call, unless something else has happened since it was planned."""
        with self._lock:
            call = self._state.calls[event.sid]
            if not call.live or call.turn != event.turn:
                return
            if isinstance(event, Ring):
                self._ring(call, event.status)
            elif isinstance(event, PickUp):
                self._answer(call)
            elif isinstance(event, Press):
                self._press(call, event.keys)
            else:
                self._advance(call)

    def follow(self, sid: str, told: tuple[Verb, ...] | Fault) -> None:
        """The service has said how a call goes on, or failed to."""
        with self._lock:
            call = self._state.calls[sid]
            if not call.live:
                return
            verbs = (Words(_BROKEN, 4.0),) if isinstance(told, Fault) else told
            self._play(replace(call, rest=verbs))

    def resume(self) -> None:
        """After a restart: calls that were going on have been cut off."""
        with self._lock:
            for call in [call for call in self._state.calls.values() if call.live]:
                self._finish(call, CallStatus.COMPLETED if call.answered else CallStatus.FAILED)

    # Inside, with the lock held

    def _phone(self, number: str) -> Phone:
        if number not in self._state.phones:
            self._state.put_phone(Phone(number))
        return self._state.phones[number]

    def _live(self, number: str, *states: CallStatus) -> Call:
        found = [call for call in self._state.calls_to(number) if call.status in states]
        if not found:
            raise NoCall(number)
        return found[-1]

    def _ring(self, call: Call, status: CallStatus) -> None:
        if status is not CallStatus.INITIATED and status is not CallStatus.RINGING:
            self._finish(call, status)
            return
        call = self._reach(call, status)
        if status is CallStatus.INITIATED:
            return
        now, sid = self._clock.now(), call.sid
        habit = self._habit(call)
        self._plan(now + timedelta(seconds=call.ring_seconds), Ring(sid, call.turn, CallStatus.NO_ANSWER))
        if habit.takes is Takes.ANSWERED:
            self._plan(now + habit.after, PickUp(sid, call.turn))

    def _habit(self, call: Call) -> Habit:
        return habit_of(self._phone(call.to).habits, call.place)

    def _answer(self, call: Call) -> Call:
        call = self._reach(replace(call, answered=self._clock.now()), CallStatus.IN_PROGRESS)
        self._ask(call, call.url)
        return call

    def _finish(self, call: Call, status: CallStatus) -> Call:
        return self._reach(replace(call, ended=self._clock.now(), gather=None, rest=()), status)

    def _reach(self, call: Call, status: CallStatus) -> Call:
        """Bring a call into a state, and tell the service where it asked for that."""
        now = self._clock.now()
        call = replace(call, status=status, updated=now, turn=call.turn + 1)
        if call.callback is not None and call.event in call.events:
            self._plan(now, Post(call.sid, call.callback, progress_form(call, now)))
            call = replace(call, told=call.told + 1)
        self._state.put_call(call)
        return call

    def _ask(self, call: Call, url: str, **fields: str) -> None:
        self._plan(self._clock.now(), Post(call.sid, target_of(url), call_form(call) | fields, asks=True))

    def _play(self, call: Call) -> None:
        """Say what is to be said, up to the next thing that waits, leads away or ends."""
        rest = list(call.rest)
        said: list[Words] = []
        while rest and isinstance(rest[0], Words):
            said.append(rest.pop(0))  # type: ignore[arg-type]
        gather = rest.pop(0) if rest and isinstance(rest[0], Gather) else None
        if isinstance(gather, Gather):
            said.extend(gather.prompts)
        else:
            gather = None
        heard = call.heard + tuple(words.text for words in said if words.text)
        spoken = timedelta(seconds=sum(words.seconds for words in said))
        call = replace(call, heard=heard, gather=gather, typed="", rest=tuple(rest), turn=call.turn + 1)
        self._state.put_call(call)
        ends = self._clock.now() + spoken
        waits = timedelta(seconds=gather.seconds if gather else 0)
        self._plan(ends + waits, Advance(call.sid, call.turn))
        keys = keys_to_press(self._habit(call), " ".join(words.text for words in said))
        if gather is not None and keys:
            self._plan(ends + _PRESSES_AFTER, Press(call.sid, call.turn, keys))

    def _press(self, call: Call, keys: str) -> Call:
        gather = call.gather
        call = replace(call, keys=call.keys + keys, turn=call.turn + (gather is not None))
        if gather is None:
            self._state.put_call(call)
            return call
        typed = call.typed
        for key in keys:
            typed += "" if key == gather.finish else key
            if key == gather.finish or len(typed) == gather.digits:
                return self._submit(replace(call, typed=typed), gather)
        call = replace(call, typed=typed)
        self._state.put_call(call)
        self._plan(self._clock.now() + timedelta(seconds=gather.seconds), Advance(call.sid, call.turn))
        return call

    def _submit(self, call: Call, gather: Gather) -> Call:
        typed = call.typed
        call = replace(call, gather=None, typed="", rest=(), turn=call.turn + 1)
        self._state.put_call(call)
        if typed:
            self._ask(call, gather.action, Digits=typed)
        return call

    def _advance(self, call: Call) -> None:
        if call.gather is not None and call.typed:
            self._submit(call, call.gather)
        elif call.rest and isinstance(call.rest[0], Redirect):
            self._ask(call, call.rest[0].url)
            self._state.put_call(replace(call, rest=(), turn=call.turn + 1))
        elif not call.rest or isinstance(call.rest[0], HangUp):
            self._finish(call, CallStatus.COMPLETED)
        else:
            self._play(replace(call, gather=None))
