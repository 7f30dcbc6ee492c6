"""The words of the field, as enums: the one module that every package may import.

The codes of readings (questions, answers, concerns, needs, urgency) are fixed by docs/readings
and stand unchanged in the database, in the console and in every evaluation.
"""

from enum import StrEnum

from flows.vocabulary_concerns import *  # noqa: F403
from flows.vocabulary_enrolment import *  # noqa: F403
from flows.vocabulary_notices import *  # noqa: F403 - one vocabulary, in several files
from flows.vocabulary_records import *  # noqa: F403
from flows.vocabulary_words import *  # noqa: F403


class Role(StrEnum):
    """Who a person is within one case."""

    CHILD = "child"
    SPONSOR = "sponsor"
    ALTERNATE = "alternate"


class Question(StrEnum):
    """What the bot asked last. The second group is asked by the engine only, never by `understand`."""

    NONE = "none"
    CONSENT = "consent"
    RESIDENCE = "residence"
    HEALTH = "health"
    SAFETY = "safety"
    SCHOOL_ENROLLED = "school_enrolled"
    SCHOOL_ATTENDING = "school_attending"
    COURT_AWARE = "court_aware"
    COURT_DATE = "court_date"
    SUPPORT = "support"

    IDENTITY = "identity"
    DANGER_NOW = "danger_now"
    SAFE_TIME = "safe_time"
    JOINT_TIME = "joint_time"
    """When a person may call child and sponsor together (6.1); its answer is a hint for the caller."""


READING_QUESTIONS = frozenset(Question) - {
    Question.IDENTITY,
    Question.DANGER_NOW,
    Question.SAFE_TIME,
    Question.JOINT_TIME,
}


class Answer(StrEnum):
    """What a reply says to the question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    DATE = "date"
    DECLINE = "decline"
    LATER = "later"
    STOP = "stop"
    WRONG_PERSON = "wrong_person"
    QUESTION = "question"
    OTHER = "other"


class Concern(StrEnum):
    """What a careful child-welfare worker would want to look at (reasons for a NOC, 6.8.6)."""

    MEDICAL_EMERGENCY = "medical_emergency"
    SELF_HARM = "self_harm"
    LABOR_TRAFFICKING = "labor_trafficking"
    SEX_TRAFFICKING = "sex_trafficking"
    PHYSICAL_ABUSE = "physical_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    NEGLECT = "neglect"
    ABANDONMENT = "abandonment"
    MISSING = "missing"
    CRIMINAL_ACTIVITY = "criminal_activity"
    CPS_INVOLVEMENT = "cps_involvement"
    FRAUD = "fraud"
    BEHAVIOR_INCIDENT = "behavior_incident"
    MEDIA_ATTENTION = "media_attention"
    PLACEMENT_DISRUPTION = "placement_disruption"
    ORGANIZED_CRIME = "organized_crime"


class Need(StrEnum):
    """A service somebody asked for: a referral to Level Two or Three (6.2.4)."""

    SCHOOL = "school"
    LEGAL = "legal"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    BASIC_NEEDS = "basic_needs"
    TRANSPORTATION = "transportation"
    GUARDIANSHIP = "guardianship"
    WORK = "work"
    INTERPRETER = "interpreter"
    OTHER = "other"


class Urgency(StrEnum):
    """How fast a person must look. Ordered: see `URGENCY_RANK`."""

    NONE = "none"
    NEEDS = "needs"
    CONCERN = "concern"
    EMERGENCY = "emergency"


URGENCY_RANK = {Urgency.NONE: 0, Urgency.NEEDS: 1, Urgency.CONCERN: 2, Urgency.EMERGENCY: 3}


class Command(StrEnum):
    """Something that may be said at any time, found beside the reading."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    WHO = "who"
    WRONG_NUMBER = "wrong_number"
    LATER = "later"
    CALL_ME = "call_me"
    LANGUAGE = "language"


