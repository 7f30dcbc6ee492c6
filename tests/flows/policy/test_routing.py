"""Whose part of a check-in is a thread, whose a task for a person, and who has none (6.1, 6.2.1, 6.3)."""

import datetime as dt
from dataclasses import replace

import pytest

from flows.policy.contact import TIME_REASONS, ContactFacts, ContactRules, WhyNot
from flows.policy.hours import parse_safe_hours
from flows.policy.routing import PartFacts, Route, Way, has_check_ins, route_part
from flows.vocabulary import Channel, Level, PhoneOwner, Role, TaskKind, TaskReason

DUE = dt.date(2026, 3, 11)
CHILD = PartFacts(ContactFacts(Role.CHILD, "America/Chicago", birth_date=dt.date(2010, 5, 6)), DUE)
SPONSOR = PartFacts(ContactFacts(Role.SPONSOR, "America/Chicago"), DUE)


def person(facts: PartFacts, **change: object) -> PartFacts:
    return replace(facts, contact=replace(facts.contact, **change))


@pytest.mark.parametrize("facts", [CHILD, SPONSOR], ids=["child", "sponsor"])
def test_who_is_enrolled_with_an_own_phone_has_a_thread(facts: PartFacts) -> None:
    assert route_part(facts) == Route(Way.THREAD)


CALLS = [
    ("a child of twelve", person(CHILD, birth_date=dt.date(2013, 3, 12)), "call", "child_under_age"),
    ("a child without a phone", person(CHILD, has_phone=False), "call", "no_phone"),
    (
        "a child on the household's phone",
        person(CHILD, phone_owner=PhoneOwner.HOUSEHOLD),
        "call",
        "no_private_channel",
    ),
    (
        "a child on the sponsor's phone",
        person(CHILD, phone_owner=PhoneOwner.SPONSOR),
        "call",
        "no_private_channel",
    ),
    ("a sponsor who wants calls", person(SPONSOR, channel=Channel.VOICE), "call", "voice_channel"),
    ("a sponsor who does not read", person(SPONSOR, cannot_text=True), "call", "cannot_text"),
    ("a sponsor on WhatsApp", person(SPONSOR, channel=Channel.WHATSAPP), "call", "whatsapp_not_ready"),
    ("a child who opted out", person(CHILD, opted_out=True), "call", "opted_out"),
    ("a child without permission", person(CHILD, texting_permission=False), "enrol", "no_permission"),
    ("a sponsor without a check word", person(SPONSOR, identity_agreed=False), "enrol", "no_identity_word"),
    ("a language not reviewed", person(SPONSOR, texts_reviewed=False), "call", "texts_not_reviewed"),
    ("a sponsor of two released children", replace(SPONSOR, released_children=2), "call", "several_children"),
    ("two persons on one number", replace(CHILD, persons_on_number=2), "call", "shared_number"),
]


@pytest.mark.parametrize(("who", "facts", "task", "reason"), CALLS, ids=[row[0] for row in CALLS])
def test_who_cannot_be_texted_yet_becomes_a_task(who: str, facts: PartFacts, task: str, reason: str) -> None:
    assert route_part(facts) == Route(Way.CALL, TaskKind(task), (TaskReason(reason),)), who


def test_a_child_of_thirteen_on_the_due_day_has_a_thread() -> None:
    assert route_part(person(CHILD, birth_date=dt.date(2013, 3, 11))).way is Way.THREAD


def test_a_childs_own_thread_does_not_mind_that_the_sponsor_has_several_children() -> None:
    assert route_part(replace(CHILD, released_children=3)).way is Way.THREAD


def test_unreviewed_texts_make_a_thread_on_a_loopback_address() -> None:
    facts = person(SPONSOR, texts_reviewed=False)
    assert route_part(facts, ContactRules(loopback=True)).way is Way.THREAD


def test_enrolment_is_not_asked_for_where_it_would_not_bring_a_thread() -> None:
    facts = person(CHILD, birth_date=dt.date(2018, 1, 1), texting_permission=False, has_phone=False)
    assert route_part(facts) == Route(
        Way.CALL,
        TaskKind.CALL,
        (TaskReason.CHILD_UNDER_AGE, TaskReason.NO_PHONE, TaskReason.NO_PERMISSION),
    )


def test_a_case_that_was_taken_over_keeps_its_thread_for_the_day_it_is_handed_back() -> None:
    assert route_part(person(CHILD, taken_over=True)).way is Way.THREAD


@pytest.mark.parametrize(
    ("level", "tvpra", "bridge", "check_ins"),
    [
        (Level.ONE, False, False, True),
        (Level.TWO, False, False, False),
        (Level.THREE, False, False, False),
        (Level.ONE, True, False, False),
        (Level.TWO, False, True, True),
        (Level.THREE, True, True, True),
    ],
)
def test_level_one_has_check_ins_and_other_levels_only_as_a_bridge(
    level: Level, tvpra: bool, bridge: bool, check_ins: bool
) -> None:
    assert has_check_ins(level, tvpra, bridge) is check_ins
    way = route_part(replace(CHILD, level=level, tvpra=tvpra, bridge_level_one=bridge)).way
    assert (way is not Way.NONE) is check_ins


def test_from_the_18th_birthday_on_nobody_is_asked() -> None:
    born = dt.date(2008, 3, 11)
    assert route_part(person(CHILD, birth_date=born)) == Route(Way.NONE)
    assert route_part(person(SPONSOR, child_birth_date=born)) == Route(Way.NONE)
    assert route_part(person(CHILD, birth_date=born + dt.timedelta(days=1))).way is Way.THREAD


def test_an_alternate_and_a_closed_case_have_no_part() -> None:
    assert route_part(person(SPONSOR, role=Role.ALTERNATE)) == Route(Way.NONE)
    assert route_part(person(CHILD, case_closed=True)) == Route(Way.NONE)


def test_every_lasting_reason_of_contact_is_known_to_routing() -> None:
    changes: dict[WhyNot, dict[str, object]] = {
        WhyNot.CHILD_UNDER_AGE: {"birth_date": None},
        WhyNot.NO_PHONE: {"has_phone": False},
        WhyNot.WRONG_NUMBER: {"wrong_number": True},
        WhyNot.NO_PRIVATE_CHANNEL: {"phone_owner": None},
        WhyNot.VOICE_ONLY: {"channel": Channel.VOICE},
        WhyNot.CANNOT_TEXT: {"cannot_text": True},
        WhyNot.WHATSAPP_NOT_READY: {"channel": Channel.WHATSAPP},
        WhyNot.OPTED_OUT: {"opted_out": True},
        WhyNot.NO_PERMISSION: {"texting_permission": False},
        WhyNot.NO_IDENTITY_WORD: {"identity_agreed": False},
        WhyNot.TEXTS_NOT_REVIEWED: {"texts_reviewed": False},
        WhyNot.NO_GOOD_HOUR: {"safe_hours": parse_safe_hours("Mon-Fri 5:00-7:00")},
    }
    no_call = {WhyNot.CASE_CLOSED, WhyNot.CHILD_18, WhyNot.TAKEN_OVER}
    assert set(changes) | TIME_REASONS | no_call == set(WhyNot)
    assert all(route_part(person(CHILD, **change)).way is Way.CALL for change in changes.values())
