"""6.8.6, 6.7.5: who is told besides ORR, by a person, by when; numbers only with their source."""

import datetime as dt
from typing import Any

import pytest

from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.notices.contacts import (
    ContactEntry,
    ContactProblem,
    NotAllowed,
    Wrong,
    contact_lines,
    enter_contact,
    withdraw_contact,
)
from bot.notices.duties import (
    Told,
    not_needed,
    reopen_duty,
    sponsor_is_no_danger,
    sponsor_may_be_danger,
    tick_duty,
)
from bot.notices.worksheet import save
from bot.runtime import Runtime
from flows.vocabulary import Concern, ContactKind, Custody, DutyKind, NocReason
from storage.queries import notices
from storage.queries import today as queries
from tests.bot.notices import sheets
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

ENTRY = ContactEntry(
    "va", ContactKind.CPS, "State hotline", "202-555-0130", "dss.example.gov/report", "2026-02-27", "12"
)


def why_refused(runtime: Runtime, act: Any, *args: Any) -> Why:
    with pytest.raises(Refused) as caught, runtime.work() as work:
        act(work, *args)
    return caught.value.why


def told(runtime: Runtime, note: str = "Officer Smith, report 12-345", **ago: float) -> Told:
    return Told(runtime.clock.now() - dt.timedelta(**ago), note)


