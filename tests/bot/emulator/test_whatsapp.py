"""WhatsApp on the emulator: the window of 24 hours, templates by ContentSid, and how each is refused."""

import pytest

from tests.bot.emulator.conftest import CHILD, OURS, World, build, settings

SID = "HX" + "0a" * 16
HERE = {"to": f"whatsapp:{CHILD}", "From": f"whatsapp:{OURS}"}


def write(world: World, body: str = "hola") -> None:
    """The person writes on WhatsApp by themselves."""
    world.network.add_phone(CHILD)
    world.network.say(CHILD, body, whatsapp=True)
    world.pass_time(seconds=2)


def by_template(world: World, variables: str = '{"1": "Maple Street"}', sid: str = SID):  # type: ignore[no-untyped-def]
    return world.send(
        To=HERE["to"], From=HERE["From"], ContentSid=sid, ContentVariables=variables,
        StatusCallback="http://127.0.0.1:8000/twilio/status?m=1",
    )  # fmt: skip


def fate(world: World, sid: str) -> tuple[str, int | None]:
    message = world.network.message(sid)
    assert message is not None
    return str(message.status), message.error_code


def test_own_words_fail_when_the_person_has_never_written(world: World) -> None:
    sent = world.create(**HERE)
    world.pass_time(seconds=2)
    assert fate(world, sent["sid"]) == ("failed", 63016)
    assert world.bodies() == []


@pytest.mark.parametrize(
    ("hours", "status"), [(23, ("delivered", None)), (24, ("failed", 63016))], ids=["inside", "a day later"]
)
def test_the_window_is_24_hours(world: World, hours: int, status: tuple[str, int | None]) -> None:
    write(world)
    world.pass_time(seconds=hours * 3600 - 2)
    sent = world.create(**HERE)
    world.pass_time(seconds=2)
    assert fate(world, sent["sid"]) == status


def test_a_text_message_by_sms_opens_no_window(world: World) -> None:
    world.network.add_phone(CHILD)
    world.network.say(CHILD, "hola")
    world.pass_time(seconds=2)
    sent = world.create(**HERE)
    world.pass_time(seconds=2)
    assert fate(world, sent["sid"]) == ("failed", 63016)


def test_who_writes_first_on_whatsapp_is_posted_with_the_prefix(world: World) -> None:
    write(world)
    (form,) = world.service.inbound()
    assert (form["From"], form["To"]) == (f"whatsapp:{CHILD}", f"whatsapp:{OURS}")


def test_a_template_goes_at_any_time_and_is_filled_in() -> None:
    world = build(settings(templates={SID: "Hi, this is {{1}}. {{1}}?"}))
    answer = by_template(world)
    assert answer.status_code == 201
    world.pass_time(seconds=2)
    assert fate(world, answer.json["sid"]) == ("delivered", None)
    assert world.bodies() == ["Hi, this is Maple Street. Maple Street?"]
    assert world.service.statuses() == ["sent", "delivered"]


def test_a_template_that_nobody_told_the_emulator_shows_its_sid_and_variables(world: World) -> None:
    by_template(world)
    world.pass_time(seconds=2)
    assert world.bodies() == ["[template HX0a0a] Maple Street"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"ContentSid": "HX1"}, 21655),
        ({"ContentSid": SID, "ContentVariables": "no json"}, 21656),
        ({"ContentSid": SID, "ContentVariables": '{"1": 2}'}, 21656),
        ({"ContentSid": SID, "Body": "Hello?"}, 20001),
        ({"ContentVariables": "{}", "Body": "Hello?"}, 20001),
    ],
)
def test_what_is_wrong_with_a_template_is_refused(world: World, form: dict[str, str], code: int) -> None:
    answer = world.send(To=HERE["to"], From=HERE["From"], **form)
    assert (answer.status_code, answer.json["code"]) == (400, code)
