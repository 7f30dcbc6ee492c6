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


class Refused(ValueError):
    """Something cannot be done as things stand; nothing has changed."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
