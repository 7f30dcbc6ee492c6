"""Reading Twilio's form: numbers in one shape, and what is meant for us."""

import pytest

from bot.inbound.form import BadForm, normal_number, parse_form
from flows.vocabulary import Channel
from tests.bot.inbound.posts import inbound
from tests.bot.stages import settings_for

SETTINGS = settings_for("sqlite:///:memory:")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+12025550143", "+12025550143"),
        ("(202) 555-0143", "+12025550143"),
        ("12025550143", "+12025550143"),
        ("+44 20 7946 0018", "+442079460018"),
        ("72345", "72345"),
        ("AMBER", "AMBER"),
        ("+1", "+1"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_number_has_one_shape_and_a_name_stays_a_name(given: str, kept: str) -> None:
    assert normal_number(given) == kept


def test_a_whatsapp_sender_is_the_same_number_on_another_channel() -> None:
    form = parse_form(inbound(sender="whatsapp:+12025550143"), SETTINGS)
    assert (form.channel, form.number) == (Channel.WHATSAPP, "+12025550143")


@pytest.mark.parametrize(
    ("changes", "quarantined"),
    [
        ({}, False),
        ({"AccountSid": "AC" + "f" * 32}, True),
        ({"AccountSid": ""}, True),
        ({"To": "+12025550166", "MessagingServiceSid": ""}, True),
        ({"To": "+12025550166"}, False),
        ({"MessagingServiceSid": "MG" + "f" * 32}, False),
        ({"To": "+12025550166", "MessagingServiceSid": "MG" + "f" * 32}, True),
    ],
    ids=[
        "ours", "other account", "no account", "other number", "other number of our service",
        "our number by another service", "neither number nor service",
    ],
)  # fmt: skip
def test_what_is_not_meant_for_us_is_quarantined(changes: dict[str, str], quarantined: bool) -> None:
    assert parse_form(inbound(**changes), SETTINGS).quarantined is quarantined


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_form_without_sid_or_sender_is_none(missing: str) -> None:
    with pytest.raises(BadForm):
        parse_form(inbound(**{missing: ""}), SETTINGS)


@pytest.mark.parametrize(("given", "counted"), [("0", 0), ("10", 10), ("-1", 0), ("no", 0), ("9" * 30, 1000)])
def test_media_are_counted_as_far_as_the_count_makes_sense(given: str, counted: int) -> None:
    assert parse_form(inbound(NumMedia=given), SETTINGS).media_count == counted
