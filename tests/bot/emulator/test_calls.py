"""Calls in the emulator: they ring, say words, hear keys, and end as Twilio's do."""

from collections.abc import Callable

import pytest

from bot.emulator.call import CallStatus
from bot.emulator.calling import parse_habit
from bot.emulator.ports import HttpAnswer, PostFailed
from bot.emulator.switchboard import NoCall
from bot.emulator.webhooks import SIGNATURE_HEADER, sign
from tests.bot.emulator.conftest import ACCOUNT, OURS, TOKEN, World, build, login, settings

STAFF = "+12025550190"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
ANSWER = "http://127.0.0.1:8000/voice/answer?p=1"
KEYS = "http://127.0.0.1:8000/voice/keys?p=1"
STATUS = "http://127.0.0.1:8000/voice/status?p=1"
ORDER: dict[str, object] = {
    "To": STAFF,
    "From": OURS,
    "Url": ANSWER,
    "StatusCallback": STATUS,
    "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    "Timeout": "30",
}
ASKS = (
    "<Response><Gather numDigits='4' timeout='8' action='/voice/keys?p=1'>"
    "<Say>Press 4, 8, 3, 1.</Say></Gather><Say>Nothing was pressed.</Say></Response>"
)
THANKS = "<Response><Say>Thank you.</Say><Hangup/></Response>"


def twiml(body: str) -> HttpAnswer:
    return HttpAnswer(200, "text/xml", body)


def dial(world: World, **changes: object) -> str:
    """A call of the service; its SID."""
    answer = world.client.post(CALLS, data=ORDER | changes, auth=login())
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["sid"])


def status(world: World, sid: str) -> str:
    return str(world.get(CALLS.replace(".json", f"/{sid}.json")).get_json()["status"])


def told(world: World) -> list[str]:
    """The states that the status callback told, in order."""
    return [post.form["CallStatus"] for post in world.service.posts if post.url == STATUS]


def taken(world: World, *answers: str) -> str:
    """A call that was answered by hand; the webhooks say these documents."""
    sid = dial(world)
    world.pass_time(seconds=2)
    world.service.answers = [HttpAnswer(204), *map(twiml, answers)]
    world.network.calls.answer(STAFF)
    world.pass_time(seconds=0)
    return sid


def heard(world: World, sid: str) -> tuple[str, ...]:
    call = world.network.calls.call(sid)
    assert call is not None
    return call.heard


def test_a_new_call_is_queued_and_has_the_fields_of_twilio(world: World) -> None:
    created = world.client.post(CALLS, data=ORDER, auth=login()).get_json()
    assert created["sid"].startswith("CA")
    assert (created["status"], created["to"], created["from"]) == ("queued", STAFF, OURS)
    assert created["uri"] == CALLS.replace(".json", f"/{created['sid']}.json")
    assert (created["duration"], created["start_time"], created["end_time"]) == (None, None, None)


def test_it_rings_until_its_time_is_over_and_each_state_is_told_in_order(world: World) -> None:
    sid = dial(world)
    world.pass_time(seconds=2)
    assert status(world, sid) == "ringing"
    world.pass_time(seconds=40)
    assert status(world, sid) == "no-answer"
    assert told(world) == ["initiated", "ringing", "no-answer"]
    numbers = [post.form["SequenceNumber"] for post in world.service.posts]
    assert numbers == ["0", "1", "2"]


def test_every_webhook_of_a_call_is_signed(world: World) -> None:
    taken(world, THANKS)
    for post in world.service.posts:
        assert post.headers[SIGNATURE_HEADER] == sign(post.url, post.form, TOKEN)


def test_a_service_that_asks_for_nothing_is_told_the_end_only(world: World) -> None:
    dial(world, StatusCallbackEvent=[])
    world.pass_time(minutes=1)
    assert told(world) == ["no-answer"]


def test_what_is_said_is_there_as_words_and_the_right_number_of_keys_is_posted(world: World) -> None:
    sid = taken(world, ASKS, THANKS)
    assert heard(world, sid) == ("Press 4, 8, 3, 1.",)
    for key in "4831":
        world.network.calls.press(STAFF, key)
    world.pass_time(seconds=0)
    assert [post.form["Digits"] for post in world.service.posts if post.url == KEYS] == ["4831"]
    assert heard(world, sid) == ("Press 4, 8, 3, 1.", "Thank you.")
    world.pass_time(seconds=5)
    assert status(world, sid) == "completed"
    assert told(world)[-2:] == ["in-progress", "completed"]


def test_without_keys_it_goes_on_after_the_time_and_then_ends(world: World) -> None:
    sid = taken(world, ASKS)
    world.pass_time(seconds=8)
    assert heard(world, sid) == ("Press 4, 8, 3, 1.",)
    world.pass_time(seconds=3)
    assert heard(world, sid) == ("Press 4, 8, 3, 1.", "Nothing was pressed.")
    world.pass_time(seconds=5)
    assert status(world, sid) == "completed"
    assert not [post for post in world.service.posts if post.url == KEYS]


