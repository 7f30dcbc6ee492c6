"""Taking a concern: by console or by the code of a page; the first has it, and must act (6.8.6)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.alarms.mail import send_mails
from bot.alarms.taking import KEYPRESS, Taken, acted, take_by_code
from bot.delivery.send import deliver
from bot.simulation.stage import Stage
from flows.vocabulary import DeliveryState
from storage.models import Alarm, AuditRow, ConcernRow, Conversation, Delivery, PageRow
from tests.bot.alarms.team import (
    BOSS,
    EMAIL,
    FIRST,
    HIT,
    NAME,
    OTHER,
    SECOND,
    WORKER,
    add_team,
    change_staff,
    code,
    concern,
    emergency,
    holder,
    pages,
    press,
    staff_id,
    told,
    without_twilio,
)
from tests.bot.inbound.posts import STRANGER
from tests.bot.looks import concerns, count, deliveries, dispositions, rows, tasks
from tests.bot.stages import CHILD, MONDAY, settings_for


@pytest.mark.parametrize("words", ["{code}", " {code}. ", "ok {code}"])
def test_a_reply_with_the_code_takes_it_and_the_pages_stop(team: Stage, words: str) -> None:
    emergency(team)
    team.say(FIRST, words.format(code=code(team)))
    assert holder(team) == ("acknowledged", "FIRST")
    assert told(team, FIRST) == ["page", "page.yours"]
    team.advance(minutes=29)
    assert pages(team) == [("FIRST", 0)]
    assert rows(team, Alarm.acknowledged_how) == [("reply",)]
    assert dispositions(team)[-1] == "answered"


def test_all_who_were_paged_are_told_that_it_is_taken_and_nobody_else(team: Stage) -> None:
    emergency(team)
    team.advance(minutes=6)
    press(team, BOSS)
    team.tick()
    assert [told(team, phone) for phone in (FIRST, SECOND, BOSS)] == [["page", "page.taken"]] * 2 + [[]]
    assert all(CHILD not in body and "taken" in body.casefold() for body in team.texts(SECOND)[1:])


def test_of_two_at_once_one_has_it_and_both_are_told(team: Stage) -> None:
    emergency(team)
    team.advance(minutes=6)
    team.say(SECOND, code(team))
    team.say(FIRST, code(team))
    assert holder(team) == ("acknowledged", "SECOND")
    assert told(team, SECOND) == ["page", "page.yours"]
    assert told(team, FIRST) == ["page", "page.taken"]
    assert press(team, BOSS) is False
    assert len(rows(team, AuditRow.id, where=AuditRow.action == "acknowledge")) == 1


@pytest.mark.parametrize("words", ["0000 1111", "12345", "123", "ok", "STOP", "LATER", "hola"])
def test_other_words_from_a_colleague_go_to_the_tray_and_into_no_family_flow(team: Stage, words: str) -> None:
    emergency(team)
    before = count(team, Conversation)
    team.say(FIRST, words)
    assert holder(team) == ("open", None)
    assert ("tray", "staff_number") in tasks(team)
    assert (dispositions(team)[-1], count(team, Conversation)) == ("tray", before)
    assert told(team, FIRST) == ["page"]


def test_a_wrong_code_takes_nothing(team: Stage) -> None:
    emergency(team)
    wrong = f"{(int(code(team)) + 1) % 10_000:04}"
    team.say(FIRST, wrong)
    assert holder(team) == ("open", None)
    assert ("tray", "staff_number") in tasks(team)


def test_a_code_that_was_passed_on_does_nothing_from_another_phone(team: Stage) -> None:
    emergency(team)
    for phone in (OTHER, CHILD, "+12025550166"):
        team.say(phone, code(team))
    assert holder(team) == ("open", None)


def test_2_danger_from_a_colleagues_phone_still_raises_a_concern(team: Stage) -> None:
    team.say(OTHER, HIT)
    assert concerns(team) == [("concern", "open", 1)]
    assert ("tray", "staff_number") in tasks(team)


def test_a_number_that_a_family_uses_too_stays_the_familys(team: Stage) -> None:
    with team.runtime.work() as work:
        from bot.accounts import set_phone
        from storage.models import Staff

        set_phone(work, work.session.get_one(Staff, staff_id(team, OTHER)), CHILD)
    team.say(CHILD, "hola")
    assert ("tray", "staff_number") not in tasks(team)


def test_two_who_share_a_number_take_it_in_the_name_of_who_was_paged_first(team: Stage) -> None:
    from storage.models import Staff

    with team.runtime.look() as work:
        shared = work.session.get_one(Staff, staff_id(team, FIRST)).address_id
    change_staff(team, OTHER, address_id=shared)
    emergency(team)
    team.say(FIRST, code(team))
    assert holder(team) == ("acknowledged", "FIRST")


@pytest.mark.parametrize("phone", [FIRST, SECOND])
def test_12_a_late_code_takes_what_got_worse_meanwhile_and_is_nobodys(team: Stage, phone: str) -> None:
    emergency(team)
    team.advance(minutes=6)
    old, others = code(team), {FIRST, SECOND} - {phone}
    team.say(STRANGER, HIT)
    assert code(team) != old
    team.say(phone, old)
    assert holder(team) == ("acknowledged", NAME[EMAIL[phone]])
    assert told(team, phone)[-1:] == ["page.yours"]
    assert "page.taken" not in told(team, phone)
    team.say(others.pop(), old)
    assert holder(team) == ("acknowledged", NAME[EMAIL[phone]])


def test_12_the_code_of_the_first_alarm_takes_again_what_rings_because_nothing_was_done(team: Stage) -> None:
    concern(team)
    press(team, WORKER)
    old = code(team)
    team.advance(minutes=36)
    assert (holder(team), code(team) == old) == (("open", None), False)
    with team.runtime.work() as work:
        assert take_by_code(work, [staff_id(team, WORKER)], old, KEYPRESS) is Taken.YOURS
    assert holder(team) == ("acknowledged", "WORKER")


def test_a_keypress_takes_it_as_a_reply_does(team: Stage) -> None:
    emergency(team)
    with team.runtime.work() as work:
        assert take_by_code(work, [staff_id(team, FIRST)], "none", KEYPRESS) is Taken.WRONG
        assert take_by_code(work, [staff_id(team, FIRST)], code(team), KEYPRESS) is Taken.YOURS
        assert take_by_code(work, [staff_id(team, FIRST)], code(team), KEYPRESS) is Taken.BY_OTHER
    team.settle()
    assert told(team, FIRST) == ["page", "page.yours"]


def test_after_five_wrong_codes_none_counts_from_that_phone_for_an_hour_and_people_are_told(
    team: Stage,
) -> None:
    emergency(team)
    wrong = [f"{(int(code(team)) + n) % 10_000:04}" for n in range(1, 6)]
    for guess in wrong[:4]:
        team.say(FIRST, guess)
    assert "page.codes" not in told(team, FIRST)
    team.say(FIRST, wrong[4])
    team.say(FIRST, code(team))
    assert holder(team) == ("open", None)
    assert ("tray", "staff_number") in tasks(team)
    assert (told(team, FIRST).count("page.codes"), told(team, BOSS).count("page.codes")) == (1, 1)
    with team.runtime.work() as work:
        assert take_by_code(work, [staff_id(team, FIRST)], code(team), KEYPRESS) is Taken.OFF
    team.advance(minutes=61)
    team.say(FIRST, code(team))
    assert holder(team) == ("acknowledged", "FIRST")


def test_wrong_codes_of_one_shut_nobody_else_out(team: Stage) -> None:
    emergency(team)
    for n in range(1, 8):
        team.say(FIRST, f"{(int(code(team)) + n) % 10_000:04}")
    team.advance(minutes=6)
    team.say(SECOND, code(team))
    assert holder(team) == ("acknowledged", "SECOND")
    assert rows(team, AuditRow.detail, where=AuditRow.action == "wrong_code") == [({"how": "reply"},)] * 5


def test_pages_that_had_not_left_when_somebody_took_it_do_not_go(team: Stage) -> None:
    without_twilio(team, minutes=2)
    emergency(team)
    press(team, BOSS)
    team.advance(minutes=3)
    assert told(team, FIRST) == ["page.taken"]
    assert ("page", "cancelled") in deliveries(team)
    assert rows(team, PageRow.state, where=PageRow.channel == "voice") == [("cancelled",)]


def test_12_nothing_done_half_an_hour_after_taking_it_rings_again_the_owner_first(team: Stage) -> None:
    concern(team)
    press(team, WORKER)
    taken = team.clock.now()
    team.advance(minutes=29)
    assert holder(team) == ("acknowledged", "WORKER")
    team.advance(minutes=7)
    assert holder(team) == ("open", None)
    since = taken + dt.timedelta(minutes=1)
    assert pages(team, since=since)[:1] == [("WORKER", 29)]
    assert ("FIRST", 34) in pages(team, since=since)
    assert rows(team, Alarm.reason, order=Alarm.sounded_at)[-1][0].value == "unattended"


def test_12_who_has_acted_is_left_in_peace(team: Stage) -> None:
    concern(team)
    press(team, WORKER)
    with team.runtime.work() as work:
        acted(work, work.session.scalars(select(ConcernRow.id)).one())
    team.advance(hours=3)
    assert holder(team) == ("acknowledged", "WORKER")
    assert rows(team, Alarm.attended_at.is_not(None)) == [(True,)]


def test_with_twilio_down_the_mail_goes_nothing_is_marked_as_sent_and_texts_follow_later(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("bot.alarms.mail.send_mail", lambda _url, _from, to, *_: sent.append(to))
    stage = Stage(settings_for(database_url, SMTP_URL="smtp://127.0.0.1:1"), MONDAY)
    try:
        add_team(stage)
        without_twilio(stage, minutes=6)
        emergency(stage)
        stage.advance(minutes=5, seconds=2)
        assert sent == ["first@example.org", "second@example.org"]
        waiting = rows(stage, Delivery.state, Delivery.sid, where=Delivery.state != DeliveryState.SENT)
        assert {sid for _, sid in waiting} == {None}
        stage.advance(minutes=2)
        assert "page" in told(stage, SECOND)
    finally:
        stage.close()


def test_two_workers_send_one_mail(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    stage = Stage(settings_for(database_url, SMTP_URL="smtp://127.0.0.1:1"), MONDAY)

    def slow(_url: str, _from: str, to: str, *_: str) -> None:
        """Another worker looks while this one is at the mail server."""
        sent.append(to)
        send_mails(stage.runtime)

    monkeypatch.setattr("bot.alarms.mail.send_mail", slow)
    try:
        add_team(stage)
        emergency(stage)
        deliver(stage.runtime, stage.sender)
        send_mails(stage.runtime)
        assert sent == ["first@example.org"]
    finally:
        stage.close()
