"""A valid file in the records: what is new is added, what is known is compared, nothing is lost."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.importing.report import Difference, ImportReport
from flows.vocabulary import Channel, PartStatus, PhoneOwner, Role, StaffRole
from storage.base import Base
from storage.database import Database
from storage.models import Address, Case, CheckIn, CheckInPart, OptOut, Person, PersonAddress, Staff
from storage.vault import Vault
from tests.bot.importing.files import CHILD, SPONSOR, csv_of
from tests.conftest import FixedClock, SeededIds

PROVIDER = uuid.UUID("00000000-0000-4000-8000-000000000001")
Importer = Callable[..., ImportReport]


@pytest.fixture
def run(
    database: Database, open_vault: Callable[[Session], Vault], clock: FixedClock, ids: SeededIds
) -> Importer:
    """Import these rows in a transaction of their own."""

    def import_rows(*rows: dict[str, str], update: bool = False) -> ImportReport:
        parsed = parse_csv(csv_of(*rows), today=clock.now().date())
        with database.begin() as session:
            return apply(
                session,
                open_vault(session),
                parsed,
                provider_id=PROVIDER,
                now=clock.now(),
                ids=ids,
                update=update,
            )

    return import_rows


def due_days(session: Session) -> dict[tuple[int, Role], dt.date]:
    rows = session.execute(select(CheckIn.number, CheckInPart.role, CheckInPart.due_on).join(CheckIn.parts))
    return {(number, role): due for number, role, due in rows}


def everything(session: Session) -> dict[str, int]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_a_level_one_family_is_added_with_its_check_ins(
    run: Importer, database: Database, open_vault: Callable[[Session], Vault]
) -> None:
    report = run(CHILD, SPONSOR)
    assert report.created == [
        "person P-1",
        "person P-2",
        "case C-1",
        "child P-1 in case C-1",
        "sponsor P-2 in case C-1",
    ]
    with database.read() as session:
        days = [dt.date(2026, 3, 11), dt.date(2026, 3, 20), dt.date(2026, 4, 13)]
        expected = {(n, role): day for n, day in enumerate(days, 1) for role in (Role.CHILD, Role.SPONSOR)}
        assert due_days(session) == expected
        child = session.scalars(select(Person).where(Person.person_ref == "P-1")).one()
        vault = open_vault(session)
        assert vault.open(child.data_key_id, "first_name", child.first_name_sealed) == "Marisol"
        assert vault.open_optional(child.data_key_id, "birth_date", child.birth_date_sealed) == "2010-05-06"
        assert vault.open_optional(child.data_key_id, "check_word", child.check_word_sealed) == "mariposa"
        (link,) = child.addresses
        assert (link.owner, link.address.channel) == (PhoneOwner.OWN, Channel.SMS)
        assert link.address.number_index == vault.blind_index("+12025550101")


def test_importing_the_same_file_again_changes_nothing(run: Importer, database: Database) -> None:
    run(CHILD, SPONSOR)
    with database.read() as session:
        before = everything(session)
    for update in (False, True):
        report = run(CHILD, SPONSOR, update=update)
        assert (report.created, report.differing, report.updated) == ([], [], [])
        assert len(report.unchanged) == 5
    with database.read() as session:
        assert everything(session) == before


@pytest.mark.parametrize(
    "change",
    [{"phone": ""}, {"phone": "", "channel": "voice"}, {"channel": "voice"}, {"phone_owner": ""}],
)
def test_a_person_without_texts_is_the_same_person_next_time(run: Importer, change: dict[str, str]) -> None:
    run(CHILD | change, SPONSOR)
    assert run(CHILD | change, SPONSOR).differing == []


def test_differences_are_listed_and_change_nothing_without_update(run: Importer, database: Database) -> None:
    run(CHILD, SPONSOR)
    later = {"court_date": "2026-05-05", "release_date": "2026-03-03"}
    report = run(CHILD | later | {"check_word": "girasol"}, SPONSOR | later)
    assert report.differing == [
        Difference("person P-1", "check_word"),
        Difference("case C-1", "court_date"),
        Difference("case C-1", "release_date"),
    ]
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        assert (case.court_date, case.release_date) == (None, dt.date(2026, 3, 2))
        assert due_days(session)[1, Role.CHILD] == dt.date(2026, 3, 11)


def test_update_takes_differences_over_and_moves_check_ins_that_have_not_begun(
    run: Importer, database: Database, clock: FixedClock
) -> None:
    run(CHILD, SPONSOR)
    with database.begin() as session:
        first = session.scalars(
            select(CheckInPart).join(CheckIn).where(CheckIn.number == 1, CheckInPart.role == Role.CHILD)
        ).one()
        first.status, first.opened_at = PartStatus.OPEN, clock.now()
    later = {"release_date": "2026-03-03"}
    report = run(CHILD | later, SPONSOR | later, update=True)
    assert report.updated == [Difference("case C-1", "release_date")]
    with database.read() as session:
        days = due_days(session)
        assert days[1, Role.CHILD] == days[1, Role.SPONSOR] == dt.date(2026, 3, 11)
        assert days[2, Role.CHILD] == days[2, Role.SPONSOR] == dt.date(2026, 3, 23)


def test_language_and_permission_are_never_overwritten(run: Importer, database: Database) -> None:
    run(CHILD, SPONSOR)
    report = run(CHILD | {"language": "en", "permission_on": "2026-03-01"}, SPONSOR, update=True)
    assert report.differing == [
        Difference("person P-1", "language", kept=True),
        Difference("person P-1", "permission_on", kept=True),
    ]
    assert report.updated == []
    with database.read() as session:
        child = session.scalars(select(Person).where(Person.person_ref == "P-1")).one()
        assert (child.language, child.permission_on) == ("es", dt.date(2026, 3, 3))


def test_a_permission_that_was_missing_is_filled_in(run: Importer) -> None:
    run(CHILD | {"permission_on": ""}, SPONSOR)
    assert run(CHILD, SPONSOR).differing == [Difference("person P-1", "permission_on")]
    assert run(CHILD, SPONSOR, update=True).updated == [Difference("person P-1", "permission_on")]


def test_an_empty_cell_erases_nothing(run: Importer) -> None:
    run(CHILD | {"level": "2"}, SPONSOR | {"level": "2"})
    bare = {"level": "", "caseworker": ""}
    report = run(
        CHILD | bare | {"phone": "", "phone_owner": "", "check_word": ""}, SPONSOR | bare, update=True
    )
    assert (report.updated, report.differing) == ([], [])


def test_a_new_number_ends_the_old_one_and_keeps_the_opt_out(
    run: Importer, database: Database, clock: FixedClock
) -> None:
    run(CHILD, SPONSOR)
    with database.begin() as session:
        stopped = session.scalars(select(PersonAddress).join(Person).where(Person.person_ref == "P-1")).one()
        stopped.address.opted_out_at = clock.now()
    clock.advance(days=1)
    changed = CHILD | {"phone": "+12025550108", "phone_owner": "other"}
    report = run(changed, SPONSOR, update=True)
    assert report.updated == [Difference("person P-1", "phone"), Difference("person P-1", "phone_owner")]
    with database.read() as session:
        child = session.scalars(select(Person).where(Person.person_ref == "P-1")).one()
        old, new = sorted(child.addresses, key=lambda link: link.since)
        assert old.until == clock.now()
        assert (new.until, new.owner) == (None, PhoneOwner.OTHER)
        assert new.address.opted_out_at is not None
        assert [row.address_id for row in session.scalars(select(OptOut))] == [new.address_id]


def test_the_opt_out_survives_every_import(run: Importer, database: Database, clock: FixedClock) -> None:
    run(CHILD, SPONSOR)
    with database.begin() as session:
        for address in session.scalars(select(Address)):
            address.opted_out_at = clock.now()
    run(CHILD | {"permission_on": "2026-03-02"}, SPONSOR, update=True)
    with database.read() as session:
        assert all(address.opted_out_at for address in session.scalars(select(Address)))


def test_siblings_share_their_sponsor_and_two_persons_one_number(run: Importer, database: Database) -> None:
    sister = CHILD | {"case_number": "C-2", "person_id": "P-3", "first_name": "Lucía"}
    run(CHILD, SPONSOR, sister, SPONSOR | {"case_number": "C-2"})
    with database.read() as session:
        counts = everything(session)
        assert [counts[table] for table in ("case", "person", "case_person")] == [2, 3, 4]
        assert [counts[table] for table in ("address", "person_address")] == [2, 3]


@pytest.mark.parametrize(
    ("case", "check_ins"),
    [
        ({"level": "2"}, 0),
        ({"level": "3"}, 0),
        ({"tvpra": "yes"}, 0),
        ({"level": "2", "bridge_level_one": "yes"}, 3),
        ({"tvpra": "yes", "bridge_level_one": "yes"}, 3),
    ],
)
def test_other_levels_are_stored_without_check_ins_unless_level_one_bridges(
    run: Importer, database: Database, case: dict[str, str], check_ins: int
) -> None:
    run(CHILD | case, SPONSOR | case)
    with database.read() as session:
        counts = everything(session)
        assert (counts["case"], counts["check_in"]) == (1, check_ins)


def test_an_alternate_has_no_part(run: Importer, database: Database) -> None:
    aunt = SPONSOR | {"person_id": "P-7", "role": "alternate", "phone": "+12025550127"}
    run(CHILD, SPONSOR, aunt)
    with database.read() as session:
        assert {role for _, role in due_days(session)} == {Role.CHILD, Role.SPONSOR}


def test_a_second_sponsor_gets_parts_in_what_has_not_begun(run: Importer, database: Database) -> None:
    run(CHILD, SPONSOR)
    father = SPONSOR | {"person_id": "P-8", "phone": "+12025550128"}
    assert run(CHILD, SPONSOR, father).created == ["person P-8", "sponsor P-8 in case C-1"]
    with database.read() as session:
        assert everything(session)["check_in_part"] == 9


def test_a_case_keeps_its_child_and_everybody_their_role(run: Importer) -> None:
    run(CHILD, SPONSOR)
    other = CHILD | {"person_id": "P-9", "phone": ""}
    assert run(other, SPONSOR, update=True).differing == [
        Difference("child P-9 in case C-1", "role", kept=True)
    ]


def test_a_role_is_never_turned_around(run: Importer) -> None:
    father = SPONSOR | {"person_id": "P-8", "phone": "+12025550128"}
    run(CHILD, SPONSOR, father)
    report = run(CHILD, SPONSOR, father | {"role": "alternate"}, update=True)
    assert report.differing == [Difference("alternate P-8 in case C-1", "role", kept=True)]
    assert report.updated == []


def test_the_caseworker_is_found_by_the_address(
    run: Importer, database: Database, clock: FixedClock, ids: SeededIds
) -> None:
    staff = ids.new()
    with database.begin() as session:
        session.add(
            Staff(
                id=staff,
                provider_id=PROVIDER,
                email="Caseworker@example.org",
                name="Case Worker",
                role=StaffRole.CASEWORKER,
                active=True,
                fs_uniquifier="one",
                failed_sign_ins=0,
                on_call=False,
                created_at=clock.now(),
            )
        )
    run(CHILD, SPONSOR)
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        assert (case.caseworker_id, case.caseworker_email) == (staff, "caseworker@example.org")


def test_the_report_names_records_and_columns_but_nothing_of_a_person(run: Importer) -> None:
    run(CHILD, SPONSOR)
    changed = CHILD | {"first_name": "Lucero", "phone": "+12025550109", "language": "en"}
    assert list(run(changed, SPONSOR).lines()) == [
        "0 new, 4 unchanged, 0 changes made, 3 differences left as they are",
        "differs: person P-1, first_name (--update would change it)",
        "differs: person P-1, language (never overwritten by an import)",
        "differs: person P-1, phone (--update would change it)",
    ]


def test_a_file_with_problems_is_never_saved(
    database: Database, open_vault: Callable[[Session], Vault], clock: FixedClock, ids: SeededIds
) -> None:
    parsed = parse_csv(csv_of(CHILD), today=clock.now().date())
    with database.begin() as session, pytest.raises(ValueError, match="problems"):
        apply(session, open_vault(session), parsed, provider_id=PROVIDER, now=clock.now(), ids=ids)


def test_nothing_is_committed_by_the_import_itself(
    database: Database, open_vault: Callable[[Session], Vault], clock: FixedClock, ids: SeededIds
) -> None:
    parsed = parse_csv(csv_of(CHILD, SPONSOR), today=clock.now().date())
    with database.read() as session:
        apply(session, open_vault(session), parsed, provider_id=PROVIDER, now=clock.now(), ids=ids)
    with database.read() as session:
        assert everything(session)["person"] == 0
