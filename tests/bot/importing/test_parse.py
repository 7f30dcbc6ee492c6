"""An import file is read as a whole: typed cases, or every problem with row, column and remedy."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.columns import COLUMNS, NAMES, Needed
from bot.importing.parse import parse_csv
from bot.importing.rows import Parsed
from flows.vocabulary import Channel, Level, PhoneOwner, Role, SponsorCategory
from tests.bot.importing.files import CHILD, SPONSOR, csv_of

TODAY = dt.date(2026, 3, 4)


def read(*rows: dict[str, str]) -> Parsed:
    return parse_csv(csv_of(*rows), today=TODAY)


def problems(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.message) for problem in read(*rows).problems]


def of_bytes(data: bytes) -> list[str]:
    return [str(problem) for problem in parse_csv(data, today=TODAY).problems]


class TestAValidFile:
    def test_becomes_one_case_with_its_members(self) -> None:
        (case,) = read(CHILD, SPONSOR).cases
        child, sponsor = case.members
        assert case.case_number == "C-1"
        assert case.release_date == dt.date(2026, 3, 2)
        assert (case.level, case.tvpra, case.bridge_level_one) == (Level.ONE, False, False)
        assert case.time_zone == "America/Denver"
        assert (child.role, child.row) == (Role.CHILD, 2)
        assert child.person.birth_date == dt.date(2010, 5, 6)
        assert (child.person.phone, child.person.phone_owner) == ("+12025550101", PhoneOwner.OWN)
        assert child.person.channel is Channel.SMS
        assert (sponsor.role, sponsor.sponsor_category) == (Role.SPONSOR, SponsorCategory.ONE)

    def test_needs_the_required_columns_only(self) -> None:
        needed = tuple(column.name for column in COLUMNS if column.needed is not Needed.NO)
        parsed = parse_csv(csv_of(CHILD, SPONSOR, columns=needed), today=TODAY)
        assert not parsed.problems
        assert parsed.cases[0].members[0].person.phone is None

    def test_may_have_a_byte_order_mark_windows_line_ends_empty_lines_and_any_order(self) -> None:
        data = csv_of(CHILD, SPONSOR, columns=tuple(reversed([c.name for c in COLUMNS])))
        data = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b",,,\r\n\r\n"
        assert len(parse_csv(data, today=TODAY).cases) == 1

    def test_joins_a_person_over_cases_by_the_id(self) -> None:
        brother = CHILD | {"case_number": "C-2", "person_id": "P-3", "phone": ""}
        parsed = read(CHILD, SPONSOR, brother, SPONSOR | {"case_number": "C-2", "sponsor_category": "2B"})
        assert not parsed.problems
        assert sorted(parsed.persons()) == ["P-1", "P-2", "P-3"]
        assert [case.members[1].sponsor_category for case in parsed.cases] == ["1", "2B"]

    def test_never_joins_persons_by_their_number(self) -> None:
        parsed = read(CHILD, SPONSOR | {"phone": CHILD["phone"]})
        assert not parsed.problems
        assert len(parsed.persons()) == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"birth_date": "2018-01-01"},
            {"phone": "", "phone_owner": ""},
            {"phone_owner": "household"},
            {"phone_owner": "sponsor"},
            {"channel": "voice"},
            {"permission_on": ""},
            {"check_word": "", "distress_word": ""},
            {"language": "mam", "interpreter_language": "es"},
        ],
    )
    def test_may_hold_a_child_who_cannot_be_texted(self, change: dict[str, str]) -> None:
        assert problems(CHILD | change, SPONSOR) == []

    def test_takes_a_phone_of_unknown_owner_as_not_private_for_a_child(self) -> None:
        (case,) = read(CHILD | {"phone_owner": ""}, SPONSOR | {"phone_owner": ""}).cases
        assert [m.person.phone_owner for m in case.members] == [PhoneOwner.HOUSEHOLD, PhoneOwner.OWN]


CELLS = [
    ("case_number", "", "must be filled in"),
    ("case_number", "7" * 61, "more than 60"),
    ("release_date", "03/02/2026", "not a date in ISO form"),
    ("release_date", "2026-02-30", "no such day"),
    ("release_date", "2027-03-02", "over 60 days ahead"),
    ("release_date", "0202-03-02", "before 1900"),
    ("level", "4", "'4' is not allowed"),
    ("tvpra", "maybe", "neither yes nor no"),
    ("state", "Texas", "is no State"),
    ("zip", "901", "is no ZIP code"),
    ("zip", "99999", "not known"),
    ("zip", "37211", "belongs to TN, not to TX"),
    ("time_zone", "Mars/Olympus", "no time zone"),
    ("time_zone", "EST", "names no place"),
    ("time_zone", "../etc/passwd", "no time zone"),
    ("caseworker", "the caseworker", "no e-mail"),
    ("person_id", "", "must be filled in"),
    ("role", "uncle", "not allowed"),
    ("first_name", "", "must be filled in"),
    ("first_name", "Mari\x00sol", "invisible character"),
    ("language", "Spanish", "no known language"),
    ("language", "xx", "no known language"),
    ("birth_date", "", "must be filled in"),
    ("birth_date", "2008-03-02", "18 or older at release"),
    ("birth_date", "2026-03-03", "born after the release"),
    ("phone", "12345", "no such telephone number"),
    ("phone", "call mother", "no telephone number"),
    ("phone", "+12025550101 ext 5", "extension"),
    ("phone", "1.20256E+10", "telephone number"),
    ("phone_owner", "neighbour", "not allowed"),
    ("channel", "email", "not allowed"),
    ("safe_hours", "after school", "days and hours"),
    ("permission_on", "2026-04-01", "not come yet"),
    ("check_word", "two words", "more than one word"),
    ("check_word", "SÍ", "too short"),
    ("check_word", "Ayuda", "ordinary replies"),
    ("check_word", "1234", "only letters"),
    ("check_word", "marisol", "own name"),
    ("distress_word", "Mariposa", "check word too"),
    ("identity_question", "Which street?", "has no answer"),
    ("identity_answer", "Oak", "has no question"),
]


@pytest.mark.parametrize(("column", "text", "says"), CELLS, ids=[f"{row[0]}: {row[2]}" for row in CELLS])
def test_a_wrong_cell_is_named_with_row_column_and_remedy(column: str, text: str, says: str) -> None:
    case_wide = {"release_date", "level", "tvpra", "state", "zip", "time_zone", "caseworker"}
    sponsor = SPONSOR | ({column: text} if column in case_wide else {})
    if column in ("first_name", "permission_on"):
        sponsor = SPONSOR
    found = [p for p in read(CHILD | {column: text}, sponsor).problems if says in p.message]
    assert found, says
    assert found[0].row == 2
    assert found[0].remedy
    other_end = {"Which street?": "identity_answer", "Oak": "identity_question"}
    assert found[0].column == other_end.get(text, column)


def test_a_sponsor_needs_a_category_and_a_child_a_birth_date() -> None:
    assert problems(CHILD | {"birth_date": ""}, SPONSOR | {"sponsor_category": ""}) == [
        (2, "birth_date", "this must be filled in"),
        (3, "sponsor_category", "this must be filled in"),
    ]


def test_every_problem_is_listed_at_once_in_the_order_of_the_file() -> None:
    wrong = {"release_date": "soon", "zip": "1"}
    found = problems(CHILD | wrong | {"language": "klingon"}, SPONSOR | wrong | {"phone": "0"})
    assert [(row, column) for row, column, _ in found] == [
        (2, "release_date"),
        (2, "zip"),
        (2, "language"),
        (3, "release_date"),
        (3, "zip"),
        (3, "phone"),
    ]


def test_nothing_is_given_out_when_one_case_is_wrong() -> None:
    other = {"case_number": "C-2"}
    parsed = read(
        CHILD, SPONSOR, CHILD | other | {"person_id": "P-3", "level": "9"}, SPONSOR | other | {"level": "1"}
    )
    assert parsed.problems
    assert parsed.cases == ()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([SPONSOR], (2, "role", "this case has no child")),
        ([CHILD], (2, "role", "this case has no sponsor")),
        ([CHILD, CHILD | {"person_id": "P-9"}, SPONSOR], (3, "role", "this case has two children")),
        ([CHILD, SPONSOR, SPONSOR], (4, "person_id", "this person stands twice in the case")),
        ([CHILD, SPONSOR | {"level": "2"}], (3, "level", "this differs from row 2")),
        ([CHILD, SPONSOR | {"caseworker": ""}], (3, "caseworker", "this differs from row 2")),
        (
            [
                CHILD,
                SPONSOR,
                CHILD | {"case_number": "C-2", "person_id": "P-3"},
                SPONSOR | {"case_number": "C-2", "phone": "+12025550129"},
            ],
            (5, "phone", "this differs from row 3"),
        ),
        (
            [CHILD, SPONSOR | {"child_label": "your niece Marisol"}],
            (3, "child_label", "the label holds the child's name"),
        ),
    ],
)
def test_rows_must_fit_together(rows: list[dict[str, str]], says: tuple[int, str, str]) -> None:
    assert problems(*rows) == [says]


def test_messages_never_repeat_what_belongs_to_a_person() -> None:
    private = {
        "first_name": "x" * 81,
        "phone": "+1 202 555 0101 9999",
        "check_word": "secret butterfly",
        "distress_word": "umbrella umbrella",
        "birth_date": "2008-01-31",
        "identity_answer": "Oak",
    }
    said = " ".join(str(problem) for problem in read(CHILD | private, SPONSOR).problems)
    for text in private.values():
        assert text not in said


def test_a_military_zip_code_needs_the_time_zone() -> None:
    military = {"state": "AE", "zip": "09001"}
    ((row, column, message),) = problems(CHILD | military, SPONSOR | military)
    assert (row, column) == (2, "zip")
    assert "military" in message
    zone = military | {"time_zone": "Europe/Berlin"}
    assert problems(CHILD | zone, SPONSOR | zone) == []


def test_a_given_time_zone_overrides_the_zip_code() -> None:
    zone = {"time_zone": "America/Chicago"}
    assert read(CHILD | zone, SPONSOR | zone).cases[0].time_zone == "America/Chicago"


class TestHeader:
    def test_an_unknown_column_is_named_with_the_nearest(self) -> None:
        data = csv_of(CHILD, SPONSOR).replace(b"check_word", b"Check Wrod", 1)
        (said,) = of_bytes(data)
        assert said == "row 1, check wrod: there is no such column -> did you mean check_word?"

    def test_missing_and_doubled_columns_are_named(self) -> None:
        data = csv_of(CHILD, SPONSOR).replace(b"first_name", b"language", 1)
        assert of_bytes(data) == [
            "row 1, first_name: the column is missing -> add it to the header row",
            "row 1, language: the column stands 2 times -> keep one of them",
        ]

    def test_semicolons_between_columns_are_recognised(self) -> None:
        assert "by commas" in of_bytes(csv_of(CHILD, SPONSOR).replace(b",", b";"))[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("ñ".encode("latin-1"), "not UTF-8"),
        (csv_of(), "no person"),
        (csv_of(CHILD) + b'C-1,"never closed', "no valid CSV"),
        (csv_of(CHILD, SPONSOR) + b"C-1,2026-03-02\n", "row 4: this row has 2 cells, the header has 33"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, says: str) -> None:
    assert any(says in said for said in of_bytes(data))


@given(data=st.binary(max_size=300))
def test_no_bytes_at_all_break_the_import(data: bytes) -> None:
    assert parse_csv(data, today=TODAY).problems


@given(column=st.sampled_from(NAMES), text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_in_any_cell_breaks_the_import(column: str, text: str) -> None:
    parsed = read(CHILD | {column: text}, SPONSOR)
    assert bool(parsed.cases) is not bool(parsed.problems)
