"""The account's log: messages are blanked and deleted there, and stay as they are on the phones."""

import pytest

from tests.bot.emulator.conftest import ACCOUNT, CHILD, SERVICE, World, build, login, settings

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


def change(world: World, sid: str, **form: str):  # type: ignore[no-untyped-def]
    return world.client.post(f"{MESSAGES}/{sid}.json", data=form, auth=login())


def delete(world: World, sid: str):  # type: ignore[no-untyped-def]
    return world.client.delete(f"{MESSAGES}/{sid}.json", auth=login())


def arrived(world: World, body: str = "Hello?") -> str:
    sid = world.create(body=body)["sid"]
    world.pass_time(seconds=2)
    return sid


def test_an_empty_body_blanks_the_words_in_the_account_and_not_on_the_phone(world: World) -> None:
    sid = arrived(world)
    answer = change(world, sid, Body="")
    assert (answer.status_code, answer.json["body"], answer.json["sid"]) == (200, "", sid)
    assert world.get(f"{MESSAGES}/{sid}.json").json["body"] == ""
    assert [m["body"] for m in world.get(f"{MESSAGES}.json").json["messages"]] == [""]
    assert world.bodies() == ["Hello?"]


def test_what_a_phone_wrote_can_be_blanked_too(world: World) -> None:
    world.network.add_phone(CHILD)
    sid = world.network.say(CHILD, "hola").sid
    assert change(world, sid, Body="").json["body"] == ""


def test_a_deleted_message_is_gone_from_the_account_and_not_from_the_phone(world: World) -> None:
    sid = arrived(world)
    assert delete(world, sid).status_code == 204
    for answer in (world.get(f"{MESSAGES}/{sid}.json"), delete(world, sid), change(world, sid, Body="")):
        assert (answer.status_code, answer.json["code"]) == (404, 20404)
    assert world.get(f"{MESSAGES}.json").json["messages"] == []
    assert world.bodies() == ["Hello?"]


def test_a_message_under_way_is_neither_blanked_nor_deleted(world: World) -> None:
    sid = world.create()["sid"]
    for answer in (change(world, sid, Body=""), delete(world, sid)):
        assert (answer.status_code, answer.json["code"]) == (409, 20009)
    world.pass_time(seconds=2)
    assert delete(world, sid).status_code == 204


@pytest.mark.parametrize("form", [{"Body": "other words"}, {"Status": "canceled"}, {}])
def test_no_other_change_is_spoken(world: World, form: dict[str, str]) -> None:
    sid = arrived(world)
    answer = change(world, sid, **form)
    assert (answer.status_code, answer.json["code"]) == (400, 20001)
    assert world.get(f"{MESSAGES}/{sid}.json").json["body"] == "Hello?"


def test_blanked_and_deleted_are_kept_over_a_restart(tmp_path) -> None:  # type: ignore[no-untyped-def]
    config = settings(journal=tmp_path / "journal")
    world = build(config)
    blanked, deleted = arrived(world), arrived(world)
    change(world, blanked, Body="")
    delete(world, deleted)
    again = build(config, world.clock, seed=2)
    found = again.get(f"{MESSAGES}.json").json["messages"]
    assert [(m["sid"], m["body"]) for m in found] == [(blanked, "")]


def test_a_messaging_service_says_where_what_comes_in_is_posted(world: World) -> None:
    found = world.get(f"/v1/Services/{SERVICE}")
    assert found.json["inbound_request_url"] == "http://127.0.0.1:8000/twilio/inbound"
    assert world.get("/v1/Services/MGother").json["code"] == 20404
    assert world.client.get(f"/v1/Services/{SERVICE}", auth=login(password="x")).status_code == 401
