"""WhatsApp: own words for 24 hours after the person's last message, else a template, else another way."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.channels.outcome import Rejected
from bot.channels.template import Template
from bot.delivery.send import deliver
from bot.opening import open_due
from bot.simulation.stage import Stage
from bot.whatsapp import TemplateProblem, add_template, on_file, withdraw_template, words_for_approval
from flows.vocabulary import Channel, PhoneOwner
from storage.models import (
    Address,
    Attempt,
    Conversation,
    Delivery,
    Outbound,
    Person,
    PersonAddress,
    WhatsAppTemplate,
)
from storage.queries import addresses
from tests.bot.delivery.senders import FakeSender
from tests.bot.inbound.posts import inbound, post
from tests.bot.looks import deliveries, rows, tasks
from tests.bot.stages import CHILD, DUE_DAY, family, import_family

SID, OTHER_SID = "HX" + "0a" * 16, "HX" + "0b" * 16
FIRST = "first.check_word"
WHATSAPP = f"whatsapp:{CHILD}"
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """A family whose child is reached on WhatsApp; it is the day of the first check-in."""
    import_family(stage, family())
    with stage.runtime.work() as work:
        work.session.execute(update(Address).where(Address.id == _child(stage)).values(channel="whatsapp"))
    stage.clock.move(DUE_DAY)
    return stage


def _child(stage: Stage):  # type: ignore[no-untyped-def]
    query = select(PersonAddress.address_id).join(Person).where(Person.person_ref == "c-1")
    with stage.runtime.look() as work:
        return work.session.scalars(query).one()


def approve(stage: Stage, key: str = FIRST, sid: str = SID) -> None:
    with stage.runtime.work() as work:
        add_template(
            work, text_key=key, language="es", content_sid=sid, approved_by="Sam", approved_on=DAY
        )  # fmt: skip


def also_by_sms(stage: Stage) -> None:
    """The child takes texts by SMS too, on the same number."""
    with stage.runtime.work() as work:
        person = work.session.scalars(select(Person).where(Person.person_ref == "c-1")).one()
        address = addresses.find_or_add(
            work.session, work.vault, work.settings.provider_id, Channel.SMS, CHILD,
            new_id=work.new_id, now=work.now,
        )  # fmt: skip
        work.session.add(PersonAddress(
            **work.owned(), person_id=person.id, address_id=address.id, owner=PhoneOwner.OWN,
            since=work.now - dt.timedelta(days=40),
        ))  # fmt: skip


def to_child(sender: FakeSender) -> list[tuple[str, Template | None]]:
    return [(call.to, call.template) for call in sender.calls if call.to.endswith(CHILD)]


def writes(stage: Stage, body: str = "hola", sid: str = "1") -> None:
    post(stage.app, inbound(body, sender=WHATSAPP, sid=sid, To="whatsapp:+12025550199"))


def test_without_a_template_a_person_calls(stage: Stage) -> None:
    open_due(stage.runtime)
    assert ("call", "whatsapp_not_ready") in tasks(stage)
    assert (FIRST, "queued") in deliveries(stage)  # the sponsor's


def test_without_a_template_the_check_in_opens_by_sms_where_that_is_known(stage: Stage) -> None:
    also_by_sms(stage)
    open_due(stage.runtime)
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert to_child(sender) == [(CHILD, None)]


def test_an_approved_template_opens_a_check_in(stage: Stage) -> None:
    approve(stage)
    open_due(stage.runtime)
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert to_child(sender) == [(WHATSAPP, Template(SID, '{"1": "Maple Street"}'))]


def test_within_24_hours_of_their_message_own_words_go(stage: Stage) -> None:
    writes(stage)
    open_due(stage.runtime)
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert to_child(sender)[-1] == (WHATSAPP, None)
    assert rows(stage, Attempt.channel, where=Attempt.channel == "whatsapp") == [("whatsapp",)]


def test_a_whole_check_in_runs_on_whatsapp(stage: Stage) -> None:
    approve(stage)
    stage.tick()
    stage.say(CHILD, "mariposa")
    stage.say(CHILD, "si")
    assert len(stage.received(CHILD)) > 3
    assert {message.to for message in stage.received(CHILD)} == {WHATSAPP}
    assert rows(stage, Delivery.state, where=Delivery.error_code.is_not(None)) == []


def test_the_window_is_asked_again_at_the_moment_of_sending(stage: Stage) -> None:
    writes(stage)
    open_due(stage.runtime)
    with stage.runtime.work() as work:
        day_ago = work.now - dt.timedelta(hours=24)
        work.session.execute(
            update(Address).where(Address.channel == "whatsapp").values(last_inbound_at=day_ago)
        )
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    assert to_child(sender) == []
    assert ("cancelled", "whatsapp_not_ready") in {
        (state.value, why) for state, why in rows(stage, Delivery.state, Delivery.reason)
    }


def test_error_63016_sends_the_text_once_more_as_its_template(stage: Stage) -> None:
    """WhatsApp's clock may close the window before ours."""
    writes(stage)
    open_due(stage.runtime)
    approve(stage)
    sender = FakeSender(stage.runtime)
    sender.script = [lambda call: Rejected(63016) if call.to == WHATSAPP else Rejected(0)] * 9
    deliver(stage.runtime, sender)
    sent = [template for to, template in to_child(sender)]
    assert sent[-2:] == [None, Template(SID, '{"1": "Maple Street"}')]


