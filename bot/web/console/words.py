"""The words in which staff read the codes of the field. Every code has words, and none blames a family."""

from collections.abc import Mapping

import phonenumbers
from babel import Locale, UnknownLocaleError

from bot.channels.errors import explain
from bot.desk.calls import CallResult
from bot.desk.tasks import TaskResult
from bot.desk.threads import Fate
from bot.desk.viewer import Why
from bot.importing.languages import ALSO_SPOKEN
from bot.web.console import alarm_words, concern_words, ladder_words, notice_words, report_words
from flows.vocabulary import (
    Answer,
    Channel,
    Concern,
    DeliveryState,
    Need,
    Outcome,
    PartStatus,
    PhoneOwner,
    Question,
    Role,
    StaffRole,
    TaskKind,
    TaskReason,
    Urgency,
)

ROLE: Mapping[Role, str] = {
    Role.CHILD: "Child",
    Role.SPONSOR: "Sponsor",
    Role.ALTERNATE: "Alternative contact",
}

STAFF_ROLE: Mapping[StaffRole, str] = {
    StaffRole.CASEWORKER: "Caseworker",
    StaffRole.SUPERVISOR: "Supervisor",
    StaffRole.ADMINISTRATOR: "Administrator",
}

URGENCY: Mapping[Urgency, str] = {
    Urgency.EMERGENCY: "Emergency",
    Urgency.CONCERN: "Concern",
    Urgency.NEEDS: "Needs",
    Urgency.NONE: "Nothing urgent",
}

CONCERN: Mapping[Concern, str] = {
    Concern.MEDICAL_EMERGENCY: "medical emergency",
    Concern.SELF_HARM: "self-harm",
    Concern.LABOR_TRAFFICKING: "labor trafficking",
    Concern.SEX_TRAFFICKING: "sex trafficking",
    Concern.PHYSICAL_ABUSE: "physical abuse",
    Concern.SEXUAL_ABUSE: "sexual abuse",
    Concern.NEGLECT: "neglect",
    Concern.ABANDONMENT: "abandonment",
    Concern.MISSING: "missing child",
    Concern.CRIMINAL_ACTIVITY: "arrest or police case",
    Concern.CPS_INVOLVEMENT: "child protective services involved",
    Concern.FRAUD: "fraud",
    Concern.BEHAVIOR_INCIDENT: "dangerous behavior",
    Concern.MEDIA_ATTENTION: "reporters",
    Concern.PLACEMENT_DISRUPTION: "no longer with the sponsor",
    Concern.ORGANIZED_CRIME: "gang, cartel or smuggler",
}

NEED: Mapping[Need, str] = {
    Need.SCHOOL: "school",
    Need.LEGAL: "a lawyer",
    Need.HEALTH: "a doctor",
    Need.MENTAL_HEALTH: "counseling",
    Need.BASIC_NEEDS: "food, clothes or housing",
    Need.TRANSPORTATION: "transportation",
    Need.GUARDIANSHIP: "guardianship",
    Need.WORK: "work",
    Need.INTERPRETER: "an interpreter",
    Need.OTHER: "something else",
}

QUESTION: Mapping[Question, str] = {
    Question.NONE: "nothing asked",
    Question.CONSENT: "good time, alone",
    Question.RESIDENCE: "lives with the sponsor",
    Question.HEALTH: "healthy and well",
    Question.SAFETY: "feels safe at home",
    Question.SCHOOL_ENROLLED: "enrolled in school",
    Question.SCHOOL_ATTENDING: "goes to school most days",
    Question.COURT_AWARE: "knows the court date",
    Question.COURT_DATE: "court date",
    Question.SUPPORT: "wants help with anything",
    Question.IDENTITY: "check word",
    Question.DANGER_NOW: "in danger right now",
    Question.SAFE_TIME: "when somebody can safely call or write",
    Question.JOINT_TIME: "when both can be called together",
}

ASK: Mapping[Question, tuple[str, str]] = {
    Question.RESIDENCE: ("Are you living with your sponsor?", "Is the child living with you?"),
    Question.HEALTH: ("Are you healthy and well?", "Is the child healthy and well?"),
    Question.SAFETY: ("Do you feel safe at home?", "Does the child feel safe at home?"),
    Question.SCHOOL_ENROLLED: ("Are you enrolled in school?", "Is the child enrolled in school?"),
    Question.SCHOOL_ATTENDING: (
        "Do you go to school most days?",
        "Does the child go to school most days?",
    ),
    Question.COURT_AWARE: (
        "Do you know the date of your next court hearing?",
        "Do you know the date of the child’s next court hearing?",
    ),
    Question.COURT_DATE: ("What is that date?", "What is that date?"),
    Question.SUPPORT: (
        "Do you need help with anything: school, lawyer, doctor, food?",
        "Do you or the child need help with anything: school, lawyer, doctor, food?",
    ),
}
"""What a caller asks the child, and the sponsor."""

