"""Closing is proposed, and decided by a named person; texts stop on the day (6.3, 6.8.7)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.desk.viewer import Refused, Viewer, Why
from bot.facts import services_over
from bot.records import closing, referrals
from bot.records.closing import Ending, StillOpen
from bot.records.referrals import Decision, StepLacks
from bot.records.signing import review, sign
from flows.policy.closure import NotYet
from flows.policy.referrals import Lacks
from flows.vocabulary import (
    ClosureReason,
    ClosureState,
    Level,
    Need,
    ReferralState,
    SponsorCategory,
    TaskReason,
)
from storage.models import Case, CasePerson, Closure, Task
from tests.bot.records.conftest import SIGNATURE, Office


def propose(office: Office, reason: ClosureReason, ends_on: dt.date | None = None, **more: bool) -> Closure:
    with office.runtime.work() as work:
        ending = Ending(reason, ends_on, words="The sponsor said so on the phone.", **more)
        return closing.propose(work, office.dana, office.case.id, ending)


def close(office: Office) -> Closure:
    with office.runtime.work() as work:
        return closing.close(work, office.dana, office.case.id, "Decided with the supervisor.")


def reasons(office: Office) -> set[str]:
    with office.runtime.look() as work:
        return set(work.session.scalars(select(Task.reason).where(Task.done_at.is_(None))))


def over(office: Office) -> bool:
    with office.runtime.look() as work:
        return services_over(work, work.session.get_one(Case, office.case.id))


def test_three_signed_and_reviewed_propose_and_a_person_closes(office: Office) -> None:
    for number in (1, 2, 3):
        assert closing.propose_due(office.runtime) == 0
        office.hold_all(number)
        with office.runtime.work() as work:
            report = sign(work, office.dana, office.case.id, number, SIGNATURE)
            review(work, office.sam, report.id, approve=True)
    assert [closing.propose_due(office.runtime) for _ in range(2)] == [1, 0]
    assert TaskReason.CLOSING_PROPOSED in reasons(office)
    assert not over(office)
    row = close(office)
    assert (row.state, row.decided_by) == (ClosureState.CLOSED, office.dana.staff_id)
    assert over(office)
    with office.runtime.look() as work:
        task = work.session.scalars(select(Task).where(Task.reason == TaskReason.CLOSING_REPORT_DUE)).one()
        assert task.due_at == dt.datetime(2026, 4, 2, 4, tzinfo=dt.UTC)


def test_the_closing_report_is_signed_and_reviewed_like_any_other(office: Office) -> None:
    propose(office, ClosureReason.LAWFUL_STATUS, dt.date(2026, 3, 2))
    close(office)
    with office.runtime.work() as work:
        report = closing.sign_report(work, office.dana, office.case.id, "The family has a lawyer.")
        assert report.upload_due_on == dt.date(2026, 4, 1)
    assert TaskReason.CLOSING_REPORT_DUE not in reasons(office)
    with office.runtime.work() as work:
        review(work, office.sam, report.id, approve=True)
    assert TaskReason.REPORT_TO_UPLOAD in reasons(office)


@pytest.mark.parametrize(
    "reason", [ClosureReason.VOLUNTARY_DEPARTURE, ClosureReason.LAWFUL_STATUS, ClosureReason.FINAL_ORDER]
)
def test_an_event_has_its_day_from_staff_and_is_closed_on_it(office: Office, reason: ClosureReason) -> None:
    with pytest.raises(Refused) as refused:
        propose(office, reason)
    assert refused.value.why is Why.CHOICE_MISSING
    propose(office, reason, dt.date(2026, 3, 2))
    assert over(office)
    row = close(office)
    assert (row.state, row.ends_on) == (ClosureState.CLOSED, dt.date(2026, 3, 2))


def test_texts_stop_on_the_day_whether_somebody_has_decided_or_not(office: Office) -> None:
    propose(office, ClosureReason.FINAL_ORDER, dt.date(2026, 3, 4))
    assert not over(office)
    with pytest.raises(StillOpen) as still:
        close(office)
    assert still.value.because == (NotYet.DATE_TO_COME,)
    office.runtime.clock.advance(days=2)  # type: ignore[attr-defined]
    assert over(office)


def test_a_birthday_is_proposed_by_the_rule(office: Office) -> None:
    office.runtime.clock.advance(days=428)  # type: ignore[attr-defined] # 2027-05-04
    assert closing.propose_due(office.runtime) == 1
    with office.runtime.look() as work:
        row = work.session.scalars(select(Closure)).one()
        assert (row.reason, row.ends_on, row.proposed_by) == (
            ClosureReason.TURNED_18, dt.date(2027, 5, 4), None
        )  # fmt: skip


def test_the_child_of_a_2a_sponsor_goes_on_and_the_project_officer_is_asked(office: Office) -> None:
    propose(office, ClosureReason.DISENGAGED, child_wishes=True)
    assert TaskReason.PROJECT_OFFICER in reasons(office)
    with pytest.raises(StillOpen) as still:
        close(office)
    assert still.value.because == (NotYet.CHILD_GOES_ON,)
    assert not over(office)


def test_a_category_1_sponsor_ends_the_case_only_by_a_persons_decision(office: Office) -> None:
    with office.runtime.work() as work:
        query = select(CasePerson).where(CasePerson.person_id == office.sponsor.id)
        work.session.scalars(query).one().sponsor_category = SponsorCategory.ONE
    propose(office, ClosureReason.DISENGAGED, child_wishes=True)
    assert not over(office)
    close(office)
    assert over(office)


def test_kept_open_by_a_person_with_a_reason(office: Office) -> None:
    propose(office, ClosureReason.DISENGAGED)
    with pytest.raises(Refused) as refused, office.runtime.work() as work:
        closing.keep_open(work, office.dana, office.case.id, "  ")
    assert refused.value.why is Why.REMARK_MISSING
    with office.runtime.work() as work:
        row = closing.keep_open(work, office.dana, office.case.id, "They changed their mind.")
        assert row.state is ClosureState.NOT_CLOSED
        words = closing.words_of(work, row)
    assert words == "The sponsor said so on the phone.\nThey changed their mind."


def test_nothing_proposed_nothing_closed(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        close(office)
    assert refused.value.why is Why.NOT_PROPOSED


def test_an_undecided_referral_keeps_the_case_open(office: Office) -> None:
    with office.runtime.work() as work:
        referral = referrals.propose_by_hand(work, office.dana, office.case.id, [Need.LEGAL])
    propose(office, ClosureReason.DISENGAGED)
    with pytest.raises(StillOpen) as still:
        close(office)
    assert still.value.because == (NotYet.REFERRAL_OPEN,)
    with pytest.raises(StepLacks) as lacks, office.runtime.work() as work:
        referrals.decide(work, office.dana, referral.id, Decision(ReferralState.REFUSED))
    assert lacks.value.lacks is Lacks.REASON
    with office.runtime.work() as work:
        said = Decision(ReferralState.REFUSED, words="Has a lawyer since May.")
        referrals.decide(work, office.dana, referral.id, said)
    assert close(office).state is ClosureState.CLOSED


def test_a_referral_has_a_state_an_owner_and_a_story(office: Office) -> None:
    lee: Viewer = office.lee
    with office.runtime.work() as work:
        referral = referrals.propose_by_hand(work, office.dana, office.case.id, [Need.LEGAL, Need.SCHOOL])
        again = referrals.propose_by_hand(work, office.dana, office.case.id, [Need.SCHOOL])
        assert again.id == referral.id
    for decision in (
        Decision(ReferralState.MADE, Level.THREE, lee.staff_id, "Assessed on March 2."),
        Decision(ReferralState.TRANSFER, words="Oak House"),
        Decision(ReferralState.ACCEPTED),
    ):
        with office.runtime.work() as work:
            row = referrals.decide(work, office.dana, referral.id, decision)
            assert row.owner_id == lee.staff_id
            states = [step.state for step in row.steps]
            words = [referrals.words_of(work, row, step) for step in row.steps]
    assert (row.state, row.level) == (ReferralState.ACCEPTED, Level.THREE)
    assert states == [
        ReferralState.PROPOSED,
        ReferralState.MADE,
        ReferralState.TRANSFER,
        ReferralState.ACCEPTED,
    ]
    assert words == [None, "Assessed on March 2.", "Oak House", None]