class Level(StrEnum):
    """Level of post-release services (6.2)."""

    ONE = "1"
    TWO = "2"
    THREE = "3"


class SponsorCategory(StrEnum):
    """Category of a sponsor: 1 parent or guardian, 2A/2B relatives, 3 distant relative or unrelated."""

    ONE = "1"
    TWO_A = "2A"
    TWO_B = "2B"
    THREE = "3"


class PhoneOwner(StrEnum):
    """Whose phone it is. Only `own` and `other` (outside the household) are private for a child."""

    OWN = "own"
    OTHER = "other"
    HOUSEHOLD = "household"
    SPONSOR = "sponsor"


PRIVATE_OWNERS = frozenset({PhoneOwner.OWN, PhoneOwner.OTHER})


class Channel(StrEnum):
    """How a person is reached."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    VOICE = "voice"


class PartStatus(StrEnum):
    """Where one person's part of one check-in stands."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CALL = "call"
    HANDED_OVER = "handed_over"
    REACHED = "reached"
    NOT_COMPLETED = "not_completed"


class Outcome(StrEnum):
    """How a conversation ended."""

    COMPLETED = "completed"
    HANDED_OVER = "handed_over"
    STOPPED_BEFORE_SAFETY = "stopped_before_safety"
    STOPPED_AFTER_SAFETY = "stopped_after_safety"
    NO_ANSWER = "no_answer"
    IDENTITY_FAILED = "identity_failed"
    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"
    DECLINED = "declined"
    TAKEN_OVER = "taken_over"
    NOT_HELD_IN_TIME = "not_held_in_time"
    """The next check-in fell due first; it never counts as held (6.3)."""
    SAFETY_NOT_ASKED = "safety_not_asked"
    """A person spoke with them; safety was not asked, so it never counts as held (6.3)."""
    UNABLE_TO_CONTACT = "unable_to_contact"
    """Documented by a person after texts, several calls and the alternative contacts (6.3)."""


class ConversationStatus(StrEnum):
    """Whether the machine may still speak in a conversation."""

    OPEN = "open"
    HANDED_OVER = "handed_over"
    ENDED = "ended"


class TaskKind(StrEnum):
    """Something a person must do."""

    ENROL = "enrol"
    CALL = "call"
    CALL_BACK = "call_back"
    WELFARE = "welfare"
    NEED = "need"
    SCHOOL = "school"
    COURT = "court"
    CHECK_NOTICE = "check_notice"
    REVIEW = "review"
    LANGUAGE = "language"
    DELIVERY = "delivery"
    TRAY = "tray"
    TAKEN_OVER = "taken_over"
    SIGN = "sign"
    REPORT = "report"
    CLOSING = "closing"