def test_a_duty_is_ticked_with_its_time_and_who_took_it(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    police = sheets.duty_id(runtime, caseload.emergency, DutyKind.POLICE)
    with runtime.work() as work:
        tick_duty(work, dana, police, told(runtime, minutes=5))
    line = sheets.duties(runtime, caseload.emergency)[DutyKind.POLICE]
    assert (line.state.value, line.by, line.note, line.told_at) == (
        "done", "Dana Reyes", "Officer Smith, report 12-345", runtime.clock.now() - dt.timedelta(minutes=5)
    )  # fmt: skip
    deeds = sheets.content(runtime, caseload.emergency).on_file.deeds
    assert [(deed.what, deed.by) for deed in deeds] == [("police", "Dana Reyes")]
    assert why_refused(runtime, tick_duty, dana, police, told(runtime)) is Why.ALREADY_DONE


def test_a_tick_needs_words_and_a_time_that_was(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    police = sheets.duty_id(runtime, caseload.emergency, DutyKind.POLICE)
    assert why_refused(runtime, tick_duty, dana, police, told(runtime, " ")) is Why.DUTY_NOTE_MISSING
    assert why_refused(runtime, not_needed, dana, police, "") is Why.DUTY_NOTE_MISSING
    assert why_refused(runtime, tick_duty, dana, police, told(runtime, hours=-1)) is Why.TIME_TO_COME


def test_what_is_not_needed_says_why_and_can_be_taken_back(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    police = sheets.duty_id(runtime, caseload.emergency, DutyKind.POLICE)
    with runtime.work() as work:
        not_needed(work, dana, police, "CPS has told the police itself.")
    assert sheets.state_of(runtime, DutyKind.POLICE) == "not_needed"
    with runtime.work() as work:
        reopen_duty(work, dana, police)
    assert sheets.state_of(runtime, DutyKind.POLICE) == "open"


def test_7_the_noc_is_ticked_by_its_submission_alone(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    orr = sheets.duty_id(runtime, caseload.emergency, DutyKind.ORR_NOC)
    assert why_refused(runtime, tick_duty, dana, orr, told(runtime)) is Why.TICKED_BY_NOTICE
    assert why_refused(runtime, not_needed, dana, orr, "no") is Why.TICKED_BY_NOTICE
    assert why_refused(runtime, reopen_duty, dana, orr) is Why.TICKED_BY_NOTICE


def test_5_nobody_calls_the_sponsor_of_a_missing_child_before_it_is_said_that_they_are_no_danger(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    sheets.recode(runtime, caseload.emergency, Concern.MISSING)
    ncmec = sheets.duty_id(runtime, caseload.emergency, DutyKind.NCMEC)
    assert why_refused(runtime, tick_duty, dana, ncmec, told(runtime)) is Why.SPONSOR_NOT_CHECKED
    with runtime.work() as work:
        sponsor_is_no_danger(work, dana, ncmec)
    with runtime.work() as work:
        tick_duty(work, dana, ncmec, told(runtime, "Marta will call now."))
    assert sheets.state_of(runtime, DutyKind.NCMEC) == "done"
    assert "sponsor_is_no_danger" in sheets.audited(runtime, "duty")


def test_5_where_the_sponsor_may_be_the_danger_the_provider_tells_police_and_cps_itself(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    sheets.recode(runtime, caseload.emergency, Concern.MISSING)
    ncmec = sheets.duty_id(runtime, caseload.emergency, DutyKind.NCMEC)
    with runtime.work() as work:
        sponsor_may_be_danger(work, dana, ncmec)
    states = {kind: line.state.value for kind, line in sheets.duties(runtime, caseload.emergency).items()}
    assert states == {
        DutyKind.ORR_NOC: "open", DutyKind.SPONSOR_POLICE: "not_needed", DutyKind.NCMEC: "not_needed",
        DutyKind.POLICE: "open", DutyKind.CPS: "open",
    }  # fmt: skip


def test_the_question_about_the_sponsor_belongs_to_a_missing_child(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    police = sheets.duty_id(runtime, caseload.emergency, DutyKind.POLICE)
    for act in (sponsor_is_no_danger, sponsor_may_be_danger):
        assert why_refused(runtime, act, dana, police) is Why.NOT_ABOUT_SPONSOR


def test_ticked_reasons_bring_their_duties_and_unticked_ones_take_none_away(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    for written in (
        sheets.with_reasons(NocReason.TRAFFICKING),
        sheets.with_reasons(NocReason.ABUSE_NEGLECT, custody=Custody.FEDERAL),
    ):
        with runtime.work() as work:
            save(work, dana, caseload.emergency.id, written)
    kinds = set(sheets.duties(runtime, caseload.emergency))
    assert kinds == {
        DutyKind.ORR_NOC, DutyKind.OTIP, DutyKind.CPS, DutyKind.POLICE, DutyKind.PROJECT_OFFICER
    }  # fmt: skip


def test_a_duty_outside_the_caseload_is_not_there(runtime: Runtime, caseload: Seed, lee: Viewer) -> None:
    with runtime.work() as work:
        foreign = queries.open_concerns(work.session, caseload_scope(caseload, work), work.now)
        row = next(c for c in foreign if c.codes == ["labor_trafficking"])
    otip = sheets.duty_id(runtime, row, DutyKind.OTIP)
    with pytest.raises(NotHere), runtime.work() as work:
        tick_duty(work, lee, otip, told(runtime))


def caseload_scope(caseload: Seed, work: Any) -> Any:
    return Viewer(caseload.sam.id, caseload.sam.name, caseload.sam.role).scope(work)


def test_state_contacts_ship_empty(runtime: Runtime, caseload: Seed) -> None:
    with runtime.look() as work:
        assert contact_lines(work) == []
    line = sheets.duties(runtime, caseload.emergency)[DutyKind.CPS]
    assert line.contact is None
    assert line.rule.look_up is not None
    assert "Child Welfare Information Gateway" in line.rule.look_up


def test_a_number_of_the_childs_state_is_shown_with_source_and_its_law_sets_the_clock(
    runtime: Runtime, caseload: Seed, sam: Viewer
) -> None:
    before = sheets.duties(runtime, caseload.emergency)[DutyKind.CPS]
    with runtime.work() as work:
        enter_contact(work, sam, ENTRY)
    line = sheets.duties(runtime, caseload.emergency)[DutyKind.CPS]
    assert line.contact is not None
    assert (line.contact.number, line.contact.source, line.contact.seen_on) == (
        "+12025550130", "dss.example.gov/report", dt.date(2026, 2, 27)
    )  # fmt: skip
    assert before.due_at - line.due_at == dt.timedelta(hours=12)
    with runtime.work() as work:
        assert [entry.by for entry in contact_lines(work)] == ["Sam Okafor"]


def test_the_newest_number_counts_until_it_is_withdrawn_and_old_ones_are_kept(
    runtime: Runtime, caseload: Seed, sam: Viewer, clock: FixedClock
) -> None:
    for number in ("202-555-0130", "202-555-0131"):
        with runtime.work() as work:
            enter_contact(work, sam, ContactEntry(**{**asdict_of(ENTRY), "number": number}))
        clock.advance(minutes=1)
    with runtime.look() as work:
        standing = notices.contacts(work.session, work.settings.provider_id)
        assert [row.number for row in standing.values()] == ["+12025550131"]
    with runtime.work() as work:
        assert withdraw_contact(work, sam, "VA", ContactKind.CPS)
    with runtime.work() as work:
        assert not withdraw_contact(work, sam, "VA", ContactKind.CPS)
        assert contact_lines(work) == []


def asdict_of(entry: ContactEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ContactEntry.__dataclass_fields__}


@pytest.mark.parametrize(
    ("field", "given", "wrong"),
    [
        ("state", "Virginia", Wrong.STATE),
        ("name", " ", Wrong.NAME),
        ("number", "911", Wrong.NUMBER),
        ("number", "call us", Wrong.NUMBER),
        ("source", "", Wrong.SOURCE),
        ("seen_on", "yesterday", Wrong.SEEN_ON),
        ("seen_on", "2026-03-09", Wrong.SEEN_ON),
        ("law_hours", "soon", Wrong.LAW_HOURS),
        ("law_hours", "9999", Wrong.LAW_HOURS),
    ],
)
def test_a_number_without_its_source_is_not_kept(
    runtime: Runtime, caseload: Seed, sam: Viewer, field: str, given: str, wrong: Wrong
) -> None:
    entry = ContactEntry(**{**asdict_of(ENTRY), field: given})
    with pytest.raises(ContactProblem) as caught, runtime.work() as work:
        enter_contact(work, sam, entry)
    assert caught.value.wrong == (wrong,)


def test_caseworkers_look_but_do_not_enter_numbers(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(NotAllowed), runtime.work() as work:
        enter_contact(work, dana, ENTRY)
    with pytest.raises(NotAllowed), runtime.work() as work:
        withdraw_contact(work, dana, "VA", ContactKind.CPS)
