"""What raising, closing and correcting a concern, and writing as a person, say to staff."""

from collections.abc import Mapping

from bot.desk.viewer import Why
from flows.vocabulary import ConcernOutcome, ConcernSource, Verdict

SOURCE: Mapping[ConcernSource, str] = {
    ConcernSource.READING: "the words of a message",
    ConcernSource.ANSWER: "the answer to a question",
    ConcernSource.AGREED_WORD: "the agreed word for danger",
    ConcernSource.POLICY: "a rule",
    ConcernSource.STAFF: "a colleague",
    ConcernSource.CONTRADICTION: "child and sponsor answered differently",
}
"""What gave rise to a concern."""

CALL_CHILD_FIRST = "Call the child first. Quote neither to the other."
"""Stands on a concern that came of a contradiction."""

OUTCOME: Mapping[ConcernOutcome, str] = {
    ConcernOutcome.NOC_SUBMITTED: "The NOC was submitted",
    ConcernOutcome.NOT_FILED: "No NOC: the reason is in the worksheet",
    ConcernOutcome.REFERRAL: "No NOC: referred to Level Two or Three",
    ConcernOutcome.NO_CONCERN: "No NOC: there was no concern",
    ConcernOutcome.DUPLICATE: "No NOC: another concern holds it",
}

VERDICT: Mapping[Verdict, str] = {
    Verdict.MISSED: "a colleague says: this was missed",
    Verdict.NO_CONCERN: "a colleague says: this was no concern",
}

BEFORE_OWN_WORDS = (
    "Anybody may read this phone. No names, no places, no dates, nothing about why you write, and never "
    "what was said (6.8.5). Ask nothing that could be answered with a story."
)
"""Stands above the field for words of one's own."""

WHY: Mapping[Why, str] = {
    Why.NO_URGENCY: "Not saved yet. Choose emergency or concern, then press the button again.",
    Why.NOT_IN_CASE: "Not saved: choose a person of this case.",
    Why.NOT_YOURS_TO_WRITE: "Nothing was sent. Take over first: until then the machine speaks here.",
    Why.NO_TEXT: "Nothing was sent. Choose a phrase, or write your own words.",
    Why.TEXT_TOO_LONG: "Nothing was sent. A text may have 320 characters: shorten it.",
    Why.NAMES_SOMEBODY: "Nothing was sent. A first name or an agreed word stands in it: leave it out.",
    Why.OPTED_OUT: "Nothing was sent. This number wants no more texts: a call may still be right.",
    Why.MAY_NOT_BE_TEXTED: "Nothing was sent. This phone may not be texted now: see the case for why.",
    Why.NO_OUTCOME: "Not closed yet. Choose how it ended, then press the button again.",
    Why.NOTICE_OPEN: "Not closed. Decide about the report first: submitted, or not filed and why.",
    Why.DUTIES_OPEN: "Not closed. Somebody is still to be told: see the list of duties.",
    Why.OTHER_DECISION: "Not closed. The worksheet says something else about the report.",
}
