"""Section 6.8.6: thirteen reasons, whom each wants told besides ORR, and by when."""

import datetime as dt

import pytest

from flows.policy.notices import (
    ContactRecord,
    contact_reasons,
    duties_for,
    duty_due,
    is_referral_only,
    reminder_due,
    rules,
    suggest,
)
from flows.vocabulary import Concern, ContactKind, Custody, DutyKind, NocReason

SAID = dt.datetime(2026, 3, 6, 23, 0, tzinfo=dt.UTC)  # a Friday evening
RELEASED = dt.date(2026, 3, 2)

SUGGESTED = [
    "medical_emergency -> emergency -> emergency_services orr_noc",
    "self_harm -> emergency -> emergency_services orr_noc",
    "labor_trafficking -> trafficking -> orr_noc otip cps police",
    "sex_trafficking -> trafficking -> orr_noc otip cps police",
    "physical_abuse -> abuse_neglect -> orr_noc cps police",
    "sexual_abuse -> abuse_neglect -> orr_noc cps police",
    "neglect -> abuse_neglect -> orr_noc cps police",
    "abandonment -> abuse_neglect -> orr_noc cps police",
    "missing -> disappearance -> orr_noc sponsor_police ncmec",
    "criminal_activity -> criminal_activity -> orr_noc cps",
    "cps_involvement -> cps_involvement -> orr_noc",
    "fraud -> fraud -> orr_noc",
    "behavior_incident -> behavioral_incident -> emergency_services orr_noc",
    "media_attention -> media_attention -> orr_noc",
    "placement_disruption -> placement_disruption -> orr_noc referral",
    "organized_crime -> organized_crime -> orr_noc police",
]


@pytest.mark.parametrize("line", SUGGESTED)
def test_a_code_suggests_its_reason_and_the_duties_beside_it(line: str) -> None:
    code, reason, duties = line.split(" -> ")
    reasons = suggest([Concern(code)])
    assert reasons == (NocReason(reason),)
    assert " ".join(duties_for(reasons)) == duties


def test_every_code_has_a_line_above() -> None:
    assert {line.split(" -> ")[0] for line in SUGGESTED} == set(Concern) == set(rules().codes)


def test_all_thirteen_reasons_are_reached() -> None:
    never = ContactRecord(RELEASED, RELEASED + dt.timedelta(days=31), reached=False, lost=True)
    lost = ContactRecord(RELEASED, RELEASED + dt.timedelta(days=40), reached=True, lost=True)
    by_rule = {
        *contact_reasons(never, safety_concern=False),
        *contact_reasons(lost, safety_concern=True),
    }
    assert len(NocReason) == 13
    assert set(suggest(Concern, by_rule)) == set(NocReason) == set(rules().reasons)


@pytest.mark.parametrize(
    ("days", "reached", "lost", "safety_concern", "reasons"),
    [
        (30, False, True, True, ()),
        (31, False, True, False, (NocReason.NO_CONTACT_30_DAYS,)),
        (31, False, False, False, (NocReason.NO_CONTACT_30_DAYS,)),
        (30, True, True, False, ()),
        (9, True, True, True, (NocReason.LOST_CONTACT_WITH_SAFETY_CONCERN,)),
        (9, True, False, True, ()),
    ],
)
def test_lost_contact(
    days: int, reached: bool, lost: bool, safety_concern: bool, reasons: tuple[NocReason, ...]
) -> None:
    record = ContactRecord(RELEASED, RELEASED + dt.timedelta(days=days), reached, lost)
    assert contact_reasons(record, safety_concern=safety_concern) == reasons


def test_every_duty_is_asked_for_and_every_notice_asks_for_the_noc() -> None:
    asked = {kind for reason in NocReason for kind in duties_for([reason])}
    assert asked | set(duties_for([NocReason.ABUSE_NEGLECT], Custody.ORR)) == set(DutyKind)
    assert all(DutyKind.ORR_NOC in duties_for([reason]) for reason in NocReason)
    assert set(rules().duties) == set(DutyKind)


def test_a_child_not_safe_for_a_cause_that_nobody_knows_is_reported_all_the_same() -> None:
    assert suggest([]) == ()
    assert duties_for([]) == (DutyKind.ORR_NOC, DutyKind.CPS, DutyKind.POLICE)


