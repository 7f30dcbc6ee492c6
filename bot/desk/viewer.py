"""The member of staff who looks or acts, and the two ways in which the desk says no."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from bot.runtime import Work
from flows.vocabulary import StaffRole
from storage.queries.scope import Scope

SEES_ALL = frozenset({StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in."""

    staff_id: uuid.UUID
    name: str
    role: StaffRole

    @property
    def supervises(self) -> bool:
        """Whether this person answers for the work of others: supervisors and administrators."""
        return self.role in SEES_ALL

    def scope(self, work: Work) -> Scope:
        """What this person may see."""
        return Scope(work.settings.provider_id, self.staff_id, self.role in SEES_ALL)


class NotHere(LookupError):
    """There is no such thing, or it is outside this person's caseload: the two look the same."""


class Why(StrEnum):
    """Why the desk refuses to do something; staff wording is looked up by this code."""

    ALREADY_DONE = "already_done"
    NO_CONVERSATION = "no_conversation"
    TAKEN_BY_OTHER = "taken_by_other"
    NOT_TAKEN_OVER = "not_taken_over"
    NOTE_MISSING = "note_missing"
    NOTE_TOO_LONG = "note_too_long"
    NO_RESULT = "no_result"
    NOT_A_CALL = "not_a_call"
    EFFORTS_MISSING = "efforts_missing"
    CALL_TO_COME = "call_to_come"
    CALL_TOO_EARLY = "call_too_early"
    NOT_PAUSED = "not_paused"
    PAUSE_NOT_CLEAR = "pause_not_clear"
    SHIFT_NOT_CLEAR = "shift_not_clear"
    NO_URGENCY = "no_urgency"
    NOT_IN_CASE = "not_in_case"
    NOT_YOURS_TO_WRITE = "not_yours_to_write"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    NAMES_SOMEBODY = "names_somebody"
    OPTED_OUT = "opted_out"
    MAY_NOT_BE_TEXTED = "may_not_be_texted"
    NO_OUTCOME = "no_outcome"
    NOTICE_OPEN = "notice_open"
    DUTIES_OPEN = "duties_open"
    OTHER_DECISION = "other_decision"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ALREADY_DECIDED = "already_decided"
    NOT_DECIDED = "not_decided"
    NOT_IN_REVIEW = "not_in_review"
    NOT_APPROVED = "not_approved"
    NOT_A_SUPERVISOR = "not_a_supervisor"
    OWN_DRAFT = "own_draft"
    REMARK_MISSING = "remark_missing"
    REFERENCE_MISSING = "reference_missing"
    WORDS_TOO_LONG = "words_too_long"
    CHOICE_MISSING = "choice_missing"
    TIME_NOT_CLEAR = "time_not_clear"
    TIME_TO_COME = "time_to_come"
    BEFORE_SUSPICION = "before_suspicion"
    MORE_THAN_PLACEMENT = "more_than_placement"
    TICKED_BY_NOTICE = "ticked_by_notice"
    DUTY_NOTE_MISSING = "duty_note_missing"
    SPONSOR_NOT_CHECKED = "sponsor_not_checked"
    NOT_ABOUT_SPONSOR = "not_about_sponsor"
    NOT_YOUR_ACCOUNTS = "not_your_accounts"
    ACCOUNT_CLOSED = "account_closed"
    NOT_COMPLETE = "not_complete"
    STEP_MISSING = "step_missing"
    NOT_SPOKEN = "not_spoken"
    ANSWER_NOT_CLEAR = "answer_not_clear"
    OWN_REPORT = "own_report"
    REPORT_NOT_THERE = "report_not_there"
    CASE_CLOSED = "case_closed"
    NOT_PROPOSED = "not_proposed"
    STILL_OPEN = "still_open"
    COMPLAINED_OF = "complained_of"


class Refused(ValueError):
    """Something cannot be done as things stand; nothing has changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