def test_too_few_keys_are_posted_when_the_time_is_over(world: World) -> None:
    taken(world, ASKS, THANKS)
    world.network.calls.press(STAFF, "48")
    world.pass_time(seconds=7)
    world.network.calls.press(STAFF, "3")
    world.pass_time(seconds=7)
    assert not [post for post in world.service.posts if post.url == KEYS]
    world.pass_time(seconds=2)
    assert [post.form["Digits"] for post in world.service.posts if post.url == KEYS] == ["483"]


def test_the_finishing_key_posts_what_was_pressed_before(world: World) -> None:
    taken(world, "<Response><Gather action='/voice/keys?p=1'><Say>Keys.</Say></Gather></Response>", THANKS)
    world.network.calls.press(STAFF, "12#")
    world.pass_time(seconds=0)
    assert [post.form["Digits"] for post in world.service.posts if post.url == KEYS] == ["12"]


def test_a_redirect_asks_again(world: World) -> None:
    sid = taken(world, "<Response><Redirect>/voice/keys?p=1</Redirect></Response>", THANKS)
    assert heard(world, sid) == ("Thank you.",)


def test_hanging_up_ends_a_call_and_refusing_one_is_busy(world: World) -> None:
    first = taken(world, ASKS)
    world.pass_time(seconds=3)
    world.network.calls.hang_up(STAFF)
    assert status(world, first) == "completed"
    second = dial(world)
    world.pass_time(seconds=2)
    world.network.calls.hang_up(STAFF)
    world.pass_time(minutes=2)
    assert status(world, second) == "busy"
    assert world.get(CALLS.replace(".json", f"/{first}.json")).get_json()["duration"] == "3"


def test_a_second_call_to_a_phone_in_use_is_busy(world: World) -> None:
    taken(world, ASKS)
    second = dial(world)
    world.pass_time(seconds=2)
    assert status(world, second) == "busy"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (HttpAnswer(500), 11200),
        (twiml("no xml"), 12100),
        (twiml("<Answer/>"), 12100),
        (twiml("<Response><Dial>+12025550191</Dial></Response>"), 12300),
        (twiml("<Response><Gather input='speech'/></Response>"), 12300),
        (twiml("<Response><Gather numDigits='four'/></Response>"), 12300),
        (twiml("<Response><Gather method='GET'/></Response>"), 12300),
    ],
)
def test_a_wrong_answer_is_an_alert_and_the_phone_hears_that_it_failed(
    world: World, answer: HttpAnswer, code: int
) -> None:
    sid = dial(world)
    world.pass_time(seconds=2)
    world.service.answers = [HttpAnswer(204), answer]
    world.network.calls.answer(STAFF)
    world.pass_time(seconds=10)
    assert [(alert.code, alert.webhook) for alert in world.network.alerts()] == [(code, "voice")]
    assert "application error" in heard(world, sid)[0]
    assert status(world, sid) == "completed"


def test_a_webhook_that_could_not_be_reached_is_tried_once_more(world: World) -> None:
    sid = dial(world, StatusCallback="")
    world.pass_time(seconds=2)
    world.service.failures = [PostFailed("refused", connected=False)]
    world.service.answers = [twiml(THANKS)]
    world.network.calls.answer(STAFF)
    world.pass_time(seconds=2)
    assert heard(world, sid) == ("Thank you.",)
    assert world.network.alerts() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "banana"}, 21211),
        ({"To": f"whatsapp:{STAFF}"}, 21211),
        ({"From": ""}, 21213),
        ({"From": "+12025550177"}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "http://my_host/answer"}, 21205),
        ({"StatusCallback": "banana"}, 21609),
        ({"StatusCallbackEvent": ["exploded"]}, 20001),
        ({"Timeout": "long"}, 20001),
        ({"Twiml": "<Response/>"}, 20001),
        ({"MachineDetection": "Enable"}, 20001),
    ],
)
def test_a_wrong_request_is_refused_and_nothing_rings(
    world: World, change: dict[str, object], code: int
) -> None:
    answer = world.client.post(CALLS, data=ORDER | change, auth=login())
    assert answer.get_json()["code"] == code
    assert world.network.calls.calls_to(STAFF) == []


@pytest.mark.parametrize(("wanted", "answered", "ends"), [("completed", True, "completed"),
                                                          ("completed", False, "canceled"),
                                                          ("canceled", False, "canceled")])  # fmt: skip
def test_the_service_ends_a_call(world: World, wanted: str, answered: bool, ends: str) -> None:
    sid = taken(world, ASKS) if answered else dial(world)
    world.pass_time(seconds=2)
    path = CALLS.replace(".json", f"/{sid}.json")
    assert world.client.post(path, data={"Status": wanted}, auth=login()).get_json()["status"] == ends
    again = world.client.post(path, data={"Status": wanted}, auth=login())
    assert (again.status_code, again.get_json()["code"]) == (400, 21220)
    world.pass_time(minutes=1)
    assert told(world)[-1] == ends


def test_a_call_that_does_not_exist_is_20404(world: World) -> None:
    path = CALLS.replace(".json", "/CA00.json")
    assert world.get(path).get_json()["code"] == 20404
    assert world.client.post(path, data={"Status": "completed"}, auth=login()).get_json()["code"] == 20404