@pytest.mark.parametrize("custody", [Custody.ORR, Custody.FEDERAL])
def test_abuse_in_custody_goes_to_the_project_officer_too(custody: Custody) -> None:
    assert DutyKind.PROJECT_OFFICER in duties_for([NocReason.ABUSE_NEGLECT], custody)
    assert DutyKind.PROJECT_OFFICER not in duties_for([NocReason.ABUSE_NEGLECT], Custody.NO)
    assert DutyKind.PROJECT_OFFICER not in duties_for([NocReason.FRAUD], custody)


def test_where_the_sponsor_may_be_the_danger_the_provider_tells_police_and_cps_itself() -> None:
    duties = duties_for([NocReason.DISAPPEARANCE], sponsor_is_danger=True)
    assert {DutyKind.POLICE, DutyKind.CPS} <= set(duties)
    assert DutyKind.POLICE not in duties_for([NocReason.FRAUD], sponsor_is_danger=True)


def test_only_a_disrupted_placement_alone_may_be_a_referral_without_a_noc() -> None:
    assert is_referral_only([NocReason.PLACEMENT_DISRUPTION])
    assert not is_referral_only([NocReason.PLACEMENT_DISRUPTION, NocReason.ABUSE_NEGLECT])
    assert not is_referral_only([])


@pytest.mark.parametrize(
    ("kind", "law_hours", "due"),
    [
        (DutyKind.EMERGENCY_SERVICES, None, "2026-03-06 23:00"),
        (DutyKind.ORR_NOC, None, "2026-03-07 23:00"),
        (DutyKind.OTIP, None, "2026-03-07 23:00"),
        (DutyKind.NCMEC, None, "2026-03-07 23:00"),
        (DutyKind.CPS, None, "2026-03-07 23:00"),
        (DutyKind.CPS, 12, "2026-03-07 11:00"),
        (DutyKind.CPS, 0, "2026-03-06 23:00"),
        (DutyKind.CPS, 48, "2026-03-07 23:00"),
        (DutyKind.OTIP, 12, "2026-03-07 23:00"),
        (DutyKind.REFERRAL, None, "2026-03-10 21:00"),
    ],
)
def test_clocks_run_from_first_suspicion_through_the_weekend(
    kind: DutyKind, law_hours: int | None, due: str
) -> None:
    """The referral alone waits for business days: Tuesday 17:00 in New York, where it is still Friday."""
    at = duty_due(kind, SAID, SAID, "America/New_York", law_hours)
    assert f"{at:%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    ("hours", "reminded", "due"),
    [(11.9, 0, None), (12, 0, 12), (13, 12, None), (20, 12, 20), (23, 20, 23), (23.5, 0, 23), (40, 23, None)],
)
def test_reminders_come_at_12_20_and_23_hours_and_never_twice(
    hours: float, reminded: int, due: int | None
) -> None:
    assert reminder_due(SAID, SAID + dt.timedelta(hours=hours), reminded) == due


def test_the_sponsor_is_only_ever_reached_by_voice_for_a_missing_child() -> None:
    by_sponsor = {kind for kind, rule in rules().duties.items() if rule.by_sponsor}
    assert by_sponsor == {DutyKind.SPONSOR_POLICE, DutyKind.NCMEC}
    assert by_sponsor <= set(duties_for([NocReason.DISAPPEARANCE]))
    assert all("Call the sponsor" in rules().duties[kind].does for kind in by_sponsor)


def test_numbers_name_their_source_and_none_is_of_a_state() -> None:
    shown = {number for rule in rules().duties.values() for number in rule.numbers}
    assert {n.number for n in shown} == {"911", "1-800-843-5678", "202-205-4582", "1-800-203-7001"}
    assert all(n.source and n.seen for n in shown)
    for rule in rules().duties.values():
        assert not rule.contact or rule.look_up, rule.kind
    assert {rule.contact for rule in rules().duties.values() if rule.contact} == set(ContactKind)


def test_numbers_are_looked_up_again_in_time() -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert today <= rules().look_again_by, (
        "compare every number in flows/policy/notices.yaml with its source, set `seen`, move `look_again_by`"
    )
