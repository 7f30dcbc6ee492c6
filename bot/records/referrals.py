"""Referrals to Level Two and Three: proposed by every need, made or refused by a person (6.2.4)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.codes import known
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.policy.referrals import PROPOSED_LEVEL, Lacks, Step, lacking
from flows.vocabulary import Level, Need, ReferralState
from storage.models import Case, Referral, ReferralStep, Staff
from storage.queries import caseload, reports

WORDS = "words"
LONGEST_WORDS = 2000


class StepLacks(Refused):
    """A step of a referral cannot be taken; `lacks` says what is missing."""

    def __init__(self, lacks: Lacks) -> None:
        super().__init__(Why.NOT_COMPLETE)
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person wants with a referral. `words`: the reason, the receiver or the assessment."""

    to: ReferralState
    level: Level = PROPOSED_LEVEL
    owner_id: uuid.UUID | None = None
    words: str = ""


def propose(
    work: Work, case: Case, needs: Iterable[Need], staff_id: uuid.UUID | None = None
) -> Referral | None:
    """Propose a referral for needs of a case, or add them to the one that waits for a decision (6.2.4).

    `staff_id` None is the machine. A need of an open or accepted referral proposes nothing new; one that
    was refused may come up again. Returns None where nothing is proposed.
    """
    asked = tuple(dict.fromkeys(needs))
    if not asked:
        return None
    reports.lock_case(work.session, case.id)
    cared_for = {
        code
        for referral in reports.referrals_of(work.session, case.id)
        if referral.state not in (ReferralState.REFUSED, ReferralState.PROPOSED)
        for code in referral.needs
    }
    new = [need.value for need in asked if need.value not in cared_for]
    if not new or case.closed_at is not None:
        return None
    referral = reports.proposed_referral(work.session, case.id)
    if referral is None:
        referral = _new(work, case, staff_id)
    elif not set(new) - set(referral.needs):
        return referral
    referral.needs = list(dict.fromkeys([*referral.needs, *new]))
    _add_step(work, referral, staff_id, None)
    return referral


def propose_by_hand(work: Work, viewer: Viewer, case_id: uuid.UUID, needs: Iterable[Need]) -> Referral:
    """A person proposes a referral. Raises NotHere; Refused without a need, or when it is cared for."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    if case is None:
        raise NotHere
    wanted = tuple(needs)
    if not wanted:
        raise Refused(Why.CHOICE_MISSING)
    if case.closed_at is not None:
        raise Refused(Why.CASE_CLOSED)
    referral = propose(work, case, wanted, viewer.staff_id)
    if referral is None:
        raise Refused(Why.ALREADY_DONE)
    return referral


def decide(work: Work, viewer: Viewer, referral_id: uuid.UUID, decision: Decision) -> Referral:
    """Take the next step of a referral: make, transfer, accept, refuse, or propose it again.

    Raises NotHere outside the caseload; StepLacks with what is missing; Refused for long words.
    """
    referral = reports.find_referral(work.session, viewer.scope(work), work.now, referral_id)
    if referral is None:
        raise NotHere
    words = decision.words.strip()
    if len(words) > LONGEST_WORDS:
        raise Refused(Why.WORDS_TOO_LONG)
    owner = _owner(work, decision.owner_id) or referral.owner_id
    level = decision.level if decision.to is ReferralState.MADE else referral.level
    lacks = lacking(referral.state, Step(decision.to, level, owner is not None, words))
    if lacks is None and decision.to is ReferralState.PROPOSED:
        again = reports.proposed_referral(work.session, referral.case_id)
        lacks = Lacks.NOT_NOW if again is not None else None
    if lacks is not None:
        raise StepLacks(lacks)
    referral.state, referral.level, referral.owner_id = decision.to, level, owner
    _add_step(work, referral, viewer.staff_id, words or None)
    return referral


def words_of(work: Work, referral: Referral, step: ReferralStep) -> str | None:
    """What a person said with a step."""
    return work.vault.open_optional(referral.data_key_id, WORDS, step.words_sealed)


def needs_of(referral: Referral) -> tuple[Need, ...]:
    """The needs that a referral is for."""
    return known(Need, referral.needs)


def _new(work: Work, case: Case, staff_id: uuid.UUID | None) -> Referral:
    referral = Referral(
        **work.owned(), case_id=case.id, data_key_id=work.vault.new_key(), level=PROPOSED_LEVEL, needs=[],
        state=ReferralState.PROPOSED, owner_id=case.caseworker_id, proposed_at=work.now,
        proposed_by=staff_id, changed_at=work.now,
    )  # fmt: skip
    work.session.add(referral)
    work.session.flush()
    return referral


def _add_step(work: Work, referral: Referral, staff_id: uuid.UUID | None, words: str | None) -> None:
    referral.changed_at = work.now
    number = max((step.number for step in referral.steps), default=0) + 1
    row = ReferralStep(
        **work.owned(), referral_id=referral.id, number=number, state=referral.state, level=referral.level,
        owner_id=referral.owner_id, staff_id=staff_id, at=work.now,
        words_sealed=work.vault.seal_optional(referral.data_key_id, WORDS, words),
    )  # fmt: skip
    referral.steps.append(row)
    work.audit(
        referral.state.value, "referral", referral.id, staff_id=staff_id, case_id=referral.case_id,
        level=referral.level.value, needs=list(referral.needs),
    )  # fmt: skip
    work.session.flush()


def _owner(work: Work, staff_id: uuid.UUID | None) -> uuid.UUID | None:
    """A colleague who is still here, or None."""
    found = work.session.get(Staff, staff_id) if staff_id else None
    here = found is not None and found.active and found.provider_id == work.settings.provider_id
    return staff_id if here else None
