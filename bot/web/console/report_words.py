"""What signing, reports, referrals and closing say to staff. No word blames a family."""

from collections.abc import Mapping

from bot.desk.viewer import Why
from flows.policy.closure import NotYet
from flows.policy.referrals import Lacks as ReferralLacks
from flows.policy.signing import Lacks, Part
from flows.vocabulary import (
    ClosureReason,
    ClosureState,
    ContactWith,
    Finding,
    Interpreting,
    Item,
    Medium,
    ReferralState,
    ReportKind,
    ReportStatus,
    TaskKind,
    TaskReason,
)

ITEM: Mapping[Item, str] = {
    Item.RESIDES: "The child lives with the sponsor",
    Item.SCHOOL_ENROLLED: "The child is enrolled in school",
    Item.SCHOOL_ATTENDING: "The child attends school",
    Item.COURT_AWARE: "Child and sponsor know of upcoming court dates",
    Item.HEALTHY: "The child is healthy",
    Item.SAFE: "The child is safe",
    Item.HIGHER_LEVEL: "A higher level of services is needed",
    Item.CARE_AGREEMENT: "The Sponsor Care Agreement was reviewed with the sponsor",
    Item.RESOURCES: "The sponsor can reach resources in the community",
    Item.RED_FLAGS: "Risks and red flags were explained",
}

FINDING: Mapping[Finding, str] = {
    Finding.YES: "Yes",
    Finding.NO: "No",
    Finding.NOT_KNOWN: "Not known",
}

PART: Mapping[Part, str] = {
    Part.HELD: "held",
    Part.UNABLE: "not held, with all attempts on file",
    Part.NOT_WISHED: "did not wish to take part",
    Part.NOT_ASKED: "spoken with, and safety was not asked",
    Part.NOBODY: "nobody on file",
    Part.RUNNING: "still under way",
}

LACKS: Mapping[Lacks, str] = {
    Lacks.BODIES_UNSEEN: "Messages that nobody has seen are waiting: read them in the case and mark them.",
    Lacks.PART_RUNNING: "The child’s or the sponsor’s part is still under way: hold it, or document that "
    "nobody could be reached.",
    Lacks.ITEMS: "Choose a finding for every item.",
    Lacks.PART_REASON: "Say why the child’s or the sponsor’s part is missing.",
    Lacks.JOINT_REASON: "Say why child and sponsor were not spoken with together.",
    Lacks.ALONE_REASON: "In none of the three check-ins was the child spoken with alone by phone or video: "
    "say why.",
    Lacks.CONCERN: "The child is not safe, and no concern is on file: raise it first. The 24 hours run.",
    Lacks.REFERRAL: "A higher level is needed: propose the referral and decide on it first.",
    Lacks.REFERRAL_UNDECIDED: "A referral is proposed: make it, or decline it with a reason, first.",
    Lacks.LEVEL_REASON: "This child is presumed to need Level Two or Three (6.2.11): say why Level One is "
    "enough. A lack of resources is never the reason.",
}

WITH: Mapping[ContactWith, str] = {
    ContactWith.CHILD: "with the child",
    ContactWith.SPONSOR: "with the sponsor",
    ContactWith.TOGETHER: "with both together",
}

MEDIUM: Mapping[Medium, str] = {Medium.VOICE: "phone", Medium.VIDEO: "video"}

INTERPRETING: Mapping[Interpreting, str] = {
    Interpreting.NOT_NEEDED: "I speak this language with them",
    Interpreting.QUALIFIED: "a qualified interpreter, never somebody of the family",
}

KIND: Mapping[ReportKind, str] = {
    ReportKind.CHECK_IN: "Check-in",
    ReportKind.CLOSING: "Closing report",
}

STATUS: Mapping[ReportStatus, str] = {
    ReportStatus.SIGNED: "Signed, waiting for a supervisor’s review",
    ReportStatus.RETURNED: "Returned by the supervisor: correct it and sign again",
    ReportStatus.REVIEWED: "Reviewed: upload it to ORR’s case system",
    ReportStatus.UPLOADED: "Uploaded to ORR’s case system",
}

STEP: Mapping[ReportStatus, str] = {
    ReportStatus.SIGNED: "Signed",
    ReportStatus.RETURNED: "Returned",
    ReportStatus.REVIEWED: "Reviewed",
    ReportStatus.UPLOADED: "Uploaded",
}

REFERRAL: Mapping[ReferralState, str] = {
    ReferralState.PROPOSED: "Proposed: decide on it",
    ReferralState.MADE: "Made within our organization",
    ReferralState.TRANSFER: "On its way to another provider",
    ReferralState.ACCEPTED: "Accepted",
    ReferralState.REFUSED: "Not made, with a reason",
}

