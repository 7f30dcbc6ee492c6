"""Whoever gets a number that was another's never reads nor answers what was open there (5, 6)."""

import pytest
from sqlalchemy import select

from bot.cli.importing import apply_parsed
from bot.importing.parse import parse_csv
from bot.reaching import Reach, reach_by
from bot.simulation.stage import Stage
from flows.vocabulary import Channel, ConversationStatus, DeliveryState, PhoneOwner
from storage.models import Address, Conversation, Delivery, Outbound, Person, PersonAddress
from tests.bot.inbound.posts import check_in
from tests.bot.looks import answers, concerns, rows, tasks
from tests.bot.stages import CHILD, SPONSOR, family

NEW = "+12025550107"


@pytest.fixture
def known(stage: Stage) -> Stage:
    """The child is known on a phone of their own and was asked how things are."""
    check_in(stage)
    for words in ("mariposa", "1"):
        stage.say(CHILD, words)
    return stage


def put(stage: Stage, ref: str, number: str, owner: PhoneOwner = PhoneOwner.OWN) -> None:
    with stage.runtime.work() as work:
        person = work.session.scalars(select(Person).where(Person.person_ref == ref)).one()
        reach_by(work, person, Reach(number, owner, Channel.SMS))


def childs_talk(stage: Stage) -> tuple[object, ...]:
    ((status, waiting),) = rows(
        stage,
        Conversation.status,
        Conversation.waiting_for,
        where=Conversation.person_id.in_(select(Person.id).where(Person.person_ref == "c-1")),
    )
    return status, waiting


def test_5_6_who_gets_the_childs_former_number_is_asked_nothing_of_the_child(known: Stage) -> None:
    put(known, "c-1", NEW)
    put(known, "s-1", CHILD)
    before, kept = len(known.texts(CHILD)), answers(known)
    known.say(CHILD, "1")
    shown = known.texts(CHILD)[before:]
    child = {known.runtime.texts.text("es", key) for key in ("child.residence", "child.health")}
    assert not set(shown) & child
    assert answers(known) == kept
    assert childs_talk(known) == (ConversationStatus.ENDED, None)
    assert ("call", "number_changed") in tasks(known)


def test_5_6_who_is_added_on_the_childs_number_ends_what_is_open_there(known: Stage) -> None:
    put(known, "s-1", CHILD)
    assert childs_talk(known) == (ConversationStatus.ENDED, None)
    assert ("call", "shared_number") in tasks(known)
    known.say(CHILD, "me da miedo mi tio")
    assert concerns(known) != []
    assert not [key for (key,) in rows(known, Outbound.text_key) if key.startswith("care.")]


def test_6_nothing_warm_goes_to_a_number_that_somebody_else_uses_too(known: Stage) -> None:
    """However the other came there: the same number on another channel is the same phone."""
    with known.runtime.work() as work:
        sponsor = work.session.scalars(select(Person).where(Person.person_ref == "s-1")).one()
        address = work.session.scalars(
            select(Address).where(Address.number_index == work.vault.blind_index(CHILD))
        ).one()
        work.session.add(
            PersonAddress(
                **work.owned(), person_id=sponsor.id, address_id=address.id, owner="own", since=work.now
            )
        )
    known.say(CHILD, "me da miedo mi tio")
    assert len(concerns(known)) == 1
    assert not [key for (key,) in rows(known, Outbound.text_key) if key.startswith("care.")]


def test_5_6_what_waits_for_the_child_never_goes_to_a_number_that_the_sponsor_keeps(known: Stage) -> None:
    with known.runtime.work() as work:
        child = work.session.scalars(select(Person).where(Person.person_ref == "c-1")).one()
        for link in child.addresses:
            sponsor = work.session.scalars(select(Person).where(Person.person_ref == "s-1")).one()
            work.session.add(
                PersonAddress(
                    **work.owned(), person_id=sponsor.id, address_id=link.address_id, owner="own",
                    since=work.now,
                )
            )  # fmt: skip
        waiting = work.session.scalars(
            select(Delivery).join(Outbound).where(Outbound.text_key == "child.residence")
        ).one()
        waiting.state = DeliveryState.QUEUED
    put(known, "c-1", NEW)
    ((state, reason),) = rows(
        known,
        Delivery.state,
        Delivery.reason,
        where=Delivery.outbound_id.in_(select(Outbound.id).where(Outbound.text_key == "child.residence")),
    )
    assert (state, reason) == (DeliveryState.CANCELLED, "number_changed")


def test_5_6_an_import_that_changes_the_number_ends_what_is_open_there_too(known: Stage) -> None:
    rows_of_file = family(child_phone=NEW)
    parsed = parse_csv(rows_of_file.encode(), today=known.clock.now().date())
    with known.runtime.work() as work:
        apply_parsed(work, parsed, update=True)
    assert childs_talk(known) == (ConversationStatus.ENDED, None)
    assert ("call", "number_changed") in tasks(known)


def test_the_other_thread_goes_on_where_only_one_number_changed(known: Stage) -> None:
    put(known, "c-1", NEW)
    known.say(SPONSOR, "luna")
    assert len(known.texts(SPONSOR)) > 1
