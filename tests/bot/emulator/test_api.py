"""The API answers as Twilio's does: resources, refusals, pages."""

import pytest

from tests.bot.emulator.conftest import ACCOUNT, CHILD, OURS, SERVICE, World, login

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
# Every property of a message in Twilio's published specification.
FIELDS = {
    "account_sid",
    "api_version",
    "body",
    "date_created",
    "date_sent",
    "date_updated",
    "direction",
    "error_code",
    "error_message",
    "from",
    "messaging_service_sid",
    "num_media",
    "num_segments",
    "price",
    "price_unit",
    "sid",
    "status",
    "subresource_uris",
    "to",
    "uri",
}


def test_a_text_from_a_number_is_queued_and_has_every_field(world: World) -> None:
    created = world.create(body="Hi?")
    assert created.keys() == FIELDS
    assert created["status"] == "queued"
    assert created["from"] == OURS
    assert created["date_created"] == "Mon, 02 Mar 2026 15:00:00 +0000"
    assert created["sid"].startswith("SM")
    assert len(created["sid"]) == 34
    assert created["uri"] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{created['sid']}.json"


def test_a_text_from_the_service_is_accepted_and_has_no_sender_yet(world: World) -> None:
    answer = world.send(To=CHILD, Body="Hi", MessagingServiceSid=SERVICE).json
    assert (answer["status"], answer["from"], answer["num_segments"]) == ("accepted", None, "0")
    world.pass_time(seconds=0.2)
    fetched = world.get(answer["uri"]).json
    assert (fetched["status"], fetched["from"], fetched["num_segments"]) == ("queued", OURS, "1")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"To": None}, 400, 21604),
        ({"To": "banana"}, 400, 21211),
        ({"To": "+0123456789"}, 400, 21211),
        ({"Body": None}, 400, 21602),
        ({"From": None}, 400, 21603),
        ({"From": "+12025550199"}, 400, 21606),
        ({"From": f"whatsapp:{OURS}"}, 400, 21606),
        ({"To": OURS}, 400, 21266),
        ({"MessagingServiceSid": "MGother"}, 404, 21701),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"StatusCallback": "banana"}, 400, 21609),
        ({"SendAt": "2026-03-03T15:00:00Z"}, 400, 20001),
    ],
)
def test_a_wrong_request_is_refused_with_the_body_of_twilio(
    world: World, form: dict[str, str | None], status: int, code: int
) -> None:
    whole = {"To": CHILD, "From": OURS, "Body": "Hi"} | form
    answer = world.send(**{name: value for name, value in whole.items() if value is not None})
    assert answer.status_code == status
    assert answer.json["code"] == code
    assert answer.json["status"] == status
    assert answer.json["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert answer.json["message"]
    assert world.network.messages() == []


def test_a_body_of_1600_characters_is_taken(world: World) -> None:
    assert world.create(body="x" * 1600)["status"] == "queued"


@pytest.mark.parametrize("auth", [None, login(password="wrong"), login(user="ACother")])
def test_who_is_not_the_account_gets_401(world: World, auth: object) -> None:
    answer = world.client.post(MESSAGES, data={"To": CHILD}, auth=auth)
    assert answer.status_code == 401
    assert answer.json == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.parametrize(
    "path",
    [
        MESSAGES.replace(".json", "/SM00.json"),
        "/2010-04-01/Nothing.json",
        MESSAGES.replace(ACCOUNT, "ACother"),
    ],
)
def test_what_does_not_exist_is_20404(world: World, path: str) -> None:
    answer = world.get(path)
    assert (answer.status_code, answer.json["code"]) == (404, 20404)


def test_the_list_is_newest_first_and_pages_to_its_end(world: World) -> None:
    sids = [world.create(body=f"text {index}")["sid"] for index in range(5)]
    seen, path = [], f"{MESSAGES}?PageSize=2"
    while path:
        page = world.get(path).json
        seen += [message["sid"] for message in page["messages"]]
        path = page["next_page_uri"]
    assert seen == sids[::-1]


def test_a_text_that_comes_between_two_pages_shifts_nothing(world: World) -> None:
    sids = [world.create(body=f"text {index}")["sid"] for index in range(4)]
    first = world.get(f"{MESSAGES}?PageSize=2").json
    world.create(body="newer")
    second = world.get(first["next_page_uri"]).json
    assert [m["sid"] for m in first["messages"] + second["messages"]] == sids[::-1]


def test_the_list_filters_by_to_from_and_keeps_the_filter_on_the_next_page(world: World) -> None:
    other = "+12025550144"
    for number in (CHILD, other, CHILD, other, CHILD):
        world.create(to=number)
    page = world.get(f"{MESSAGES}?PageSize=2&To=%2B12025550143&From=%2B12025550110").json
    following = world.get(page["next_page_uri"]).json
    assert [m["to"] for m in page["messages"] + following["messages"]] == [CHILD] * 3
    assert world.get(f"{MESSAGES}?From=%2B12025550111").json["messages"] == []


def test_the_list_filters_by_the_day_and_the_moment_of_sending(world: World) -> None:
    world.create(body="Monday")
    world.pass_time(hours=24)
    world.create(body="Tuesday")
    world.pass_time(hours=24)
    world.create(body="not sent yet")

    def bodies(query: str) -> list[str]:
        return [m["body"] for m in world.get(f"{MESSAGES}?{query}").json["messages"]]

    assert bodies("DateSent=2026-03-02") == ["Monday"]
    assert bodies("DateSent%3E=2026-03-03") == ["Tuesday"]
    assert bodies("DateSent%3C=2026-03-02") == ["Monday"]
    assert bodies("DateSent%3E=2026-03-03T00:00:00Z") == ["Tuesday"]
    assert bodies("") == ["not sent yet", "Tuesday", "Monday"]
    assert world.get(f"{MESSAGES}?DateSent=banana").status_code == 400
