"""The words of contacts, reports, referrals and closing; `flows.vocabulary` passes them on."""

from enum import StrEnum

__all__ = [
    "ClosureReason",
    "ClosureState",
    "ContactWith",
    "Finding",
    "Interpreting",
    "Item",
    "Medium",
    "ReferralState",
    "ReportKind",
    "ReportStatus",
]


class ContactWith(StrEnum):
    """With whom somebody of the staff spoke: individually and together are told apart (6.1)."""

    CHILD = "child"
    SPONSOR = "sponsor"
    TOGETHER = "together"


class Medium(StrEnum):
    """How they spoke."""

    VOICE = "voice"
    VIDEO = "video"


class Interpreting(StrEnum):
    """Who bridged the languages. Child, sponsor and family never do, so there is no word for it (6.2.13)."""

    NOT_NEEDED = "not_needed"
    QUALIFIED = "qualified"


class Item(StrEnum):
    """What a signed check-in says, in the order of the form (6.3, 6.2.3, 6.2.4)."""

    RESIDES = "resides"
    SCHOOL_ENROLLED = "school_enrolled"
    SCHOOL_ATTENDING = "school_attending"
    COURT_AWARE = "court_aware"
    HEALTHY = "healthy"
    SAFE = "safe"
    HIGHER_LEVEL = "higher_level"
    CARE_AGREEMENT = "care_agreement"
    RESOURCES = "resources"
    RED_FLAGS = "red_flags"


class Finding(StrEnum):
    """What the signer finds for an item. Nobody is made to know what could not be asked."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class ReportKind(StrEnum):
    """What a report is about."""

    CHECK_IN = "check_in"
    CLOSING = "closing"


class ReportStatus(StrEnum):
    """Where a report stands; each is the step of a named person (6.8.2, 6.8.7, 6.9.4)."""

    SIGNED = "signed"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    UPLOADED = "uploaded"


class ReferralState(StrEnum):
    """Where a referral to Level Two or Three stands (6.2.3, 6.2.4, 6.3)."""

    PROPOSED = "proposed"
    MADE = "made"
    TRANSFER = "transfer"
    """No capacity here: the case goes to another provider of the network."""
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ClosureReason(StrEnum):
    """Why services of Level One end (6.1, 6.3)."""

    THREE_CHECK_INS = "three_check_ins"
    TURNED_18 = "turned_18"
    VOLUNTARY_DEPARTURE = "voluntary_departure"
    LAWFUL_STATUS = "lawful_status"
    FINAL_ORDER = "final_order"
    DISENGAGED = "disengaged"
    HIGHER_LEVEL = "higher_level"


class ClosureState(StrEnum):
    """Where the closing of a case stands. Silence never closes a case; a named person does."""

    PROPOSED = "proposed"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
