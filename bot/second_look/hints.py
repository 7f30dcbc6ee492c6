"""What was asked, in plain English, as the sentence model reads it before the reply.

"Yes" means nothing without its question: the model reads both as one text. The reply's own language
does not matter; the model knows some hundred.
"""

from flows.vocabulary import Question, Role

HINTS: dict[Question, tuple[str, str]] = {
    Question.NONE: ("child writes:", "sponsor writes:"),
    Question.CONSENT: ("good time to talk in private?", "good time to talk in private?"),
    Question.RESIDENCE: ("do you live with your sponsor?", "does the child live with you?"),
    Question.SCHOOL_ENROLLED: ("are you enrolled in school?", "is the child enrolled in school?"),
    Question.SCHOOL_ATTENDING: (
        "do you go to school most days?",
        "does the child go to school most days?",
    ),
    Question.COURT_AWARE: ("do you know your court date?", "do you know the child's court date?"),
    Question.COURT_DATE: ("what date is your court hearing?", "what date is the child's court hearing?"),
    Question.HEALTH: ("are you healthy and well?", "is the child healthy and well?"),
    Question.SAFETY: ("do you feel safe at home?", "does the child feel safe at home?"),
    Question.SUPPORT: ("do you need help with anything?", "does the child need help with anything?"),
}


def hint(question: Question, role: Role) -> str:
    """The question as it is put before the reply of a child or a sponsor."""
    return "query: " + HINTS[question][role is Role.SPONSOR]
