"""A stop and a start keep the threads; what was under way goes on."""

from pathlib import Path

import pytest

from bot.emulator.config import EmulatorConfig
from bot.emulator.delivery import parse_delivery
from bot.emulator.journal import JournalError
from bot.emulator.records import Mail
from tests.bot.emulator.conftest import CHILD, OURS, START, World, build, settings


@pytest.fixture
def config(tmp_path: Path) -> EmulatorConfig:
    return settings(journal=tmp_path / "var" / "emulator.jsonl")


def restarted(world: World, seed: int = 2) -> World:
    return build(world.network.config, world.clock, seed)


def test_threads_phones_alerts_and_mails_come_back(config: EmulatorConfig) -> None:
    world = build(config)
    world.network.add_phone(CHILD, "Ana")
    world.network.set_delivery(CHILD, parse_delivery("no_receipt"))
    world.create(body="Hi? 🙂\u2028")
    world.network.say(CHILD, "STOP")
    world.network.add_mail(Mail(START, "a@example.org", ("b@example.org",), "Subject", "Text"))
    world.pass_time(minutes=1)
    again = restarted(world).network
    assert again.thread(CHILD) == world.network.thread(CHILD)
    assert again.phones() == world.network.phones()
    assert again.alerts() == world.network.alerts()
    assert again.mails() == world.network.mails()
    assert again.messages() == world.network.messages()


def test_an_opt_out_is_not_forgotten(config: EmulatorConfig) -> None:
    world = build(config)
    world.network.add_phone(CHILD)
    world.network.say(CHILD, "STOP")
    assert restarted(world).send(To=CHILD, From=OURS, Body="Hi").json["code"] == 21610


def test_a_text_under_way_is_delivered_after_the_restart(config: EmulatorConfig) -> None:
    world = build(config)
    world.create(StatusCallback="http://127.0.0.1:8000/status")
    world.pass_time(seconds=0.5)
    again = restarted(world)
    again.pass_time(minutes=1)
    assert again.service.statuses() == ["delivered"]
    assert again.bodies() == ["Hello?"]


def test_an_answer_that_was_still_owed_is_given_once(tmp_path: Path) -> None:
    script = tmp_path / "phones.yaml"
    script.write_text(f'"{CHILD}": {{default: "1", after: 5m}}\n')
    world = build(settings(journal=tmp_path / "j.jsonl", phones_file=script))
    world.create()
    world.pass_time(minutes=1)
    again = restarted(world)
    again.pass_time(minutes=10)
    assert [form["Body"] for form in again.service.inbound()] == ["1"]
    third = restarted(again, seed=3)
    third.pass_time(minutes=10)
    assert third.service.inbound() == []


def test_a_line_cut_off_by_a_kill_is_dropped_and_writing_goes_on(config: EmulatorConfig) -> None:
    world = build(config)
    world.create(body="whole")
    assert config.journal is not None
    with config.journal.open("a") as file:
        file.write('["message", {"sid": "SM')
    again = restarted(world)
    again.create(body="later")
    assert [message.body for message in restarted(again, seed=3).network.messages()] == ["later", "whole"]


@pytest.mark.parametrize("line", ["banana", '["banana", {}]', '["message", {}]'])
def test_a_spoiled_line_is_named_with_the_remedy(config: EmulatorConfig, line: str) -> None:
    assert config.journal is not None
    config.journal.parent.mkdir()
    config.journal.write_text(f"{line}\n")
    with pytest.raises(JournalError, match=r"journal holds|move the file away"):
        build(config)
