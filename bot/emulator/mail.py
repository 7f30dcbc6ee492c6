"""A local SMTP server that catches e-mails, so that the demo can show them. It delivers nothing."""

from collections.abc import Callable
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.emulator.loopback import require_loopback
from bot.emulator.ports import Clock
from bot.emulator.records import Mail


class MailCatcher:
    """Listens on loopback and hands every mail to `keep`; `mails` are those of this run."""

    def __init__(self, host: str, port: int, *, clock: Clock, keep: Callable[[Mail], None]) -> None:
        """Raises `NotLoopback` for any other host. Nothing is opened before `start`."""
        require_loopback(host)
        self.mails: list[Mail] = []
        self._clock = clock
        self._keep = keep
        self._controller = Controller(self, hostname=host, port=port)

    def start(self) -> None:
        """Listen, in a thread of its own.

        Raises:
            OSError: when the port is taken.
        """
        self._controller.start()

    def stop(self) -> None:
        """Stop listening and wait for the thread."""
        self._controller.stop(no_assert=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd for each mail."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        mail = _read(raw, envelope, self._clock)
        self.mails.append(mail)
        self._keep(mail)
        return "250 OK"


def _read(raw: bytes, envelope: Envelope, clock: Clock) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        at=clock.now(),
        sender=envelope.mail_from or "",
        recipients=tuple(envelope.rcpt_tos),
        subject=str(message.get("Subject", "")),
        text=str(part.get_content()) if part is not None else "",
    )