ANSWER: Mapping[Answer, str] = {
    Answer.YES: "yes",
    Answer.NO: "no",
    Answer.UNSURE: "not sure",
    Answer.DATE: "a date",
    Answer.DECLINE: "would rather not say",
    Answer.LATER: "not now",
    Answer.STOP: "no more texts",
    Answer.WRONG_PERSON: "not this person",
    Answer.QUESTION: "asked us something",
    Answer.OTHER: "could not be read",
}

PART_STATUS: Mapping[PartStatus, str] = {
    PartStatus.SCHEDULED: "planned",
    PartStatus.OPEN: "under way",
    PartStatus.CALL: "to be called",
    PartStatus.HANDED_OVER: "with a person",
    PartStatus.REACHED: "reached",
    PartStatus.NOT_COMPLETED: "not finished",
}

OUTCOME: Mapping[Outcome, str] = {
    Outcome.COMPLETED: "all questions were answered",
    Outcome.HANDED_OVER: "a person goes on",
    Outcome.STOPPED_BEFORE_SAFETY: "ended before the safety question",
    Outcome.STOPPED_AFTER_SAFETY: "ended after the safety question",
    Outcome.NO_ANSWER: "no answer came",
    Outcome.IDENTITY_FAILED: "we could not be sure who wrote",
    Outcome.WRONG_PERSON: "the phone belongs to somebody else",
    Outcome.OPTED_OUT: "asked for no more texts",
    Outcome.DECLINED: "would rather not answer",
    Outcome.TAKEN_OVER: "a caseworker took over",
    **ladder_words.OUTCOME,
}

TASK_KIND: Mapping[TaskKind, str] = {
    TaskKind.ENROL: "Enrolment call",
    TaskKind.CALL: "Check-in by phone",
    TaskKind.CALL_BACK: "Call back",
    TaskKind.WELFARE: "Call about well-being",
    TaskKind.NEED: "Help with a need",
    TaskKind.SCHOOL: "School",
    TaskKind.COURT: "Court",
    TaskKind.CHECK_NOTICE: "Check the court notice",
    TaskKind.REVIEW: "Read a message",
    TaskKind.LANGUAGE: "Call with an interpreter",
    TaskKind.DELIVERY: "Text that may not have arrived",
    TaskKind.TRAY: "Message to place",
    TaskKind.TAKEN_OVER: "Hand back, or go on",
    **report_words.TASK_KIND,
}

