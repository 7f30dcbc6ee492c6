"""Keys of the texts that belong to no questionnaire, and who fills in what they need."""

NEUTRAL = "neutral"
"""The one text for whoever needs a person, for whatever reason; it never says which."""
BELIEVED = "care.believed"
"""The warm text after a disclosure, for a child's own and lately confirmed channel only."""
DANGER_NOW, SAFE_TIME = "care.danger_now", "care.safe_time"
JOINT_TIME_CHILD, JOINT_TIME_SPONSOR = "child.joint_time", "sponsor.joint_time"
"""When may a person call child and sponsor together? Asked once all questions are answered."""
THANKS = "phrase.thanks"
WHICH_DAY = "which_day"
"""A day that can be read two ways is asked back as a choice of two; it never says what the day is for."""
WHO = "who"
WHO_WRITES = "who_writes"
"""Asked of a number that a young person and an adult share; it says of neither that they are known."""
HELP = "help"
LATER = "later"
LATER_THEN = "later.then"
"""The same where the person has named a moment, which the text does not repeat."""
REMINDER = "reminder"
"""The one reminder of a check-in; it says nothing of what was asked or answered."""
STOPPED = "stopped"
WRONG_PERSON = "wrong_person"
UNKNOWN_NUMBER = "unknown_number"
PHRASES = (
    "phrase.here",
    "phrase.thanks",
    "phrase.good_time",
    "phrase.may_call",
    "phrase.when_call",
    "phrase.calling",
    "phrase.no_need_to_answer",
    "phrase.emergency",
    "phrase.later",
    "phrase.goodbye",
)
"""What a member of staff may write at a press, in the order in which it is offered: safe in any hands."""
CHILD_LABEL = "label.child"
"""What a child is called to the sponsor when no label was agreed at enrolment."""

PAGE, PAGE_SUBJECT = "page", "page.subject"
"""To staff: look now. Content-free, for a page may be read by anybody."""

PAGE_TAKEN, PAGE_TAKEN_SUBJECT = "page.taken", "page.taken.subject"
"""To those who were paged: a colleague has it."""
PAGE_YOURS, PAGE_YOURS_SUBJECT = "page.yours", "page.yours.subject"
"""To whoever took it by phone: it worked."""
PAGE_REMINDER, PAGE_REMINDER_SUBJECT = "page.reminder", "page.reminder.subject"
"""To whoever has it, and to supervisors: a clock is running out."""
PAGE_ROTA, PAGE_ROTA_SUBJECT = "page.rota", "page.rota.subject"
"""To supervisors: something is wrong with a coming shift."""
PAGE_VOICE = "page.voice"
"""Said on a call to whoever is paged; `code` is spoken digit by digit."""
PAGE_VOICE_WRONG, PAGE_VOICE_YOURS = "page.voice.wrong", "page.voice.yours"
PAGE_VOICE_TAKEN, PAGE_VOICE_OVER = "page.voice.taken", "page.voice.over"
PAGE_CODES, PAGE_CODES_SUBJECT = "page.codes", "page.codes.subject"
"""To whose phone it is, and to supervisors: too many wrong codes, so none counts for a while."""
PAGE_VOICE_OFF = "page.voice.off"
"""Said on a call while codes from this phone do not count."""

SHARED_TEXTS = frozenset(
    {
        *PHRASES,
        NEUTRAL,
        BELIEVED,
        DANGER_NOW,
        SAFE_TIME,
        JOINT_TIME_CHILD,
        JOINT_TIME_SPONSOR,
        WHICH_DAY,
        WHO,
        WHO_WRITES,
        HELP,
        LATER,
        LATER_THEN,
        REMINDER,
        STOPPED,
        WRONG_PERSON,
        UNKNOWN_NUMBER,
        CHILD_LABEL,
        PAGE,
        PAGE_SUBJECT,
        PAGE_TAKEN,
        PAGE_TAKEN_SUBJECT,
        PAGE_YOURS,
        PAGE_YOURS_SUBJECT,
        PAGE_REMINDER,
        PAGE_REMINDER_SUBJECT,
        PAGE_ROTA,
        PAGE_ROTA_SUBJECT,
        PAGE_VOICE,
        PAGE_VOICE_WRONG,
        PAGE_VOICE_YOURS,
        PAGE_VOICE_TAKEN,
        PAGE_VOICE_OVER,
        PAGE_CODES,
        PAGE_CODES_SUBJECT,
        PAGE_VOICE_OFF,
    }
)
