"""Complaints about the services: documented, responded to, resolved (6.7.6).

The policy guide states no time; the numbers here are the provider's own procedure. A complaint never goes
to whoever it is about.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from flows.policy.calendar import add_business_days
from flows.vocabulary import GrievanceState

RESOLVE_DAYS: Final = 10
"""Business days from the day of the complaint until it is resolved."""


class LacksOf(StrEnum):
    """What a step of a complaint lacks; staff wording is looked up by this code."""

    NOT_NOW = "not_now"
    WORDS = "words"
    OUTCOME = "outcome"


NEXT: Final = {
    GrievanceState.OPEN: frozenset({GrievanceState.OPEN, GrievanceState.ANSWERED, GrievanceState.RESOLVED}),
    GrievanceState.ANSWERED: frozenset({GrievanceState.ANSWERED, GrievanceState.RESOLVED}),
    GrievanceState.RESOLVED: frozenset({GrievanceState.OPEN}),
}
"""Steps from each state: passing on to another owner keeps it, and what was resolved may come up again."""


def resolve_by(received_on: dt.date) -> dt.date:
    """The local day by which a complaint is to be resolved."""
    return add_business_days(received_on, RESOLVE_DAYS)


def lacking(now: GrievanceState, to: GrievanceState, *, words: bool, outcome: bool) -> LacksOf | None:
    """What is missing for a step; None when it may be taken. Each says in words what was done."""
    if to not in NEXT[now]:
        return LacksOf.NOT_NOW
    if not words:
        return LacksOf.WORDS
    if (to is GrievanceState.RESOLVED) is not outcome:
        return LacksOf.OUTCOME
    return None


def owner_among(in_charge: Sequence[uuid.UUID], not_these: Sequence[uuid.UUID | None]) -> uuid.UUID | None:
    """Who gets a complaint: the first in charge whom it may not be about; None when there is nobody."""
    return next((staff_id for staff_id in in_charge if staff_id not in not_these), None)
