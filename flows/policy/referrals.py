"""Referrals to Level Two and Three: what a need proposes, and who may do what with it (6.2.3, 6.2.4, 6.3).

Level One serves no need by itself: every need proposes a referral. The machine proposes; a named
person makes it, hands the case to another provider, or refuses it with a reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.vocabulary import Level, Need, ReferralState, TaskKind

SECTIONS: Final[Mapping[Need, str]] = {
    Need.SCHOOL: "6.2.6",
    Need.LEGAL: "6.2.5",
    Need.HEALTH: "6.2.7",
    Need.MENTAL_HEALTH: "6.2.7",
    Need.BASIC_NEEDS: "6.2.10",
    Need.TRANSPORTATION: "6.2.10",
    Need.GUARDIANSHIP: "6.2.5",
    Need.WORK: "6.2.10",
    Need.INTERPRETER: "6.2.13",
    Need.OTHER: "6.2.4",
}
"""The service that each need belongs to: of those of 6.2.5 to 6.2.13, none is served at Level One."""

PROPOSED_LEVEL: Final = Level.TWO
"""What the machine proposes. Level Three comes only after a thorough assessment by a person (6.5)."""

LEVELS: Final = (Level.TWO, Level.THREE)

NEXT: Final[Mapping[ReferralState, frozenset[ReferralState]]] = {
    ReferralState.PROPOSED: frozenset({ReferralState.MADE, ReferralState.TRANSFER, ReferralState.REFUSED}),
    ReferralState.MADE: frozenset({ReferralState.ACCEPTED, ReferralState.TRANSFER}),
    ReferralState.TRANSFER: frozenset({ReferralState.ACCEPTED}),
    ReferralState.ACCEPTED: frozenset(),
    ReferralState.REFUSED: frozenset({ReferralState.PROPOSED}),
}
"""What may follow. A refusal can be taken back; a referral that was made is never refused here."""

OPEN: Final = frozenset({ReferralState.PROPOSED, ReferralState.MADE, ReferralState.TRANSFER})
"""Something is still to be done by somebody."""

_NEEDS_OF: Final[Mapping[TaskKind, tuple[Need, ...]]] = {
    TaskKind.SCHOOL: (Need.SCHOOL,),
    TaskKind.NEED: (Need.OTHER,),
}


class Lacks(StrEnum):
    """What a step of a referral still lacks; staff wording is looked up by this code."""

    NOT_NOW = "not_now"
    REASON = "reason"
    OWNER = "owner"
    RECEIVER = "receiver"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Step:
    """What a person wants to do with a referral. `words`: the reason, the receiver or the assessment."""

    to: ReferralState
    level: Level
    has_owner: bool
    words: str = ""


def proposed_needs(kind: TaskKind, mentioned: Iterable[Need] = ()) -> tuple[Need, ...]:
    """The needs that a task proposes a referral for: those mentioned, else what its kind is about (6.2.4)."""
    named = tuple(dict.fromkeys(mentioned))
    return named or _NEEDS_OF.get(kind, ())


def lacking(now: ReferralState, step: Step) -> Lacks | None:
    """What keeps a step from being taken; None when nothing does.

    Refused only with a reason (6.2.4); handed to another provider only with its name (6.3); Level
    Three only with the assessment it rests on (6.5); every open referral has an owner.
    """
    if step.to not in NEXT[now]:
        return Lacks.NOT_NOW
    said = bool(step.words.strip())
    if step.to is ReferralState.REFUSED:
        return None if said else Lacks.REASON
    if step.to is ReferralState.TRANSFER and not said:
        return Lacks.RECEIVER
    if step.to is ReferralState.MADE and step.level is Level.THREE and not said:
        return Lacks.ASSESSMENT
    if step.to in (ReferralState.MADE, ReferralState.TRANSFER) and not step.has_owner:
        return Lacks.OWNER
    return None
