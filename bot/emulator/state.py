"""What the emulated network remembers. Every change is counted, and written to a journal if there is one."""

from collections.abc import Iterable
from typing import Any

from bot.emulator.call import Call
from bot.emulator.journal import Journal, JournalError
from bot.emulator.message import Direction, Message
from bot.emulator.phone import Phone
from bot.emulator.records import (
    Alert,
    Mail,
    alert_from,
    alert_record,
    call_from,
    call_record,
    mail_from,
    mail_record,
    message_from,
    message_record,
    phone_from,
    phone_record,
)


class State:
    """Messages, calls, phones, alerts and mails. Not safe for threads: its owner holds the lock."""

    def __init__(self, phones: Iterable[Phone] = (), journal: Journal | None = None) -> None:
        self.version = 0
        self.phones: dict[str, Phone] = {phone.number: phone for phone in phones}
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.alerts: list[Alert] = []
        self.mails: list[Mail] = []
        self._threads: dict[str, list[str]] = {}
        self._arrived: dict[str, list[str]] = {}
        self._calls_to: dict[str, list[str]] = {}
        self._scripted = dict(self.phones)
        self._journal = journal
        if journal is not None:
            for kind, record in journal.read():
                self._replay(kind, record)

    def put_message(self, message: Message) -> None:
        """Add a message, or replace the one with this sid."""
        self._keep_message(message)
        self._changed("message", message_record(message))

    def put_call(self, call: Call) -> None:
        """Add a call, or replace the one with this sid."""
        self._keep_call(call)
        self._changed("call", call_record(call))

    def put_phone(self, phone: Phone) -> None:
        """Add a phone, or replace the one with this number."""
        self.phones[phone.number] = phone
        self._changed("phone", phone_record(phone))

    def add_alert(self, alert: Alert) -> None:
        """Add an alert."""
        self.alerts.append(alert)
        self._changed("alert", alert_record(alert))

    def add_mail(self, mail: Mail) -> None:
        """Add a mail."""
        self.mails.append(mail)
        self._changed("mail", mail_record(mail))

    def thread(self, number: str) -> list[Message]:
        """All messages of a phone, in the order of their creation."""
        return [self.messages[sid] for sid in self._threads.get(number, [])]

    def calls_to(self, number: str) -> list[Call]:
        """All calls to a phone, oldest first."""
        return [self.calls[sid] for sid in self._calls_to.get(number, [])]

    def last_call_to(self, number: str) -> Call | None:
        """The newest call to a phone."""
        sids = self._calls_to.get(number, [])
        return self.calls[sids[-1]] if sids else None

    def received(self, number: str) -> list[Message]:
        """The service's texts that a phone received, in the order of their arrival."""
        return [self.messages[sid] for sid in self._arrived.get(number, [])]

    def _keep_message(self, message: Message) -> None:
        before = self.messages.get(message.sid)
        if before is None:
            self._threads.setdefault(message.phone, []).append(message.sid)
        arrived_before = before is not None and before.arrived
        if message.direction is Direction.OUTBOUND and message.arrived and not arrived_before:
            self._arrived.setdefault(message.phone, []).append(message.sid)
        self.messages[message.sid] = message

    def _keep_call(self, call: Call) -> None:
        if call.sid not in self.calls:
            self._calls_to.setdefault(call.to, []).append(call.sid)
        self.calls[call.sid] = call

    def _changed(self, kind: str, record: dict[str, Any]) -> None:
        self.version += 1
        if self._journal is not None:
            self._journal.append(kind, record)

    def _replay(self, kind: str, record: dict[str, Any]) -> None:
        try:
            if kind == "message":
                self._keep_message(message_from(record))
            elif kind == "call":
                self._keep_call(call_from(record))
            elif kind == "phone":
                number = record["number"]
                self.phones[number] = phone_from(record, self._scripted.get(number))
            elif kind == "alert":
                self.alerts.append(alert_from(record))
            elif kind == "mail":
                self.mails.append(mail_from(record))
            else:
                raise JournalError(f"The journal holds {kind!r}, which this version does not know")
        except (KeyError, TypeError) as error:
            raise JournalError(
                f"The journal holds a {kind} of another version; move the file away to start anew"
            ) from error