REFERRAL_STEP: Mapping[ReferralState, str] = {
    ReferralState.PROPOSED: "Propose it again",
    ReferralState.MADE: "Make the referral",
    ReferralState.TRANSFER: "No capacity here: transfer to another provider",
    ReferralState.ACCEPTED: "It was accepted",
    ReferralState.REFUSED: "Do not make it",
}

REFERRAL_LACKS: Mapping[ReferralLacks, str] = {
    ReferralLacks.NOT_NOW: "A colleague was faster: this referral stands elsewhere now. Nothing was changed.",
    ReferralLacks.REASON: "Not saved yet. Say why no referral is made.",
    ReferralLacks.OWNER: "Not saved yet. Choose who follows it up.",
    ReferralLacks.RECEIVER: "Not saved yet. Say which provider takes the case.",
    ReferralLacks.ASSESSMENT: "Not saved yet. Level Three needs a thorough assessment (6.5): say when it was "
    "and what it found.",
}

CLOSURE: Mapping[ClosureReason, str] = {
    ClosureReason.THREE_CHECK_INS: "Three check-ins are done and no further services are needed",
    ClosureReason.TURNED_18: "The child has turned 18",
    ClosureReason.VOLUNTARY_DEPARTURE: "Voluntary departure was granted",
    ClosureReason.LAWFUL_STATUS: "Lawful immigration status was granted",
    ClosureReason.FINAL_ORDER: "The child left the United States under a final order",
    ClosureReason.DISENGAGED: "The sponsor chose to end these services",
    ClosureReason.HIGHER_LEVEL: "A higher level, or another provider, has taken the case",
}

CLOSURE_STATE: Mapping[ClosureState, str] = {
    ClosureState.PROPOSED: "proposed",
    ClosureState.CLOSED: "closed",
    ClosureState.NOT_CLOSED: "kept open",
}

NOT_YET: Mapping[NotYet, str] = {
    NotYet.CONCERN_OPEN: "A concern is open: decide about it first.",
    NotYet.NOT_REVIEWED: "Not all three check-ins are signed and reviewed.",
    NotYet.REFERRAL_OPEN: "A referral is proposed: make it, or decline it with a reason, first.",
    NotYet.NO_REFERRAL: "No referral was accepted yet: services go on until one is.",
    NotYet.NO_DATE: "Give the day on which services end.",
    NotYet.DATE_TO_COME: "This day is still to come. Texts stop on it; close the case then.",
    NotYet.CHILD_GOES_ON: "The child wishes to go on: the child’s check-ins go on, and the Project Officer "
    "is asked.",
    NotYet.WORDS_MISSING: "Say in your own words why.",
}

TASK_KIND: Mapping[TaskKind, str] = {
    TaskKind.SIGN: "Sign a check-in",
    TaskKind.REPORT: "Report",
    TaskKind.CLOSING: "Closing of the case",
}

TASK_REASON: Mapping[TaskReason, str] = {
    TaskReason.JOINT_CONTACT: "Speak with child and sponsor together: ask both when they can talk",
    TaskReason.PARTS_DOCUMENTED: "All parts are documented: sign the check-in",
    TaskReason.REPORT_TO_REVIEW: "Waits for a supervisor’s review",
    TaskReason.REPORT_RETURNED: "Returned by the supervisor",
    TaskReason.REPORT_TO_UPLOAD: "To be uploaded within 7 days of its signature",
    TaskReason.CLOSING_PROPOSED: "Services may end: decide whether the case is closed",
    TaskReason.CLOSING_REPORT_DUE: "The closing report is due within 30 days of the closing",
    TaskReason.PROJECT_OFFICER: "The sponsor ends services, the child wishes to go on: ask the ORR Project "
    "Officer",
}

WHY: Mapping[Why, str] = {
    Why.NOT_COMPLETE: "Not signed yet. See what is still missing below.",
    Why.STEP_MISSING: (
        "Not finished: this task ends by itself with the signature, the review, the upload or the decision. "
        "Nothing was changed."
    ),
    Why.NOT_SPOKEN: "Not saved yet. Answers can be written down only of the person you spoke with.",
    Why.ANSWER_NOT_CLEAR: "Not saved yet. Give a day for the court date, such as 2026-05-04.",
    Why.OWN_REPORT: "You signed this report, so another supervisor reviews it (6.9.4).",
    Why.REPORT_NOT_THERE: "This step is not open for the report as it stands. Nothing was changed.",
    Why.CASE_CLOSED: "This case is closed. Nothing was changed.",
    Why.NOT_PROPOSED: "Nothing is proposed here any more. Nothing was changed.",
    Why.STILL_OPEN: "Not closed. See below what comes first.",
    Why.COMPLAINED_OF: "A complaint cannot go to whom it may be about. Choose somebody else.",
}