# Phones that take calls by themselves


@pytest.mark.parametrize(
    ("habit", "ends"),
    [
        ("busy", CallStatus.BUSY),
        ("no_answer", CallStatus.NO_ANSWER),
        ("by_hand", CallStatus.NO_ANSWER),
        ("answered", CallStatus.COMPLETED),
        ("answered after 5s", CallStatus.COMPLETED),
    ],
)
def test_a_scripted_phone_takes_a_call_in_its_way(
    scripted: Callable[[str], World], habit: str, ends: CallStatus
) -> None:
    world = scripted(f'"{STAFF}":\n  calls: {habit}\n')
    dial(world)
    world.pass_time(minutes=1)
    assert [call.status for call in world.network.calls.calls_to(STAFF)] == [ends]


@pytest.mark.parametrize(("press", "keys"), [("heard", "4831"), ("77", "77"), ("12#", "12")])
def test_a_scripted_phone_presses_keys_after_what_it_heard(
    scripted: Callable[[str], World], press: str, keys: str
) -> None:
    world = scripted(f'"{STAFF}":\n  calls: "answered after 2s press {press}"\n')
    world.service.answers = [HttpAnswer(204)] * 3 + [twiml(ASKS), twiml(THANKS)]
    dial(world)
    world.pass_time(minutes=1)
    assert [post.form["Digits"] for post in world.service.posts if post.url == KEYS] == [keys]


def test_a_list_takes_one_entry_for_each_call_and_keeps_to_the_last(
    scripted: Callable[[str], World],
) -> None:
    world = scripted(f'"{STAFF}":\n  calls: [busy, no_answer, answered]\n')
    for _ in range(4):
        dial(world)
        world.pass_time(minutes=1)
    ends = [str(call.status) for call in world.network.calls.calls_to(STAFF)]
    assert ends == ["busy", "no-answer", "completed", "completed"]


@pytest.mark.parametrize(
    "text", ["busy", "no_answer", "by_hand", "answered after 4s", "answered after 90s press 12*#"]
)
def test_a_habit_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_habit(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "maybe", "busy after 3s", "answered in 5s", "answered press x", "answered after", "answered 5s"],
)
def test_another_habit_is_refused_with_what_may_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="answered"):
        parse_habit(text)


# By hand


def test_the_control_takes_a_call_presses_keys_and_hangs_up(world: World) -> None:
    sid = dial(world)
    world.pass_time(seconds=2)
    path = f"/emulator/phones/{STAFF}"
    assert world.client.post(f"{path}/answer", json={}).get_json()["status"] == "in-progress"
    assert world.client.post(f"{path}/answer", json={}).status_code == 409
    assert world.client.post(f"{path}/keys", json={"keys": "12"}).get_json()["keys"] == "12"
    assert world.client.post(f"{path}/keys", json={"keys": "x"}).status_code == 400
    assert world.client.post(f"{path}/hang_up", json={}).get_json()["sid"] == sid
    assert world.client.post(f"{path}/hang_up", json={}).status_code == 409
    assert world.client.post("/emulator/phones/+12025550177/answer", json={}).status_code == 404


def test_how_calls_are_taken_is_changed(world: World) -> None:
    world.network.add_phone(STAFF)
    path = f"/emulator/phones/{STAFF}/calls"
    assert world.client.post(path, json={"calls": "busy"}).get_json()["calls"] == ["busy"]
    assert world.client.post(path, json={"calls": "sometimes"}).status_code == 400


def test_a_phone_that_does_not_ring_cannot_be_answered(world: World) -> None:
    world.network.add_phone(STAFF)
    with pytest.raises(NoCall):
        world.network.calls.answer(STAFF)


def test_the_view_shows_the_call_that_rings_and_afterwards_a_line_of_the_thread(world: World) -> None:
    taken(world, ASKS)
    [phone] = world.client.get("/emulator/view").get_json()["phones"]
    assert phone["call"]["heard"] == ["Press 4, 8, 3, 1."]
    assert (phone["call"]["ringing"], phone["call"]["waits_for_keys"]) == (False, True)
    world.network.calls.hang_up(STAFF)
    [phone] = world.client.get("/emulator/view").get_json()["phones"]
    assert phone["call"] is None
    assert [(item["side"], item["status"]) for item in phone["thread"]] == [("call", "completed")]
    assert phone["thread"][0]["body"].splitlines() == ["Call, answered", "Press 4, 8, 3, 1."]


def test_a_restart_cuts_calls_off_and_tells_the_service(tmp_path) -> None:  # type: ignore[no-untyped-def]
    config = settings(journal=tmp_path / "journal.jsonl")
    before = build(config)
    sid = taken(before, ASKS)
    before.network.calls.set_habit(STAFF, parse_habit("busy"))
    after = build(config, before.clock, seed=2)
    after.pass_time(seconds=1)
    call = after.network.calls.call(sid)
    assert call is not None
    assert (call.status, call.heard) == (CallStatus.COMPLETED, ("Press 4, 8, 3, 1.",))
    assert told(after) == ["completed"]
    assert str(after.network.phone(STAFF).habits[0]) == "busy"
