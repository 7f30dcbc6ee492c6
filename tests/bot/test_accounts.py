"""Accounts of staff: argon2 hashes, a sealed number for pages, and problems that say the remedy."""

import pytest
from sqlalchemy import select

from bot.accounts import HASHER, AccountProblem, add_user, find_staff, set_password
from bot.runtime import Runtime
from flows.vocabulary import Channel, StaffRole
from storage.crypto import Keyring
from storage.database import Database
from storage.models import Address, AuditRow, Staff
from tests.bot.web.builder import make_runtime
from tests.conftest import FixedClock, SeededIds

PASSWORD = "correct horse battery"


@pytest.fixture
def runtime(database: Database, keyring: Keyring, clock: FixedClock, ids: SeededIds) -> Runtime:
    return make_runtime(database, keyring, clock, ids)


def add(runtime: Runtime, **changes: object) -> Staff:
    given = {
        "email": " Ana.Diaz@Example.org ", "name": "Ana Diaz", "role": StaffRole.CASEWORKER,
        "password": PASSWORD, "on_call": True, "phone": "+12025550143",
    }  # fmt: skip
    with runtime.work() as work:
        return add_user(work, **{**given, **changes})  # type: ignore[arg-type]


def test_a_new_user_has_a_hash_a_role_and_a_number_to_page(runtime: Runtime) -> None:
    added = add(runtime)
    with runtime.work() as work:
        staff = find_staff(work.session, work.settings.provider_id, "ANA.DIAZ@example.org")
        address = work.session.get_one(Address, staff.address_id)
        number = work.vault.open(address.data_key_id, "number", address.number_sealed)
    assert staff.id == added.id
    assert staff.password.startswith("$argon2id$")
    assert PASSWORD not in staff.password
    assert HASHER.verify(staff.password, PASSWORD)
    assert (staff.active, staff.on_call, staff.role) == (True, True, StaffRole.CASEWORKER)
    assert (address.channel, number) == (Channel.SMS, "+12025550143")


def test_several_people_may_be_on_call_and_share_a_number(runtime: Runtime) -> None:
    first, second = add(runtime), add(runtime, email="bo@example.org", name="Bo")
    assert first.address_id == second.address_id


def test_a_user_without_a_number_has_no_address(runtime: Runtime) -> None:
    assert add(runtime, phone=None, on_call=False).address_id is None


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"email": "nobody"}, "write it like name@example.org"),
        ({"name": "  "}, "a name is missing"),
        ({"password": "short"}, "at least 12"),
        ({"phone": "2025550143"}, "write it like"),
    ],
)
def test_a_problem_says_its_remedy_and_saves_nothing(
    runtime: Runtime, changes: dict[str, str], remedy: str
) -> None:
    with pytest.raises(AccountProblem, match=remedy):
        add(runtime, **changes)
    with runtime.work() as work:
        assert work.session.scalars(select(Staff)).all() == []


def test_an_email_address_has_one_account(runtime: Runtime) -> None:
    add(runtime)
    with pytest.raises(AccountProblem, match="has an account already"):
        add(runtime, email="ana.diaz@EXAMPLE.org")


def test_a_new_password_ends_sessions_and_lifts_a_lock(runtime: Runtime) -> None:
    added = add(runtime)
    with runtime.work() as work:
        staff = work.session.get_one(Staff, added.id)
        staff.failed_sign_ins, staff.locked_until = 3, work.now
        set_password(work, staff, "another long password")
    with runtime.work() as work:
        staff = work.session.get_one(Staff, added.id)
        actions = work.session.scalars(select(AuditRow.action)).all()
    assert HASHER.verify(staff.password, "another long password")
    assert staff.fs_uniquifier != added.fs_uniquifier
    assert (staff.failed_sign_ins, staff.locked_until) == (0, None)
    assert sorted(actions) == ["add", "set_password"]
