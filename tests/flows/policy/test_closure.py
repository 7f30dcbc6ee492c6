"""When services of Level One end, and what keeps a case open (6.1, 6.3)."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from flows.policy.closure import (
    BY_DATE,
    SECTION,
    AfterStop,
    ClosureFacts,
    NotYet,
    after_disengagement,
    eighteenth_birthday,
    keeps_open,
    proposed_by_rule,
    sends_stop,
)
from flows.policy.contact import age_on
from flows.vocabulary import ClosureReason as Reason
from flows.vocabulary import SponsorCategory as Category

TODAY = dt.date(2026, 4, 14)
DONE = ClosureFacts(TODAY, reviewed=3)


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (dt.date(2008, 4, 14), dt.date(2026, 4, 14)),
        (dt.date(2008, 2, 29), dt.date(2026, 3, 1)),
        (dt.date(2008, 12, 31), dt.date(2026, 12, 31)),
    ],
)
def test_services_end_on_the_eighteenth_birthday(born: dt.date, day: dt.date) -> None:
    assert eighteenth_birthday(born) == day
    assert age_on(born, day) == 18
    assert age_on(born, day - dt.timedelta(days=1)) == 17


@pytest.mark.parametrize(
    ("ends_on", "stop"),
    [(None, False), (dt.date(2026, 4, 15), False), (TODAY, True), (dt.date(2026, 4, 1), True)],
)
def test_texts_stop_on_the_very_day(ends_on: dt.date | None, stop: bool) -> None:
    assert sends_stop(ends_on, TODAY) is stop


@pytest.mark.parametrize(
    ("category", "child_wishes", "sponsor_wishes", "then"),
    [
        (Category.ONE, True, False, AfterStop.CLOSE),
        (Category.ONE, False, False, AfterStop.CLOSE),
        (Category.TWO_A, True, False, AfterStop.CHILD_GOES_ON),
        (Category.TWO_B, True, False, AfterStop.CHILD_GOES_ON),
        (Category.THREE, True, False, AfterStop.CHILD_GOES_ON),
        (Category.TWO_A, False, False, AfterStop.CLOSE),
        (Category.THREE, False, True, AfterStop.SPONSOR_GOES_ON),
    ],
)
def test_who_disengages_and_what_follows(
    category: Category, child_wishes: bool, sponsor_wishes: bool, then: AfterStop
) -> None:
    assert after_disengagement(category, child_wishes=child_wishes, sponsor_wishes=sponsor_wishes) is then


@pytest.mark.parametrize(
    ("case", "reason", "changes", "open_because"),
    [
        ("three reviewed", Reason.THREE_CHECK_INS, {}, ()),
        ("two reviewed", Reason.THREE_CHECK_INS, {"reviewed": 2}, (NotYet.NOT_REVIEWED,)),
        ("a concern is open", Reason.THREE_CHECK_INS, {"open_concerns": 1}, (NotYet.CONCERN_OPEN,)),
        ("undecided", Reason.THREE_CHECK_INS, {"referrals_undecided": 1}, (NotYet.REFERRAL_OPEN,)),
        ("no words", Reason.THREE_CHECK_INS, {"words": False}, (NotYet.WORDS_MISSING,)),
        ("turned 18 today, a concern is open", Reason.TURNED_18, {"ends_on": TODAY, "open_concerns": 1}, ()),
        ("no day", Reason.FINAL_ORDER, {}, (NotYet.NO_DATE,)),
        (
            "departs tomorrow",
            Reason.FINAL_ORDER,
            {"ends_on": dt.date(2026, 4, 15)},
            (NotYet.DATE_TO_COME,),
        ),
        ("sponsor ends it, and a concern", Reason.DISENGAGED, {"open_concerns": 1}, (NotYet.CONCERN_OPEN,)),
        (
            "the child wishes to go on",
            Reason.DISENGAGED,
            {"after_stop": AfterStop.CHILD_GOES_ON},
            (NotYet.CHILD_GOES_ON,),
        ),
        ("nobody accepted it", Reason.HIGHER_LEVEL, {}, (NotYet.NO_REFERRAL,)),
        ("accepted", Reason.HIGHER_LEVEL, {"referral_accepted": True}, ()),
    ],
)
def test_what_keeps_a_case_open(
    case: str, reason: Reason, changes: dict[str, Any], open_because: tuple[NotYet, ...]
) -> None:
    assert keeps_open(reason, dataclasses.replace(DONE, **changes)) == open_because, case


def test_the_machine_proposes_on_the_birthday_and_after_three_reviews_and_never_for_silence() -> None:
    assert proposed_by_rule(DONE, None) == (Reason.THREE_CHECK_INS, TODAY)
    assert proposed_by_rule(DONE, TODAY) == (Reason.TURNED_18, TODAY)
    assert proposed_by_rule(dataclasses.replace(DONE, reviewed=0), None) is None
    assert proposed_by_rule(dataclasses.replace(DONE, open_concerns=1), None) is None


def test_every_reason_names_its_section() -> None:
    assert set(SECTION) == set(Reason)
    assert set(Reason) > BY_DATE
