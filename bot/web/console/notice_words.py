"""What the worksheet of a NOC, its duties and the numbers of States say to staff."""

from collections.abc import Mapping

from bot.desk.viewer import Why
from bot.notices.contacts import Wrong
from bot.notices.worksheet import Missing
from flows.policy.notices import rules
from flows.vocabulary import (
    ContactKind,
    Custody,
    DutyKind,
    DutyState,
    NocReason,
    NotFiled,
    NoticeStatus,
    NoticeStep,
    NoticeVia,
    SafeNow,
)

REASON: Mapping[NocReason, str] = {reason: rule.words for reason, rule in rules().reasons.items()}
"""The words of 6.8.6."""

DUTY: Mapping[DutyKind, str] = {
    DutyKind.EMERGENCY_SERVICES: "Emergency services",
    DutyKind.ORR_NOC: "ORR: the NOC itself",
    DutyKind.OTIP: "OTIP: trafficking",
    DutyKind.CPS: "Child protective services",
    DutyKind.POLICE: "Police",
    DutyKind.SPONSOR_POLICE: "The sponsor tells the police",
    DutyKind.NCMEC: "The sponsor tells NCMEC",
    DutyKind.PROJECT_OFFICER: "ORR Project Officer",
    DutyKind.REFERRAL: "Referral to Level Two or Three",
}

DUTY_STATE: Mapping[DutyState, str] = {
    DutyState.OPEN: "to be done",
    DutyState.DONE: "done",
    DutyState.NOT_NEEDED: "not needed",
}

STATUS: Mapping[NoticeStatus, str] = {
    NoticeStatus.DRAFT: "Draft",
    NoticeStatus.IN_REVIEW: "Waiting for a supervisor’s review",
    NoticeStatus.RETURNED: "Returned by the supervisor",
    NoticeStatus.APPROVED: "Approved: submit it to ORR now",
    NoticeStatus.SUBMITTED: "Submitted to ORR",
    NoticeStatus.NOT_FILED: "Not filed",
}

STEP: Mapping[NoticeStep, str] = {
    NoticeStep.DRAWN: "Drawn from what is on file",
    NoticeStep.SAVED: "Saved",
    NoticeStep.SENT_TO_REVIEW: "Sent to review",
    NoticeStep.APPROVED: "Approved",
    NoticeStep.RETURNED: "Returned",
    NoticeStep.SUBMITTED: "Submitted to ORR",
    NoticeStep.NOT_FILED: "Decided not to file",
    NoticeStep.REOPENED: "Opened again",
}

NOT_FILED: Mapping[NotFiled, str] = {
    NotFiled.NO_SAFETY_CONCERN: "The placement is disrupted, with no safety concern: a referral instead",
    NotFiled.DID_NOT_HAPPEN: "What was suspected did not happen",
    NotFiled.ALREADY_REPORTED: "It is part of a NOC that was submitted already",
    NotFiled.OTHER: "Another reason: say it below",
}

VIA: Mapping[NoticeVia, str] = {
    NoticeVia.CASE_SYSTEM: "ORR’s online case system",
    NoticeVia.EMAIL: "e-mail to ORR",
    NoticeVia.PHONE: "a call to ORR",
    NoticeVia.OTHER: "another way",
}

CUSTODY: Mapping[Custody, str] = {
    Custody.NOT_KNOWN: "Not known",
    Custody.NO: "No",
    Custody.ORR: "Yes, in ORR custody",
    Custody.FEDERAL: "Yes, in other federal custody",
}

SAFE_NOW: Mapping[SafeNow, str] = {
    SafeNow.NOT_KNOWN: "Not known",
    SafeNow.YES: "Yes",
    SafeNow.NO: "No",
}

CONTACT: Mapping[ContactKind, str] = {
    ContactKind.CPS: "Child protective services",
    ContactKind.POLICE: "Police",
}

MISSING: Mapping[Missing, str] = {
    Missing.REASON: "Tick at least one reason.",
    Missing.FACTS: "Write down the facts.",
    Missing.ACTIONS: "Write down what was done; if nothing was, say so.",
}

WRONG: Mapping[Wrong, str] = {
    Wrong.STATE: "Choose a State by its two letters, such as VA.",
    Wrong.NAME: "Say who answers at this number, in at most 120 characters.",
    Wrong.NUMBER: "Write the whole number with its area code, such as 202-555-0130. 911 is shown anyway.",
    Wrong.SOURCE: "Name the official page or list where you found it, in at most 300 characters.",
    Wrong.SEEN_ON: "Give the day on which you looked at the source: today or earlier.",
    Wrong.LAW_HOURS: "Write whole hours, 0 for at once, up to 720; or leave it empty.",
}

DEED: Mapping[str, str] = {"acknowledged": "took the concern", "called": "called"}

WHY: Mapping[Why, str] = {
    Why.CHANGED_MEANWHILE: (
        "Not saved yet: a colleague saved another version while you wrote. What you wrote stands below. "
        "Look at the newest version, take over what is missing, then save again."
    ),
    Why.ALREADY_DECIDED: "A person has decided about this NOC already. Open it again to change it.",
    Why.NOT_DECIDED: "Nobody has decided about this NOC yet: go on writing. Nothing was changed.",
    Why.NOT_IN_REVIEW: "This draft is not waiting for review any more. Nothing was changed.",
    Why.NOT_APPROVED: "A supervisor has to approve this draft first: send it to review.",
    Why.NOT_A_SUPERVISOR: "Only a supervisor reviews a NOC (6.9.4).",
    Why.OWN_DRAFT: (
        "You wrote or sent this draft, so you may not review it: another supervisor has to, also when you "
        "are the only one (6.9.4). Ask an administrator to add a supervisor. The 24 hours run on."
    ),
    Why.REMARK_MISSING: "Not saved yet. Say why in your own words, then press the button again.",
    Why.REFERENCE_MISSING: (
        "Not saved yet. Write ORR’s reference; if ORR gave none, write “none given”."
    ),
    Why.WORDS_TOO_LONG: "Not saved yet. A text is too long: shorten it, then press the button again.",
    Why.CHOICE_MISSING: "Not saved yet. Choose one of the answers, then press the button again.",
    Why.TIME_NOT_CLEAR: "Not saved yet. Give the day and the time of day, such as 10:15.",
    Why.TIME_TO_COME: "Not saved yet. This time is still to come: give the time when it happened.",
    Why.BEFORE_SUSPICION: (
        "Not saved yet. This time is before the first suspicion: check the day and the time."
    ),
    Why.MORE_THAN_PLACEMENT: (
        "Not saved. More than a disrupted placement is suspected here, so this is no mere referral: file "
        "the NOC, or choose another reason and say why."
    ),
    Why.TICKED_BY_NOTICE: "This line is ticked by recording the submission, or the decision not to file.",
    Why.DUTY_NOTE_MISSING: (
        "Not saved yet. Say who took the report and its number, or why it is not needed."
    ),
    Why.SPONSOR_NOT_CHECKED: (
        "Not saved. First say whether the sponsor is thought to be the danger; before that nobody calls."
    ),
    Why.NOT_ABOUT_SPONSOR: "This duty has nothing to do with the sponsor. Nothing was changed.",
}  # fmt: skip


def deed(code: str) -> str:
    """What somebody did, by the code as kept."""
    known = {str(kind): f"told: {words}" for kind, words in DUTY.items()}
    return {**known, **DEED}.get(code, code)
