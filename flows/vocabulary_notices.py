"""The words of a Notification of Concern and of the duties beside it; `flows.vocabulary` passes them on."""

from enum import StrEnum

__all__ = [
    "ContactKind",
    "Custody",
    "DutyKind",
    "DutyState",
    "NocReason",
    "NotFiled",
    "NoticeStatus",
    "NoticeStep",
    "NoticeVia",
    "SafeNow",
]


class NocReason(StrEnum):
    """The thirteen reasons for a Notification of Concern, in the order of 6.8.6."""

    EMERGENCY = "emergency"
    TRAFFICKING = "trafficking"
    ABUSE_NEGLECT = "abuse_neglect"
    DISAPPEARANCE = "disappearance"
    CRIMINAL_ACTIVITY = "criminal_activity"
    CPS_INVOLVEMENT = "cps_involvement"
    FRAUD = "fraud"
    BEHAVIORAL_INCIDENT = "behavioral_incident"
    MEDIA_ATTENTION = "media_attention"
    PLACEMENT_DISRUPTION = "placement_disruption"
    ORGANIZED_CRIME = "organized_crime"
    NO_CONTACT_30_DAYS = "no_contact_30_days"
    LOST_CONTACT_WITH_SAFETY_CONCERN = "lost_contact_with_safety_concern"


class DutyKind(StrEnum):
    """Somebody who must be told, or something that must be done, because of a concern (6.8.6, 6.7.5)."""

    EMERGENCY_SERVICES = "emergency_services"
    ORR_NOC = "orr_noc"
    OTIP = "otip"
    CPS = "cps"
    POLICE = "police"
    SPONSOR_POLICE = "sponsor_police"
    NCMEC = "ncmec"
    PROJECT_OFFICER = "project_officer"
    REFERRAL = "referral"


class DutyState(StrEnum):
    """Whether a duty is still to be done."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class NoticeStatus(StrEnum):
    """Where the worksheet of a NOC stands. The last two are decisions of a named person (invariant 7)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    NOT_FILED = "not_filed"


class NoticeStep(StrEnum):
    """What made a version of a worksheet."""

    DRAWN = "drawn"
    SAVED = "saved"
    SENT_TO_REVIEW = "sent_to_review"
    APPROVED = "approved"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    NOT_FILED = "not_filed"
    REOPENED = "reopened"


class NotFiled(StrEnum):
    """Why a named person decided that no NOC is filed."""

    NO_SAFETY_CONCERN = "no_safety_concern"
    DID_NOT_HAPPEN = "did_not_happen"
    ALREADY_REPORTED = "already_reported"
    OTHER = "other"


class NoticeVia(StrEnum):
    """How a NOC went to ORR."""

    CASE_SYSTEM = "case_system"
    EMAIL = "email"
    PHONE = "phone"
    OTHER = "other"


class Custody(StrEnum):
    """Whether sexual abuse or harassment is said to have happened in custody (6.8.6)."""

    NOT_KNOWN = "not_known"
    NO = "no"
    ORR = "orr"
    FEDERAL = "federal"


class SafeNow(StrEnum):
    """Whether the child is safe now, as far as a person knows."""

    NOT_KNOWN = "not_known"
    YES = "yes"
    NO = "no"


class ContactKind(StrEnum):
    """Whose number a provider enters for a State; none ships with the service."""

    CPS = "cps"
    POLICE = "police"
