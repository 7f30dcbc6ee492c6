"""When a check-in is done, and what its signature needs: individually and together, every item (6.1, 6.3).

The machine prepares; a person signs, and a supervisor reviews. What could not be had is not made up: it
is signed with a written reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from flows.vocabulary import Answer, Finding, Item, Outcome, PartStatus, Question

LAST_CHECK_IN: Final = 3

SECTION: Final[Mapping[Item, str]] = {
    Item.RESIDES: "6.3",
    Item.SCHOOL_ENROLLED: "6.3",
    Item.SCHOOL_ATTENDING: "6.3",
    Item.COURT_AWARE: "6.3",
    Item.HEALTHY: "6.3",
    Item.SAFE: "6.3",
    Item.HIGHER_LEVEL: "6.2.3",
    Item.CARE_AGREEMENT: "6.2.3",
    Item.RESOURCES: "6.2.3",
    Item.RED_FLAGS: "6.2.4",
}

ASKED_AS: Final[Mapping[Item, Question]] = {
    Item.RESIDES: Question.RESIDENCE,
    Item.SCHOOL_ENROLLED: Question.SCHOOL_ENROLLED,
    Item.SCHOOL_ATTENDING: Question.SCHOOL_ATTENDING,
    Item.COURT_AWARE: Question.COURT_AWARE,
    Item.HEALTHY: Question.HEALTH,
    Item.SAFE: Question.SAFETY,
}
"""The question whose answers stand beside an item; the others are the signer's own to say."""


class Part(StrEnum):
    """Where one person's part of a check-in stands for its signature."""

    HELD = "held"
    UNABLE = "unable"
    """Documented, with all attempts, or overtaken by the next check-in: never counted as held."""
    NOT_WISHED = "not_wished"
    """Taking part is not mandatory (6.1): signed with a written reason."""
    NOT_ASKED = "not_asked"
    """Spoken with, and nobody asked whether the child is safe: signed with a written reason, never held."""
    NOBODY = "nobody"
    RUNNING = "running"


class Lacks(StrEnum):
    """What a signature still lacks; staff wording is looked up by this code."""

    BODIES_UNSEEN = "bodies_unseen"
    PART_RUNNING = "part_running"
    ITEMS = "items"
    PART_REASON = "part_reason"
    JOINT_REASON = "joint_reason"
    ALONE_REASON = "alone_reason"
    CONCERN = "concern"
    REFERRAL = "referral"
    REFERRAL_UNDECIDED = "referral_undecided"
    LEVEL_REASON = "level_reason"


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What is on file when somebody wants to sign. `number`: 1 to 3.

    `unseen`: messages of this case that nobody has seen. `joint`: a joint contact is on file for this
    check-in. `child_alone`: in this or an earlier check-in the child was spoken with alone, by voice or
    video. `concerns`: concerns on file for this case. `undecided`: referrals proposed and not decided;
    `referrals`: made or accepted. `special`: one of the children of 6.2.11, at Level One.
    """

    number: int
    unseen: int = 0
    child: Part = Part.HELD
    sponsor: Part = Part.HELD
    joint: bool = True
    child_alone: bool = True
    concerns: int = 0
    undecided: int = 0
    referrals: int = 0
    special: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What the signer says: a finding for each item, and written reasons where something is missing."""

    findings: Mapping[Item, Finding] = field(default_factory=dict)
    part_reason: str = ""
    joint_reason: str = ""
    alone_reason: str = ""
    level_reason: str = ""


def part_state(status: PartStatus | None, outcome: Outcome | None) -> Part:
    """How a part stands; `status` None where the case has no such person."""
    if status is None:
        return Part.NOBODY
    if status is PartStatus.REACHED:
        return Part.HELD
    if status is PartStatus.NOT_COMPLETED:
        return _ENDED.get(outcome, Part.RUNNING) if outcome else Part.RUNNING
    return Part.RUNNING


