"""The words of complaints and of numbers to confirm; `flows.vocabulary` passes them on."""

from enum import StrEnum

__all__ = ["GrievanceFrom", "GrievanceOutcome", "GrievanceState", "GrievanceWay", "NumberState"]


class NumberState(StrEnum):
    """What became of a telephone number that somebody wrote to us."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class GrievanceFrom(StrEnum):
    """Who complains (6.7.6)."""

    CHILD = "child"
    SPONSOR = "sponsor"
    STAFF = "staff"
    OTHER = "other"


class GrievanceWay(StrEnum):
    """How a complaint reached us."""

    TEXT = "text"
    CALL = "call"
    IN_PERSON = "in_person"
    LETTER = "letter"
    CALL_CENTER = "call_center"
    """Passed on by the National Call Center (6.7.6)."""


class GrievanceState(StrEnum):
    """Where a complaint stands: documented, responded to, resolved (6.7.6)."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class GrievanceOutcome(StrEnum):
    """How a complaint was resolved, by a named person."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"
