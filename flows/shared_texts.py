"""Keys of the texts that belong to no questionnaire, and who fills in what they need."""

NEUTRAL = "neutral"
"""The one text for whoever needs a person, for whatever reason; it never says which."""
WHO = "who"
HELP = "help"
LATER = "later"
STOPPED = "stopped"
WRONG_PERSON = "wrong_person"
UNKNOWN_NUMBER = "unknown_number"
CHILD_LABEL = "label.child"
"""What a child is called to the sponsor when no label was agreed at enrolment."""

PAGE, PAGE_SUBJECT = "page", "page.subject"
"""To staff: look now. Content-free, for a page may be read by anybody."""

SHARED_TEXTS = frozenset(
    {
        NEUTRAL,
        WHO,
        HELP,
        LATER,
        STOPPED,
        WRONG_PERSON,
        UNKNOWN_NUMBER,
        CHILD_LABEL,
        PAGE,
        PAGE_SUBJECT,
    }
)