TASK_REASON: Mapping[TaskReason, str] = {
    TaskReason.NO_PERMISSION: "No permission to text is on file",
    TaskReason.NO_IDENTITY_WORD: "Neither a check word nor a question is agreed",
    TaskReason.CHILD_UNDER_AGE: "The child is too young for texts",
    TaskReason.NO_PHONE: "No phone number is known",
    TaskReason.NO_PRIVATE_CHANNEL: "The only phone is not private for the child",
    TaskReason.VOICE_CHANNEL: "This person asked to be called, not texted",
    TaskReason.CANNOT_TEXT: "This person does not read or cannot text: everything is asked by phone",
    TaskReason.WHATSAPP_NOT_READY: "This person uses WhatsApp, where no approved template is on file",
    TaskReason.SHARED_NUMBER: "Two persons share this number",
    TaskReason.SEVERAL_CHILDREN: "This sponsor has several children with us",
    TaskReason.TEXTS_NOT_REVIEWED: "No one has reviewed our texts in this language yet",
    TaskReason.OPTED_OUT: "Asked for no more texts",
    TaskReason.NO_GOOD_HOUR: "The safe hours leave no time for texts",
    TaskReason.NO_ANSWER: "Nobody has answered the texts",
    TaskReason.IDENTITY_FAILED: "We could not be sure who wrote",
    TaskReason.WRONG_PERSON: "The phone belongs to somebody else: find the right number",
    TaskReason.WRONG_NUMBER: "The number on file was said to be somebody else’s, so no text goes there",
    TaskReason.NEW_NUMBER: "Wrote a telephone number: confirm it by phone before anybody texts it",
    TaskReason.SPONSOR_STOPPED: (
        "The sponsor wants no more texts. Ask whether the family wishes to go on; only a person ends a case"
    ),
    TaskReason.STOPPED_BEFORE_SAFETY: "The texts ended before the safety question",
    TaskReason.SAFETY_NOT_CLEAR: "The answer about safety was not clear",
    TaskReason.DECLINED_SAFETY: "Would rather not answer about safety",
    TaskReason.HEALTH_NO: "Is not healthy and well",
    TaskReason.ASKED_US: "Asked us something",
    TaskReason.WANTS_HELP: "Wants help with something",
    TaskReason.WANTS_CALL: "Asked to be called",
    TaskReason.WANTS_LATER: "Asked for another time",
    TaskReason.ASKED_HELP: "Wrote HELP",
    TaskReason.ASKED_WHO: "Asked who we are",
    TaskReason.OTHER_LANGUAGE: "Would rather use another language",
    TaskReason.SCHOOL_NO: "Is not in school, or goes seldom",
    TaskReason.COURT_NO: "Does not know the court date",
    TaskReason.COURT_DATE_DIFFERS: "Gave another court date than the file has",
    TaskReason.COURT_DATE_UNCLEAR: "The court date could be read in two ways",
    TaskReason.NEED_MENTIONED: "Mentioned a need",
    TaskReason.CONCERN: "A concern was raised",
    TaskReason.SAFE_TIME_SAID: "Was asked when somebody can safely call or write: read the answer first",
    TaskReason.READING_REVIEW: "The machine is not sure what this means",
    TaskReason.NUMBER_CHANGED: "The number changed while a check-in was open: go on with it by phone",
    TaskReason.STAFF_NUMBER: "A colleague's phone wrote something that is no page code",
    TaskReason.UNKNOWN_NUMBER: "A number that we do not know wrote to us",
    TaskReason.MEDIA: "A picture or recording came",
    TaskReason.EMPTY_MESSAGE: "An empty message came",
    TaskReason.PROCESSING_FAILED: "The machine could not work on this message",
    TaskReason.WRONG_ACCOUNT: "This message was not addressed to our number",
    TaskReason.NO_OPEN_CONVERSATION: "Wrote when no check-in was under way",
    TaskReason.UNKNOWN_FATE: "Nobody can tell whether this text arrived: please judge",
    TaskReason.SENT_AGAIN: "Twilio had no trace of this text, so it was sent once more; it may come twice",
    TaskReason.SENT_UNKNOWN: "Got a text that our restored records do not know: compare before anything else",
    TaskReason.SET_ASIDE: "A text of ours cannot be made ready, so it waits: look at the case, and call",
    TaskReason.LINE_STOPPED: "Texts wait: something in our account at Twilio has to be put right",
    TaskReason.REJECTED_BY_PROVIDER: "The text was not accepted for sending",
    TaskReason.NOT_DELIVERED: "The text did not arrive",
    TaskReason.CONTRADICTION: (
        "Child and sponsor answered differently: call the child first, quote neither to the other"
    ),
    TaskReason.TAKEN_OVER_LONG: "Taken over a day ago and not handed back",
    TaskReason.NOBODY_SPEAKS_IT: "Nobody on the rota is known to speak this language: find an interpreter",
    **ladder_words.TASK_REASON,
    **report_words.TASK_REASON,
}

NO_REASON = "Open the case to see why"

DELIVERY: Mapping[DeliveryState, str] = {
    DeliveryState.QUEUED: "waiting to be sent",
    DeliveryState.CALLING: "being sent",
    DeliveryState.SENT: "sent",
    DeliveryState.REJECTED: "not accepted for sending",
    DeliveryState.UNKNOWN: "not known whether it left",
    DeliveryState.CANCELLED: "not sent",
}

OWNER: Mapping[PhoneOwner, str] = {
    PhoneOwner.OWN: "own phone",
    PhoneOwner.OTHER: "phone outside the household",
    PhoneOwner.HOUSEHOLD: "phone of the household: others may hear",
    PhoneOwner.SPONSOR: "the sponsor's phone: the sponsor may hear",
}

CHANNEL: Mapping[Channel, str] = {
    Channel.SMS: "text",
    Channel.WHATSAPP: "WhatsApp",
    Channel.VOICE: "call",
}

CALL_RESULT: Mapping[CallResult, str] = {
    CallResult.SPOKE_WITH_CHILD: "Spoke with the child",
    CallResult.SPOKE_WITH_SPONSOR: "Spoke with the sponsor",
    CallResult.LEFT_MESSAGE: "Left a message saying only “please call”",
    CallResult.NO_ANSWER: "No answer",
    CallResult.NOT_IN_SERVICE: "Number not in service",
    CallResult.WRONG_NUMBER: "Wrong number",
    CallResult.OTHER: "Other: say what in the note",
}

