"""Closing a case: proposed by a rule or a person, decided by a named person (6.1, 6.3, 6.8.7).

Silence closes nothing. On the day on which services end the texts stop, whoever has decided or not.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.each import each_alone
from bot.ladder.contact import child_of
from bot.records.signing import sign_closing
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.siblings import end_talk
from bot.tasks import open_task
from flows.policy.calendar import add_calendar_days
from flows.policy.clocks import CLOSING_REPORT_DAYS
from flows.policy.closure import (
    BY_DATE,
    CHECK_INS,
    AfterStop,
    ClosureFacts,
    NotYet,
    after_disengagement,
    eighteenth_birthday,
    keeps_open,
    proposed_by_rule,
)
from flows.policy.hours import wall_to_utc
from flows.turn import OpenTask
from flows.vocabulary import (
    ClosureReason,
    ClosureState,
    ReferralState,
    Role,
    SponsorCategory,
    TaskKind,
    TaskReason,
)
from storage.crypto import Unreadable
from storage.models import Case, CheckIn, CheckInPart, Closure, Report
from storage.queries import caseload, reports
from storage.queries.siblings import unended_about

WORDS = "words"
LONGEST_WORDS = 4000

_DECIDE = OpenTask(TaskKind.CLOSING, TaskReason.CLOSING_PROPOSED, "two_business_days")
_REPORT = OpenTask(TaskKind.REPORT, TaskReason.CLOSING_REPORT_DUE, "next_working_day")
_ASK_OFFICER = OpenTask(TaskKind.CLOSING, TaskReason.PROJECT_OFFICER, "two_business_days")


class StillOpen(Refused):
    """A case cannot be closed now; `because` is every reason."""

    def __init__(self, because: tuple[NotYet, ...]) -> None:
        super().__init__(Why.STILL_OPEN)
        self.because = because


@dataclass(frozen=True, slots=True)
class Ending:
    """What a person proposes. `ends_on`: local day of the event; `child_wishes`: to go on alone."""

    reason: ClosureReason
    ends_on: dt.date | None = None
    child_wishes: bool = False
    words: str = ""


def find(work: Work, viewer: Viewer, case_id: uuid.UUID) -> Case:
    """A case in scope. Raises NotHere."""
    case = caseload.find_case(work.session, viewer.scope(work), work.now, case_id)
    if case is None:
        raise NotHere
    return case


def facts_of(work: Work, case: Case, ending: Ending) -> ClosureFacts:
    """What closing for this reason rests on."""
    referrals = reports.referrals_of(work.session, case.id)
    return ClosureFacts(
        today=_today(work, case),
        reviewed=reports.reviewed_check_ins(work.session, case.id),
        open_concerns=reports.concerns(work.session, case.id, only_open=True),
        referrals_undecided=sum(1 for r in referrals if r.state is ReferralState.PROPOSED),
        referral_accepted=any(r.state is ReferralState.ACCEPTED for r in referrals),
        ends_on=ending.ends_on,
        after_stop=after_disengagement(_category(case), child_wishes=ending.child_wishes),
        words=bool(ending.words.strip()),
    )


def propose(work: Work, viewer: Viewer, case_id: uuid.UUID, ending: Ending) -> Closure:
    """A person proposes that services end, and says why; it takes the place of an undecided proposal.

    Where the child wishes to go on without a sponsor of category 2A, 2B or 3, the case stays open and a
    task asks the Project Officer (6.1, 6.3). Raises NotHere, Refused.
    """
    case = find(work, viewer, case_id)
    if case.closed_at is not None:
        raise Refused(Why.CASE_CLOSED)
    if not ending.words.strip():
        raise Refused(Why.REMARK_MISSING)
    if len(ending.words) > LONGEST_WORDS:
        raise Refused(Why.WORDS_TOO_LONG)
    if ending.reason in BY_DATE and ending.ends_on is None:
        raise Refused(Why.CHOICE_MISSING)
    before = reports.proposed_closure(work.session, case.id, lock=True)
    if before is not None:
        _settle(work, before, ClosureState.NOT_CLOSED, viewer.staff_id)
    closure = _new(work, case, ending, viewer.staff_id)
    goes_on = facts_of(work, case, ending).after_stop is AfterStop.CHILD_GOES_ON
    if ending.reason is ClosureReason.DISENGAGED and goes_on:
        open_task(work, Scene(None, case=case), _ASK_OFFICER, cause=closure.id)
    return closure


def keep_open(work: Work, viewer: Viewer, case_id: uuid.UUID, words: str) -> Closure:
    """A named person decides that the case stays open. Raises NotHere, Refused."""
    case = find(work, viewer, case_id)
    closure = _proposed(work, case)
    if not words.strip():
        raise Refused(Why.REMARK_MISSING)
    _settle(work, closure, ClosureState.NOT_CLOSED, viewer.staff_id, words)
    return closure


def close(work: Work, viewer: Viewer, case_id: uuid.UUID, words: str) -> Closure:
    """A named person closes the case: texts end, and the closing report is due in 30 days (6.8.7).

    Concerns, their reports, and calls about well-being stay. Raises NotHere; StillOpen with all that
    comes first; Refused when nothing is proposed.
    """
    case = find(work, viewer, case_id)
    closure = _proposed(work, case)
    ending = Ending(closure.reason, closure.ends_on, closure.child_wishes, words)
    because = keeps_open(closure.reason, facts_of(work, case, ending))
    if because:
        raise StillOpen(because)
    _settle(work, closure, ClosureState.CLOSED, viewer.staff_id, words)
    closure.ends_on = closure.ends_on or _today(work, case)
    case.closed_at = work.now
    _end_texts(work, case)
    task = open_task(work, Scene(None, case=case), _REPORT, cause=closure.id)
    task.due_at = _report_due(work, case)
    return closure


def sign_report(work: Work, viewer: Viewer, case_id: uuid.UUID, words: str) -> Report:
    """Sign the closing report of a closed case. Raises NotHere, Refused."""
    case = find(work, viewer, case_id)
    closed = [c for c in reports.closures_of(work.session, case.id) if c.state is ClosureState.CLOSED]
    if not closed:
        raise Refused(Why.NOT_PROPOSED)
    return sign_closing(work, viewer, closed[0], words)


def propose_due(runtime: Runtime) -> int:
    """Propose the closing of cases whose child has turned 18, or whose three check-ins are reviewed.

    Once for each reason and case; what a person has decided is not proposed again. Returns how many.
    """
    with runtime.look() as work:
        provider = work.settings.provider_id
        reviewed = reports.reviewed_by_case(work.session, provider)
        cases = reports.open_cases(work.session, provider)
        due = [c.id for c in cases if reviewed.get(c.id, 0) >= CHECK_INS or _may_be_of_age(work, c)]
    return each_alone(due, lambda case_id: _propose_alone(runtime, case_id), "closing")


def words_of(work: Work, closure: Closure) -> str | None:
    """What the person who proposed or decided said."""
    return work.vault.open_optional(closure.data_key_id, WORDS, closure.words_sealed)


def _propose_alone(runtime: Runtime, case_id: uuid.UUID) -> bool:
    with runtime.work() as work:
        case = work.session.get_one(Case, case_id)
        return case.closed_at is None and _propose_one(work, case)


def _propose_one(work: Work, case: Case) -> bool:
    known = reports.closures_of(work.session, case.id)
    if any(closure.state is ClosureState.PROPOSED for closure in known):
        return False
    found = proposed_by_rule(facts_of(work, case, Ending(_ANY, words="-")), _birthday(work, case))
    if found is None or any(closure.reason is found[0] for closure in known):
        return False
    reason, day = found
    _new(work, case, Ending(reason, day if reason in BY_DATE else None), None)
    return True


_ANY = ClosureReason.THREE_CHECK_INS


def _may_be_of_age(work: Work, case: Case) -> bool:
    """A birth date that cannot be read fails later, where it keeps no other case back."""
    try:
        birthday = _birthday(work, case)
    except (Unreadable, ValueError):
        return True
    return birthday is not None and _today(work, case) >= birthday


def _new(work: Work, case: Case, ending: Ending, staff_id: uuid.UUID | None) -> Closure:
    key = work.vault.new_key()
    closure = Closure(
        **work.owned(), case_id=case.id, case=case, data_key_id=key, reason=ending.reason,
        state=ClosureState.PROPOSED, ends_on=ending.ends_on, child_wishes=ending.child_wishes,
        proposed_at=work.now, proposed_by=staff_id,
        words_sealed=work.vault.seal_optional(key, WORDS, ending.words.strip() or None),
    )  # fmt: skip
    work.session.add(closure)
    work.session.flush()
    open_task(work, Scene(None, case=case), _DECIDE, cause=closure.id)
    work.audit(
        "propose_closing", "closure", closure.id, staff_id=staff_id, case_id=case.id,
        reason=ending.reason.value,
    )  # fmt: skip
    return closure


def _settle(
    work: Work, closure: Closure, state: ClosureState, staff_id: uuid.UUID, words: str | None = None
) -> None:
    closure.state, closure.decided_at, closure.decided_by = state, work.now, staff_id
    if words:
        said = "\n".join(text for text in (words_of(work, closure), words.strip()) if text)
        closure.words_sealed = work.vault.seal(closure.data_key_id, WORDS, said)
    for task in reports.open_tasks(
        work.session, closure.case_id, TaskKind.CLOSING, TaskReason.CLOSING_PROPOSED
    ):
        task.done_at, task.done_by, task.result = work.now, staff_id, state.value
    work.audit(
        state.value, "closure", closure.id, staff_id=staff_id, case_id=closure.case_id,
        reason=closure.reason.value,
    )  # fmt: skip
    work.session.flush()


def _proposed(work: Work, case: Case) -> Closure:
    if case.closed_at is not None:
        raise Refused(Why.CASE_CLOSED)
    closure = reports.proposed_closure(work.session, case.id, lock=True)
    if closure is None:
        raise Refused(Why.NOT_PROPOSED)
    return closure


def _end_texts(work: Work, case: Case) -> None:
    """Open conversations of the case end without a text, and what waits in the outbox is not sent."""
    parts = select(CheckInPart.id).join(CheckIn).where(CheckIn.case_id == case.id)
    for talk in unended_about(work.session, work.session.scalars(parts).all()):
        end_talk(work, talk, talk.outcome)


def _report_due(work: Work, case: Case) -> dt.datetime:
    day = add_calendar_days(_today(work, case), CLOSING_REPORT_DAYS)
    return wall_to_utc(day + dt.timedelta(days=1), 0, ZoneInfo(case.time_zone))


def _birthday(work: Work, case: Case) -> dt.date | None:
    child = child_of(case)
    if child is None:
        return None
    person = child.person
    birth = work.vault.open_optional(person.data_key_id, "birth_date", person.birth_date_sealed)
    return eighteenth_birthday(dt.date.fromisoformat(birth)) if birth else None


def _category(case: Case) -> SponsorCategory:
    """The sponsor's category; where no sponsor is on file, nobody's staying depends on it."""
    found = (m.sponsor_category for m in case.members if m.role is Role.SPONSOR and m.sponsor_category)
    return next(found, SponsorCategory.ONE)


def _today(work: Work, case: Case) -> dt.date:
    return work.now.astimezone(ZoneInfo(case.time_zone)).date()