class TaskReason(StrEnum):
    """Why the task exists; staff wording is looked up by this code."""

    NO_PERMISSION = "no_permission"
    NO_IDENTITY_WORD = "no_identity_word"
    CHILD_UNDER_AGE = "child_under_age"
    NO_PHONE = "no_phone"
    NO_PRIVATE_CHANNEL = "no_private_channel"
    VOICE_CHANNEL = "voice_channel"
    CANNOT_TEXT = "cannot_text"
    WHATSAPP_NOT_READY = "whatsapp_not_ready"
    SHARED_NUMBER = "shared_number"
    SEVERAL_CHILDREN = "several_children"
    TEXTS_NOT_REVIEWED = "texts_not_reviewed"
    NO_GOOD_HOUR = "no_good_hour"
    OPTED_OUT = "opted_out"
    NO_ANSWER = "no_answer"
    IDENTITY_FAILED = "identity_failed"
    WRONG_PERSON = "wrong_person"
    WRONG_NUMBER = "wrong_number"
    """The number on file was said to be somebody else's, in an earlier check-in or outside of any."""
    NEW_NUMBER = "new_number"
    NUMBER_CHANGED = "number_changed"
    """The person left the number while a check-in was open there."""
    SPONSOR_STOPPED = "sponsor_stopped"
    STOPPED_BEFORE_SAFETY = "stopped_before_safety"
    SAFETY_NOT_CLEAR = "safety_not_clear"
    DECLINED_SAFETY = "declined_safety"
    HEALTH_NO = "health_no"
    ASKED_US = "asked_us"
    WANTS_HELP = "wants_help"
    WANTS_CALL = "wants_call"
    WANTS_LATER = "wants_later"
    ASKED_HELP = "asked_help"
    ASKED_WHO = "asked_who"
    OTHER_LANGUAGE = "other_language"
    SCHOOL_NO = "school_no"
    COURT_NO = "court_no"
    COURT_DATE_DIFFERS = "court_date_differs"
    COURT_DATE_UNCLEAR = "court_date_unclear"
    NEED_MENTIONED = "need_mentioned"
    CONCERN = "concern"
    SAFE_TIME_SAID = "safe_time_said"
    READING_REVIEW = "reading_review"
    UNKNOWN_NUMBER = "unknown_number"
    STAFF_NUMBER = "staff_number"
    MEDIA = "media"
    EMPTY_MESSAGE = "empty_message"
    PROCESSING_FAILED = "processing_failed"
    WRONG_ACCOUNT = "wrong_account"
    NO_OPEN_CONVERSATION = "no_open_conversation"
    UNKNOWN_FATE = "unknown_fate"
    SENT_AGAIN = "sent_again"
    SENT_UNKNOWN = "sent_unknown"
    SET_ASIDE = "set_aside"
    LINE_STOPPED = "line_stopped"
    REJECTED_BY_PROVIDER = "rejected_by_provider"
    NOT_DELIVERED = "not_delivered"
    CONTRADICTION = "contradiction"
    TAKEN_OVER_LONG = "taken_over_long"
    NOBODY_SPEAKS_IT = "nobody_speaks_it"
    NUMBER_DEAD = "number_dead"
    STOPPED_AFTER_SAFETY = "stopped_after_safety"
    ALTERNATIVE_CONTACT = "alternative_contact"
    NO_CONTACT_DAY_20 = "no_contact_day_20"
    NO_CONTACT_DAY_25 = "no_contact_day_25"
    NO_CONTACT_ON_FILE = "no_contact_on_file"
    JOINT_CONTACT = "joint_contact"
    PARTS_DOCUMENTED = "parts_documented"
    REPORT_TO_REVIEW = "report_to_review"
    REPORT_RETURNED = "report_returned"
    REPORT_TO_UPLOAD = "report_to_upload"
    CLOSING_PROPOSED = "closing_proposed"
    CLOSING_REPORT_DUE = "closing_report_due"
    PROJECT_OFFICER = "project_officer"


class CallResult(StrEnum):
    """How a call ended: a closed list, so that attempts can be counted."""

    SPOKE_WITH_CHILD = "spoke_with_child"
    SPOKE_WITH_SPONSOR = "spoke_with_sponsor"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    NOT_IN_SERVICE = "not_in_service"
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


SPOKE = frozenset({CallResult.SPOKE_WITH_CHILD, CallResult.SPOKE_WITH_SPONSOR})


class Lane(StrEnum):
    """The order in which texts are sent; safety and replies may go at any hour."""

    SAFETY = "safety"
    PAGE = "page"
    REPLY = "reply"
    FIRST = "first"
    REMINDER = "reminder"


class Disposition(StrEnum):
    """The one visible outcome of an inbound message (invariant 1)."""

    ANSWERED = "answered"
    REASKED = "reasked"
    ESCALATED = "escalated"
    TRAY = "tray"


class DeliveryState(StrEnum):
    """What became of an outbound text. `unknown` is never sent again by a timer (invariant 4)."""

    QUEUED = "queued"
    CALLING = "calling"
    SENT = "sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class StaffRole(StrEnum):
    """What a member of staff may do; a caseworker sees own and covered cases only."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
