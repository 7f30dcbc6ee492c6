"""The words of concerns and alarms; `flows.vocabulary` passes them on."""

from enum import StrEnum

__all__ = ["AlarmReason", "ConcernOutcome", "ConcernSource", "ConcernStatus", "PageChannel", "Verdict"]


class ConcernStatus(StrEnum):
    """Who has a concern."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class ConcernSource(StrEnum):
    """What gave rise to a concern, or to one piece of its evidence."""

    READING = "reading"
    """The words of a message, as they were read."""
    ANSWER = "answer"
    """A plain answer that the table of consequences takes as danger, such as "no" to feeling safe."""
    AGREED_WORD = "agreed_word"
    """The innocent-looking word that was agreed at enrolment."""
    POLICY = "policy"
    """A rule, such as a child whom nobody has reached."""
    STAFF = "staff"
    """A person: a button, an entered call, a message that was missed."""
    CONTRADICTION = "contradiction"
    """Child and sponsor answered one question of one check-in differently: for review."""


class ConcernOutcome(StrEnum):
    """How a concern was closed, by a named person (invariant 7)."""

    NOC_SUBMITTED = "noc_submitted"
    NOT_FILED = "not_filed"
    REFERRAL = "referral"
    NO_CONCERN = "no_concern"
    DUPLICATE = "duplicate"


class Verdict(StrEnum):
    """What a person says of the machine's reading of a message."""

    MISSED = "missed"
    NO_CONCERN = "no_concern"


class AlarmReason(StrEnum):
    """Why an alarm sounds."""

    RAISED = "raised"
    WORSE = "worse"
    UNATTENDED = "unattended"
    """Somebody acknowledged, and nothing was done within the time."""
    NO_STEPS = "no_steps"
    """The independent check found a concern whose steps did not run."""


class PageChannel(StrEnum):
    """How a member of staff is paged."""

    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"
