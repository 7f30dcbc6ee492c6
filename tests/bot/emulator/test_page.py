"""The page of phones, the JSON it polls, and the doors that stay shut."""

import pytest

from bot.emulator.app import create_emulator
from bot.emulator.records import Mail
from tests.bot.emulator.conftest import CHILD, START, FakeService, SeededHex, VirtualClock, World, settings


def view(world: World) -> dict[str, list[dict[str, object]]]:
    shown: dict[str, list[dict[str, object]]] = world.client.get("/emulator/view").get_json()
    return shown


def test_the_page_and_its_parts_are_served(world: World) -> None:
    page = world.client.get("/")
    assert page.status_code == 200
    assert "<h1>Phones</h1>" in page.text
    for part in ("phones.css", "phones.js", "icon.svg"):
        assert f"/static/{part}" in page.text
        with world.client.get(f"/static/{part}") as served:
            assert served.status_code == 200


def test_the_page_runs_no_script_but_its_own(world: World) -> None:
    page = world.client.get("/")
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    with world.client.get("/static/phones.js") as script:
        assert "innerHTML" not in script.get_data(as_text=True)


def test_the_view_shows_both_sides_and_what_did_not_arrive(world: World) -> None:
    world.network.add_phone(CHILD, "Ana")
    world.create(body="Hi?")
    world.pass_time(minutes=1)
    world.network.say(CHILD, "STOP")
    phone = view(world)["phones"][0]
    bubbles = [(bubble["side"], bubble["status"]) for bubble in phone["thread"]]  # type: ignore[attr-defined]
    assert (phone["name"], phone["opted_out"]) == ("Ana", True)
    assert bubbles == [("received", "delivered"), ("own", "received"), ("provider", "delivered")]


def test_phones_with_news_come_first(world: World) -> None:
    world.create(to=CHILD)
    world.pass_time(seconds=5)
    world.create(to="+12025550144")
    assert [phone["number"] for phone in view(world)["phones"]] == ["+12025550144", CHILD]


def test_mails_and_alerts_are_shown_newest_first(world: World) -> None:
    for subject in ("first", "second"):
        world.network.add_mail(Mail(START, "a@example.org", ("b@example.org",), subject, "Text"))
    assert [mail["subject"] for mail in view(world)["mails"]] == ["second", "first"]


def test_nothing_is_sent_again_while_nothing_changed(world: World) -> None:
    etag = world.client.get("/emulator/view").headers["ETag"]
    same = world.client.get("/emulator/view", headers={"If-None-Match": etag})
    assert (same.status_code, same.data) == (304, b"")
    world.create()
    assert world.client.get("/emulator/view", headers={"If-None-Match": etag}).status_code == 200


def test_a_phone_is_added_by_a_number_of_fiction_only(world: World) -> None:
    assert world.client.post("/emulator/phones", json={"number": "+1 303 555-0142"}).status_code == 201
    refused = world.client.post("/emulator/phones", json={"number": "+13035551234"})
    assert refused.status_code == 400
    assert "555-01" in refused.get_json()["error"]
    assert [phone["number"] for phone in world.client.get("/emulator/phones").get_json()] == ["+13035550142"]


def test_the_delivery_of_a_phone_is_changed(world: World) -> None:
    world.network.add_phone(CHILD)
    path = f"/emulator/phones/{CHILD}/delivery"
    assert (
        world.client.post(path, json={"delivery": "undelivered 30003"}).get_json()["delivery"]
        == "undelivered 30003"
    )
    assert world.client.post(path, json={"delivery": "lost"}).status_code == 400


@pytest.mark.parametrize("path", ["say", "delivery"])
def test_an_unknown_phone_is_404(world: World, path: str) -> None:
    answer = world.client.post(
        f"/emulator/phones/+12025550177/{path}", json={"body": "x", "delivery": "delivered"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("data", [{"body": 1}, {}, [], {"body": "x", "media": "image/png"}])
def test_a_wrong_request_to_speak_is_400(world: World, data: object) -> None:
    world.network.add_phone(CHILD)
    assert world.client.post(f"/emulator/phones/{CHILD}/say", json=data).status_code == 400


def test_a_form_of_a_foreign_web_page_is_not_taken(world: World) -> None:
    world.network.add_phone(CHILD)
    answer = world.client.post(f"/emulator/phones/{CHILD}/say", data={"body": "hi"})
    assert answer.status_code == 415
    assert world.network.messages() == []


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "10.0.0.1:5010", "[::2]:5010"])
@pytest.mark.parametrize("path", ["/", "/emulator/health", "/static/phones.js"])
def test_another_host_name_is_refused(world: World, path: str, host: str) -> None:
    assert world.client.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:5010", "localhost", "[::1]:5010"])
def test_this_machine_is_healthy(world: World, host: str) -> None:
    answer = world.client.get("/emulator/health", headers={"Host": host})
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_an_emulator_that_no_longer_runs_events_says_so() -> None:
    app = create_emulator(
        settings(), clock=VirtualClock(), ids=SeededHex(), http=FakeService(), healthy=lambda: False
    )
    assert app.test_client().get("/emulator/health").status_code == 503
