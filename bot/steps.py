"""The named points of sending and receiving at which a process may die; each is killed in a test.

In production `passed` does nothing. A fault test lets itself be told of every point, and then ends the
process there with SIGKILL. That needs a loopback Twilio address, as every other play does.
"""

from collections.abc import Callable
from enum import StrEnum

from bot.settings import Settings


class Step(StrEnum):
    """What has just been done, or is about to be done. "In it": the transaction is not committed yet."""

    CLAIM_IN_IT = "claim: a text is taken, in it"
    CLAIMED = "claim: a text is taken and committed"
    BEFORE_CALL = "send: all is ready for the call to Twilio"
    ANSWERED = "send: Twilio has answered, nothing is written"
    RECORD_IN_IT = "send: the answer is written, in it"
    RECORDED = "send: the answer is committed"
    LEASES_IN_IT = "leases: a call that never reported back is found, in it"
    LOOKED = "unknown: Twilio's list has been read"
    DECIDED_IN_IT = "unknown: its fate is decided, in it"
    FOUND = "unknown: one match, its receipt is not kept yet"
    ASKED = "receipts: Twilio has told the state of a text"
    ASK_AGAIN_IN_IT = "receipts: the next question is planned, in it"
    RECEIPT_CAME = "receipt: verified, nothing is written"
    RECEIPT_IN_IT = "receipt: merged, in it"
    RECEIPT_KEPT = "receipt: committed, not answered"
    INBOUND_CAME = "inbound: verified, nothing is written"
    STORE_IN_IT = "inbound: stored, in it (first transaction)"
    STORED = "inbound: stored and committed"
    TURN_BEGINS = "inbound: one message is taken, in it (second transaction)"
    TURN_IN_IT = "inbound: understood and answered, in it"
    TURN_KEPT = "inbound: the turn is committed"
    BEFORE_200 = "inbound: all is done, not answered"
    SPOOL_DRAFT = "spool: written to disk, not named yet"
    SPOOLED = "spool: safe on disk, not answered"
    READ_BACK = "spool: stored, the file is still there"
    UNSPOOLED = "spool: the file is gone, not understood yet"
    LISTED = "recovery: Twilio's list has been read"
    MISSED_STORED = "recovery: a missed message is stored"
    READ_IN_IT = "recovery: all is stored, the mark in it"


class OnlyOnLoopback(RuntimeError):
    """Nobody watches the steps of a service that can reach a real phone."""


_told: Callable[[Step], None] | None = None


def passed(step: Step) -> None:
    """This process has come to a step."""
    if _told is not None:
        _told(step)


def watch_steps(settings: Settings, told: Callable[[Step], None] | None) -> None:
    """Let somebody be told of every step of this process, or nobody (None). Raises OnlyOnLoopback."""
    global _told
    if not settings.loopback:
        raise OnlyOnLoopback("steps are watched only where TWILIO_API_BASE_URL is a loopback address")
    _told = told
