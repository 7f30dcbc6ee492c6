"""What a phone says reaches the service as Twilio would post it; the provider's own words work."""

import pytest
from twilio.request_validator import RequestValidator

from bot.emulator.keywords import DEFAULT_KEYWORDS, Keyword, keyword_of, with_words
from bot.emulator.ports import HttpAnswer, PostFailed
from tests.bot.emulator.conftest import ACCOUNT, CHILD, INBOUND, OURS, SERVICE, TOKEN, World, build, settings


def say(world: World, body: str, **more: object) -> dict[str, object]:
    world.network.add_phone(CHILD)
    answer = world.client.post(f"/emulator/phones/{CHILD}/say", json={"body": body, **more})
    assert answer.status_code == 201
    world.pass_time(seconds=1)
    message: dict[str, object] = answer.get_json()
    return message


def test_the_form_has_every_field_that_twilio_always_sends(world: World) -> None:
    sid = say(world, "sí, todo bien")["sid"]
    assert world.service.inbound() == [
        {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": CHILD,
            "To": OURS,
            "Body": "sí, todo bien",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
            "MessagingServiceSid": SERVICE,
        }
    ]


@pytest.mark.parametrize("body", ["sí 🙂", "", "two\nlines", "100% & more=less+", "\u200fمرحبا"])
def test_every_body_is_signed_over_the_url_and_the_form(world: World, body: str) -> None:
    say(world, body)
    post = world.service.posts[-1]
    assert post.form["Body"] == body
    assert RequestValidator(TOKEN).validate(INBOUND, post.form, post.headers["X-Twilio-Signature"])
    assert not RequestValidator("other").validate(INBOUND, post.form, post.headers["X-Twilio-Signature"])


def test_connection_settings_in_the_fragment_are_neither_posted_nor_signed() -> None:
    world = build(settings(inbound_url=f"{INBOUND}#rc=5&rp=all"))
    say(world, "si")
    post = world.service.posts[-1]
    assert post.url == INBOUND
    assert RequestValidator(TOKEN).validate(INBOUND, post.form, post.headers["X-Twilio-Signature"])


def test_media_have_an_address_and_a_type_each(world: World) -> None:
    sid = str(say(world, "", media=["image/jpeg", "audio/ogg"])["sid"])
    form = world.service.inbound()[-1]
    assert sid.startswith("MM")
    assert (form["NumMedia"], form["Body"]) == ("2", "")
    assert (form["MediaContentType0"], form["MediaContentType1"]) == ("image/jpeg", "audio/ogg")
    assert form["MediaUrl1"].startswith(
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/"
    )


def test_a_reply_goes_to_the_number_that_wrote_last(world: World) -> None:
    world.create(From="+12025550111")
    say(world, "si")
    assert world.service.inbound()[-1]["To"] == "+12025550111"


def test_a_reply_on_whatsapp_stays_there_and_knows_no_provider_words(world: World) -> None:
    world.create(to=f"whatsapp:{CHILD}", From=f"whatsapp:{OURS}")
    say(world, "STOP")
    form = world.service.inbound()[-1]
    assert (form["From"], form["To"], form["WaId"]) == (
        f"whatsapp:{CHILD}",
        f"whatsapp:{OURS}",
        "12025550143",
    )
    assert "OptOutType" not in form
    world.create(to=f"whatsapp:{CHILD}", From=f"whatsapp:{OURS}")


def test_an_inbound_message_is_listed_as_received(world: World) -> None:
    sid = say(world, "si")["sid"]
    message = world.network.messages()[0]
    assert (message.sid, message.direction, message.status) == (sid, "inbound", "received")


def test_stop_opts_out_until_start(world: World) -> None:
    say(world, " Stop ")
    assert world.service.inbound()[-1]["OptOutType"] == "STOP"
    refused = world.send(To=CHILD, From=OURS, Body="Hi")
    assert (refused.status_code, refused.json["code"]) == (400, 21610)
    say(world, "START")
    assert world.service.inbound()[-1]["OptOutType"] == "START"
    assert world.create()["status"] == "queued"


def test_the_providers_own_reply_is_on_the_phone_but_not_in_the_api(world: World) -> None:
    say(world, "STOP")
    assert [body.partition(":")[0] for body in world.bodies()] == ["STOP", "Provider"]
    assert [message.body for message in world.network.messages()] == ["STOP"]


def test_help_is_answered_by_the_provider_and_changes_nothing(world: World) -> None:
    say(world, "HELP")
    assert world.service.inbound()[-1]["OptOutType"] == "HELP"
    world.create()


@pytest.mark.parametrize("body", ["stop it", "please stop", "no para de pegarme", "alto"])
def test_only_the_whole_message_is_a_provider_word(body: str) -> None:
    assert keyword_of(body, DEFAULT_KEYWORDS) is None


def test_further_words_are_configured() -> None:
    words = with_words(DEFAULT_KEYWORDS, stop=("ALTO", "PARAR"))
    assert keyword_of("Alto", words) is Keyword.STOP
    assert keyword_of("alto", DEFAULT_KEYWORDS) is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (HttpAnswer(500), 11200),
        (HttpAnswer(403), 11200),
        (HttpAnswer(302), 11200),
        (HttpAnswer(200, "text/xml", "<Response>"), 12100),
        (HttpAnswer(200, "text/xml", "<html/>"), 12100),
        (HttpAnswer(200, "text/xml", "<Response><Message>x</Message></Response>"), 12300),
    ],
)
def test_a_wrong_answer_is_an_alert_and_the_phone_shows_that_nobody_took_it(
    world: World, answer: HttpAnswer, code: int
) -> None:
    world.service.answers = [answer]
    say(world, "me da miedo")
    assert [(alert.code, alert.webhook) for alert in world.network.alerts()] == [(code, "inbound")]
    assert world.network.thread(CHILD)[0].hook == "lost"


@pytest.mark.parametrize("answer", [HttpAnswer(204), HttpAnswer(200), HttpAnswer(200, "text/plain", "ok")])
def test_a_right_answer_is_no_alert(world: World, answer: HttpAnswer) -> None:
    world.service.answers = [answer]
    say(world, "si")
    assert world.network.alerts() == []
    assert world.network.thread(CHILD)[0].hook == "taken"


def test_no_answer_in_time_is_an_alert_and_is_not_repeated(world: World) -> None:
    world.service.failures = [PostFailed("no answer in time", connected=True)]
    say(world, "si")
    world.pass_time(minutes=10)
    assert len(world.service.inbound()) == 1
    assert [alert.code for alert in world.network.alerts()] == [11205]


def test_a_raw_form_can_be_spoiled(world: World) -> None:
    world.service.answers = [HttpAnswer(403, "text/plain", "no")]
    answer = world.client.post(
        "/emulator/inbound", json={"fields": {"AccountSid": "ACother", "Body": "hi"}, "signature": "wrong"}
    )
    post = world.service.posts[-1]
    assert answer.get_json()["status"] == 403
    assert post.form["AccountSid"] == "ACother"
    assert not RequestValidator(TOKEN).validate(INBOUND, post.form, post.headers["X-Twilio-Signature"])
    assert world.network.messages() == []


@pytest.mark.parametrize(("signature", "headers"), [("none", set()), ("valid", {"X-Twilio-Signature"})])
def test_a_raw_form_can_go_unsigned_or_signed(world: World, signature: str, headers: set[str]) -> None:
    world.client.post("/emulator/inbound", json={"fields": {}, "signature": signature})
    assert set(world.service.posts[-1].headers) == headers