def test_error_63016_without_a_template_leads_to_the_other_channel_at_once(stage: Stage) -> None:
    also_by_sms(stage)
    stage.network.add_phone(CHILD)
    approve(stage)
    with stage.runtime.look() as work:
        template = on_file(work)[0]
    assert template.current
    open_due(stage.runtime)
    with stage.runtime.work() as work:
        assert withdraw_template(work, FIRST, "es")
    stage.tick()
    stage.advance(hours=4, minutes=1)
    assert [message.to for message in stage.received(CHILD)] == [CHILD]
    moved = rows(stage, Conversation.moved_at, where=Conversation.moved_at.is_not(None))
    assert len(moved) == 1


def test_a_template_of_words_that_have_changed_counts_no_more(stage: Stage) -> None:
    approve(stage)
    with stage.runtime.work() as work:
        row = work.session.scalars(select(WhatsAppTemplate)).one()
        values = {c.name: getattr(row, c.name) for c in WhatsAppTemplate.__table__.columns}
        later = work.now + dt.timedelta(seconds=1)
        values |= {"id": work.new_id(), "words_digest": "0" * 64, "recorded_at": later}
        work.session.add(WhatsAppTemplate(**values))
    with stage.runtime.look() as work:
        assert [one.current for one in on_file(work)] == [False]
    open_due(stage.runtime)
    assert ("call", "whatsapp_not_ready") in tasks(stage)


def test_the_newest_template_stands(stage: Stage) -> None:
    approve(stage)
    stage.clock.move(DUE_DAY + dt.timedelta(seconds=1))
    approve(stage, sid=OTHER_SID)
    with stage.runtime.look() as work:
        assert [one.content_sid for one in on_file(work)] == [OTHER_SID]


def test_none_ships(stage: Stage) -> None:
    with stage.runtime.look() as work:
        assert on_file(work) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"content_sid": "HX12"}, "32 hexadecimal"),
        ({"text_key": "no.such"}, "no text"),
        ({"language": "xx"}, "no catalogue"),
        ({"approved_by": " "}, "name the person"),
        ({"approved_on": dt.date(2027, 1, 1)}, "future"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(stage: Stage, change: dict[str, object], says: str) -> None:
    given = {
        "text_key": FIRST, "language": "es", "content_sid": SID, "approved_by": "Sam", "approved_on": DAY,
    }  # fmt: skip
    with stage.runtime.work() as work, pytest.raises(TemplateProblem, match=says):
        add_template(work, **(given | change))  # type: ignore[arg-type]


def test_the_words_for_approval_have_numbered_slots(stage: Stage) -> None:
    words = words_for_approval(stage.runtime.texts, "es", FIRST)
    assert "{{1}}" in words
    assert "public_name" not in words


def test_what_was_filled_in_is_kept_sealed_and_only_for_whatsapp(stage: Stage) -> None:
    approve(stage)
    open_due(stage.runtime)
    kept = [value for (value,) in rows(stage, Outbound.params_sealed)]
    assert len([value for value in kept if value is None]) == 1
    assert all(b"Maple" not in value for value in kept if value is not None)