_ENDED: Final = {
    Outcome.UNABLE_TO_CONTACT: Part.UNABLE,
    Outcome.NOT_HELD_IN_TIME: Part.UNABLE,
    Outcome.DECLINED: Part.NOT_WISHED,
    Outcome.OPTED_OUT: Part.NOT_WISHED,
    Outcome.SAFETY_NOT_ASKED: Part.NOT_ASKED,
}


def is_held(facts: SigningFacts) -> bool:
    """Whether the contacts of a check-in were held individually and together (6.1)."""
    return facts.child is Part.HELD and facts.sponsor is Part.HELD and facts.joint


def lacking(facts: SigningFacts, said: Said) -> tuple[Lacks, ...]:
    """Everything that a signature still lacks; none when the check-in may be signed (6.1, 6.2.3, 6.3)."""
    found = [*_before_anything(facts), *_reasons(facts, said), *_consequences(facts, said)]
    if set(said.findings) != set(Item):
        found.append(Lacks.ITEMS)
    return tuple(code for code in Lacks if code in found)


def needs_part_reason(facts: SigningFacts) -> bool:
    """Whether somebody did not wish to take part, was not asked, or is not there: the signer says why."""
    return {facts.child, facts.sponsor} & {Part.NOT_WISHED, Part.NOT_ASKED, Part.NOBODY} != set()


def needs_joint_reason(facts: SigningFacts) -> bool:
    """Whether the joint contact is missing although both could be reached (6.1)."""
    return not facts.joint and facts.child is Part.HELD and facts.sponsor is Part.HELD


def needs_alone_reason(facts: SigningFacts) -> bool:
    """Whether the third is signed with no part of the child held alone, by voice or video."""
    return facts.number == LAST_CHECK_IN and not facts.child_alone


def _before_anything(facts: SigningFacts) -> Collection[Lacks]:
    found = []
    if facts.unseen:
        found.append(Lacks.BODIES_UNSEEN)
    if Part.RUNNING in (facts.child, facts.sponsor):
        found.append(Lacks.PART_RUNNING)
    return found


def _reasons(facts: SigningFacts, said: Said) -> Collection[Lacks]:
    wanted = (
        (needs_part_reason(facts), said.part_reason, Lacks.PART_REASON),
        (needs_joint_reason(facts), said.joint_reason, Lacks.JOINT_REASON),
        (needs_alone_reason(facts), said.alone_reason, Lacks.ALONE_REASON),
        (facts.special, said.level_reason, Lacks.LEVEL_REASON),
    )
    return [code for needed, words, code in wanted if needed and not words.strip()]


def _consequences(facts: SigningFacts, said: Said) -> Collection[Lacks]:
    """An unsafe child has a concern on file (6.3); a need has a referral, made or refused (6.2.4)."""
    found = []
    if said.findings.get(Item.SAFE) is Finding.NO and not facts.concerns:
        found.append(Lacks.CONCERN)
    if said.findings.get(Item.HIGHER_LEVEL) is Finding.YES and not facts.referrals:
        found.append(Lacks.REFERRAL)
    if facts.undecided:
        found.append(Lacks.REFERRAL_UNDECIDED)
    return found


def first_guess(child: Answer | None, sponsor: Answer | None) -> Finding | None:
    """What the form starts with: only where all who answered say the same, plainly; else the signer says."""
    said = {answer for answer in (child, sponsor) if answer is not None}
    if said == {Answer.YES}:
        return Finding.YES
    if said == {Answer.NO}:
        return Finding.NO
    return None


def outcome_of_call(left: Collection[Question], answered: Collection[Question]) -> Outcome:
    """How a part ended that a person held by voice: `left` was not asked, `answered` is on file (6.3).

    Without the safety question it is not held, whoever was spoken with.
    """
    if not left:
        return Outcome.COMPLETED
    if Question.SAFETY in answered:
        return Outcome.STOPPED_AFTER_SAFETY
    return Outcome.SAFETY_NOT_ASKED
