"""The message log of the emulated account: what the API shows, blanks and deletes. Phones keep theirs."""

import threading
from dataclasses import replace

from bot.emulator.delivery import FINAL, Status
from bot.emulator.errors import ApiError
from bot.emulator.message import Direction, Message
from bot.emulator.ports import Clock
from bot.emulator.state import State

_COMPLETE = FINAL | {Status.SENT}


class MessageLog:
    """Shares the state and the lock of its network. Safe for threads."""

    def __init__(self, state: State, lock: threading.Condition, clock: Clock) -> None:
        self._state = state
        self._lock = lock
        self._clock = clock

    def message(self, sid: str) -> Message | None:
        """The message with this sid, as far as the API knows it."""
        with self._lock:
            found = self._state.messages.get(sid)
            return found if found is not None and _is_listed(found) else None

    def messages(self) -> list[Message]:
        """All messages that the API knows, newest first."""
        with self._lock:
            return [message for message in self._state.messages.values() if _is_listed(message)][::-1]

    def redact(self, sid: str) -> Message | None:
        """Blank the body of a message; None when the API knows no such message.

        Raises:
            ApiError: 20009 while the message is under way.
        """
        with self._lock:
            message = self._complete(sid)
            if message is not None:
                message = replace(message, redacted=True, updated=self._clock.now())
                self._state.put_message(message)
            return message

    def delete(self, sid: str) -> bool:
        """Take a message out of the log; false when the API knows no such message.

        Raises:
            ApiError: 20009 while the message is under way.
        """
        with self._lock:
            message = self._complete(sid)
            if message is not None:
                self._state.put_message(replace(message, deleted=True))
            return message is not None

    def _complete(self, sid: str) -> Message | None:
        message = self.message(sid)
        if message is not None and message.status not in _COMPLETE:
            raise ApiError(20009)
        return message


def _is_listed(message: Message) -> bool:
    return message.direction is not Direction.PROVIDER and not message.deleted