TASK_RESULT: Mapping[TaskResult, str] = {
    TaskResult.DONE: "Dealt with",
    TaskResult.NOTHING_NEEDED: "Read, nothing needed",
    TaskResult.PASSED_ON: "Passed on to a colleague",
    TaskResult.NOT_POSSIBLE: "Could not be done",
}

WHY: Mapping[Why, str] = {
    Why.ALREADY_DONE: "A colleague has finished this already. Nothing was changed.",
    Why.NO_CONVERSATION: "No check-in by text is under way or handed over: there is nothing to take over.",
    Why.TAKEN_BY_OTHER: "A colleague has taken over already. Nothing was changed.",
    Why.NOT_TAKEN_OVER: "The machine is going on already. Nothing was changed.",
    Why.NOTE_MISSING: "Not saved yet. Say in the note what happened, then press the button again.",
    Why.NOTE_TOO_LONG: "Not saved yet. The note is longer than 500 characters: shorten it.",
    Why.NO_RESULT: "Not saved yet. Choose how it went, then press the button again.",
    Why.SHIFT_NOT_CLEAR: "Not saved yet. A shift needs a person, days of the week or a date, and hours.",
    Why.NOT_A_CALL: "This item is about nobody we know, so no call can be written down for it.",
    **ladder_words.WHY,
    **notice_words.WHY,
    **concern_words.WHY,
    **report_words.WHY,
    **alarm_words.WHY,
}

PAGE_STATE: Mapping[str, str] = {
    "queued": "waiting to be sent",
    "calling": "being sent",
    "sent": "sent",
    "delivered": "arrived",
    "answered": "answered",
    "busy": "busy",
    "no_answer": "nobody answered",
    "unknown": "nobody can tell whether it arrived",
    "failed": "could not be sent",
    "cancelled": "no longer needed",
}

_PROVIDER_DONE = frozenset({"delivered", "read"})
_PROVIDER_LOST = frozenset({"undelivered", "failed"})
_CANCELLED = {
    "opted_out": "not sent: no more texts are wanted",
    "taken_over": "not sent: a person took over",
    "handed_back": "not sent: the thread was handed back first",
    "number_changed": "not sent: the number changed first",
}


def reason(code: TaskReason | None) -> str:
    """Why a task exists."""
    return TASK_REASON[code] if code else NO_REASON


def reason_of(code: str) -> str:
    """Why a task exists, by the code as kept."""
    known = {member.value: member for member in TaskReason}
    return reason(known.get(code))


def ask(question: Question, role: Role | None) -> str:
    """A question as a caller puts it to a person."""
    to_child, to_sponsor = ASK.get(question, (QUESTION[question], QUESTION[question]))
    return to_child if role is Role.CHILD else to_sponsor


def result_of(code: str | None) -> str:
    """How a call or a task ended, by the code as kept."""
    words = {str(k): v for k, v in (*CALL_RESULT.items(), *TASK_RESULT.items())}
    words[CallResult.OTHER] = "Other, see the note"
    words |= ladder_words.MACHINE_RESULT
    return words.get(code or "", "Done")


def finding(code: str) -> str:
    """What an underlined stretch of a message was read as."""
    words = {str(key): value for key, value in (*CONCERN.items(), *NEED.items())}
    return words[code] if code in {str(c) for c in Concern} else f"need: {words[code]}"


def number(found: str) -> str:
    """A telephone number as people read it; anything else as it is."""
    try:
        parsed = phonenumbers.parse(found)
    except phonenumbers.NumberParseException:
        return found
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def language(tag: str) -> str:
    """A language tag in English words; "language not known" for `und`."""
    if tag == "und":
        return "language not known"
    if tag in ALSO_SPOKEN:
        return ALSO_SPOKEN[tag]
    try:
        name: str | None = Locale.parse(tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = Locale("en").languages.get(tag)
    return name or tag


def fate(found: Fate) -> str:
    """What became of a text of ours, with the reason when it did not arrive."""
    if found.provider_status in _PROVIDER_DONE:
        return "delivered" if found.provider_status == "delivered" else "read"
    if found.state is DeliveryState.CANCELLED and found.reason in _CANCELLED:
        return _CANCELLED[found.reason]
    lost = found.provider_status in _PROVIDER_LOST or found.state is DeliveryState.REJECTED
    words = "not delivered" if found.provider_status in _PROVIDER_LOST else DELIVERY[found.state]
    if lost and found.error_code:
        return f"{words}: {explain(found.error_code).words}"
    return words


def arrived(found: Fate) -> bool:
    """Whether nothing is known to be wrong with a text."""
    well = found.state in (DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.CALLING)
    return well and found.provider_status not in _PROVIDER_LOST
