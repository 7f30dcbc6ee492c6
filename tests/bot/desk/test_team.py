"""Accounts are looked after by those above; a link sets a password once, for a day, and shows none."""

import pytest

from bot.desk.team import (
    NewMember,
    add_member,
    make_link,
    members,
    owner_of,
    set_active,
    use_token,
)
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Runtime
from flows.vocabulary import StaffRole
from storage.models import Staff
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

PASSWORD = "four words make one"
NEW = NewMember("kim@example.org", "Kim", StaffRole.CASEWORKER, "es, Haitian Creole")


@pytest.fixture
def boss(runtime: Runtime, caseload: Seed) -> Viewer:
    """An administrator."""
    with runtime.work() as work:
        work.session.get_one(Staff, caseload.lee.id).role = StaffRole.ADMINISTRATOR
    return Viewer(caseload.lee.id, "Lee Park", StaffRole.ADMINISTRATOR)


def test_a_new_colleague_signs_in_only_after_setting_a_password(
    runtime: Runtime, caseload: Seed, sam: Viewer
) -> None:
    with runtime.work() as work:
        token = add_member(work, sam, NEW)
    with runtime.work() as work:
        (kim,) = (m for m in members(work, sam) if m.email == NEW.email)
        assert (kim.has_password, kim.mate.languages) == (False, ("es", "ht"))
        assert use_token(work, token, PASSWORD)
    with runtime.work() as work:
        (kim,) = (m for m in members(work, sam) if m.email == NEW.email)
        assert kim.has_password
        assert not use_token(work, token, "another good password")


def test_a_link_is_over_after_a_day_and_cannot_be_made_up(
    runtime: Runtime, caseload: Seed, sam: Viewer, clock: FixedClock
) -> None:
    with runtime.work() as work:
        token = make_link(work, sam, caseload.dana.id)
        assert owner_of(work, token).id == caseload.dana.id
        assert owner_of(work, token[:-2] + "AA") is None
        assert owner_of(work, "made.up") is None
    clock.advance(hours=24, minutes=1)
    with runtime.work() as work:
        assert owner_of(work, token) is None


def test_a_closed_account_has_no_sessions_and_its_link_is_dead(
    runtime: Runtime, caseload: Seed, sam: Viewer
) -> None:
    with runtime.work() as work:
        token = make_link(work, sam, caseload.dana.id)
        set_active(work, sam, caseload.dana.id, active=False)
    with runtime.work() as work:
        assert owner_of(work, token) is None
        with pytest.raises(Refused) as refused:
            make_link(work, sam, caseload.dana.id)
        assert refused.value.why is Why.ACCOUNT_CLOSED
        set_active(work, sam, caseload.dana.id, active=True)
        assert owner_of(work, token) is not None


def test_supervisors_look_after_caseworkers_only_and_nobody_after_their_own(
    runtime: Runtime, caseload: Seed, sam: Viewer, boss: Viewer
) -> None:
    for viewer, staff in ((sam, caseload.lee), (sam, caseload.sam), (boss, caseload.lee)):
        for act in (make_link, lambda w, v, i: set_active(w, v, i, active=False)):
            with pytest.raises(Refused) as refused, runtime.work() as work:
                act(work, viewer, staff.id)
            assert refused.value.why is Why.NOT_YOUR_ACCOUNTS
    with pytest.raises(Refused), runtime.work() as work:
        add_member(work, sam, NewMember("x@example.org", "X", StaffRole.ADMINISTRATOR, ""))
    with runtime.work() as work:
        assert make_link(work, boss, caseload.sam.id)


def test_caseworkers_see_no_accounts(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(Refused), runtime.work() as work:
        members(work, dana)
    with pytest.raises(NotHere), runtime.work() as work:
        make_link(work, dana, caseload.lee.id)
