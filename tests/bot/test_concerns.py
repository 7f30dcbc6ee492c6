"""Concerns and pages: one a event, rung until a person has it, and again when it gets worse (6.8.6)."""

import datetime as dt
import socket
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from bot.alarms.climbing import climb
from bot.alarms.mail import TRIES, send_mails
from bot.concerns import NOC_CLOCK
from bot.desk.concerns import acknowledge_concern
from bot.desk.correcting import mark_missed
from bot.desk.raising import ByHand
from bot.desk.viewer import Viewer
from bot.emulator.mail import MailCatcher
from bot.emulator.records import Mail
from bot.notices.worksheet import do_not_file
from bot.simulation.stage import Stage
from flows.vocabulary import ConcernStatus, NotFiled, NoticeStatus, Urgency
from storage.models import Alarm, ConcernEvidence, ConcernRow, Duty, Inbound, Notice, PageRow, Staff
from tests.bot.emulator.real import WallClock
from tests.bot.inbound.posts import STRANGER, check_in, inbound, post
from tests.bot.looks import concerns, rows
from tests.bot.stages import CHILD, MONDAY, ON_CALL, SPONSOR, add_on_call, settings_for

AFRAID, HIT, TOUCHED, DIE = (
    "me da miedo mi tio",
    "mi tio me pega",
    "mi padrastro me toca",
    "me quiero morir",
)


def acknowledge(stage: Stage) -> None:
    """The on-call person has it."""
    with stage.runtime.work() as work:
        staff = work.session.scalars(select(Staff)).one()
        viewer = Viewer(staff.id, staff.name, staff.role)
        for concern_id in work.session.scalars(select(ConcernRow.id)).all():
            acknowledge_concern(work, viewer, concern_id)


def close(stage: Stage) -> None:
    """A person has closed all concerns."""
    with stage.runtime.work() as work:
        work.session.execute(update(ConcernRow).values(status=ConcernStatus.CLOSED, closed_at=work.now))


def test_a_later_message_joins_the_concern_that_is_open(stage: Stage) -> None:
    check_in(stage)
    for words in (AFRAID, AFRAID, HIT):
        stage.say(CHILD, words)
    assert len(concerns(stage)) == 1
    assert len(rows(stage, ConcernEvidence.id)) == 3


def test_the_worksheet_and_its_duties_stand_there_with_the_concern(stage: Stage) -> None:
    stage.tick()
    stage.say(STRANGER, DIE)
    assert rows(stage, Notice.created_at) == rows(stage, ConcernRow.first_suspected_at)
    assert rows(stage, Duty.kind, order=Duty.kind) == [("emergency_services",), ("orr_noc",)]


def test_a_worksheet_that_cannot_be_drawn_keeps_no_alarm_from_ringing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bot.concerns.draft", lambda *_: 1 / 0)
        stage.say(STRANGER, DIE)
    assert len(rows(stage, Alarm.id)) == 1
    assert rows(stage, Notice.id) == []
    stage.advance(minutes=6)
    assert len(rows(stage, Notice.id)) == 1


def test_each_person_has_concerns_of_their_own(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    stage.say(SPONSOR, "mi esposo me pega")
    stage.say(STRANGER, HIT)
    stage.say(STRANGER, HIT)
    assert len(concerns(stage)) == 3


@pytest.mark.parametrize(
    ("worse", "urgency"), [(TOUCHED, "concern"), (DIE, "emergency"), ("paraguas", "emergency")]
)
def test_12_a_worse_message_rings_again_although_somebody_had_acknowledged(
    stage: Stage, worse: str, urgency: str
) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    acknowledge(stage)
    stage.say(CHILD, worse)
    assert concerns(stage) == [(urgency, "open", 2)]
    assert len(stage.texts(ON_CALL)) == 2


def test_the_same_again_does_not_wake_who_has_it_already(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    acknowledge(stage)
    stage.say(CHILD, AFRAID)
    assert concerns(stage) == [("concern", "acknowledged", 1)]


def test_after_a_concern_is_closed_the_next_message_opens_a_new_one(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    close(stage)
    stage.say(CHILD, AFRAID)
    assert sorted(concerns(stage)) == [("concern", "closed", 1), ("concern", "open", 1)]


def test_the_clock_of_24_hours_runs_from_the_arrival_of_the_message_not_from_its_reading(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.inbound import process

    check_in(stage)
    arrived = stage.clock.now()
    with monkeypatch.context() as broken:
        broken.setattr(process, "hear", lambda *_: 1 / 0)
        post(stage.app, inbound(AFRAID))
    stage.clock.move(arrived + dt.timedelta(minutes=7))
    process.sweep(stage.runtime)
    assert rows(stage, Inbound.received_at) == [(arrived,)]
    assert rows(stage, ConcernRow.first_suspected_at, ConcernRow.noc_due_at) == [
        (arrived, arrived + NOC_CLOCK)
    ]
    assert dt.timedelta(hours=24) == NOC_CLOCK


def test_what_joins_and_was_said_earlier_sets_the_clocks_back_to_it(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "hola")
    missed, said = rows(stage, Inbound.id, Inbound.received_at, order=Inbound.received_at)[-1]
    stage.advance(minutes=50)
    stage.say(CHILD, AFRAID)
    acknowledge(stage)
    duties = rows(stage, Duty.due_at, order=Duty.kind)
    ((raised,),) = rows(stage, ConcernRow.first_suspected_at)
    with stage.runtime.work() as work:
        staff = work.session.scalars(select(Staff)).one()
        given = ByHand(Urgency.CONCERN, (), "It was said before.")
        mark_missed(work, Viewer(staff.id, staff.name, staff.role), missed, given)
    due = said + NOC_CLOCK
    assert rows(stage, ConcernRow.first_suspected_at, ConcernRow.noc_due_at) == [(said, due)]
    assert rows(stage, Notice.due_at) == [(due,)]
    assert rows(stage, Duty.due_at, order=Duty.kind) == [(at - (raised - said),) for (at,) in duties]


def test_a_decision_that_older_danger_takes_back_is_owed_from_when_it_was_said(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "hola")
    missed, said = rows(stage, Inbound.id, Inbound.received_at, order=Inbound.received_at)[-1]
    stage.advance(minutes=50)
    stage.say(CHILD, AFRAID)
    with stage.runtime.work() as work:
        staff = work.session.scalars(select(Staff)).one()
        viewer = Viewer(staff.id, staff.name, staff.role)
        concern_id = work.session.scalars(select(ConcernRow.id)).one()
        do_not_file(work, viewer, concern_id, NotFiled.DID_NOT_HAPPEN, "A film.")
        mark_missed(work, viewer, missed, ByHand(Urgency.EMERGENCY, (), "It was said before."))
    assert rows(stage, Notice.status, Notice.due_at) == [(NoticeStatus.DRAFT, said + NOC_CLOCK)]


def test_nobody_closes_a_concern_while_a_message_joins_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL; on SQLite one transaction writes at a time."""
    check_in(stage)
    stage.say(CHILD, AFRAID)
    acknowledge(stage)
    free: list[int] = []
    is_postgres = stage.runtime.database.engine.dialect.name == "postgresql"

    def look(*_: object) -> None:
        if is_postgres:
            with stage.runtime.look() as other:
                query = select(ConcernRow.id).with_for_update(skip_locked=True, key_share=True)
                free.append(len(other.session.scalars(query).all()))

    monkeypatch.setattr("bot.concerns.draft", look)
    stage.say(CHILD, AFRAID)
    assert free == ([0] if is_postgres else [])


def test_12_it_rings_every_five_minutes_until_somebody_acknowledges(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    stage.advance(minutes=21)
    assert concerns(stage) == [("concern", "open", 5)]
    acknowledge(stage)
    stage.advance(minutes=29)
    assert concerns(stage) == [("concern", "acknowledged", 5)]
    assert len(stage.texts(ON_CALL)) == 5


def test_a_page_holds_a_link_and_nothing_of_the_case(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, HIT)
    ((concern_id,),) = rows(stage, ConcernRow.id)
    ((code,),) = rows(stage, Alarm.code)
    (page,) = stage.texts(ON_CALL)
    link = f"http://127.0.0.1:8000/concerns/{concern_id}"
    assert page == stage.runtime.texts.text("en", "page", link=link, code=code)
    for secret in ("Ana", "Luz", "S-1", CHILD, "pega", "tio", "abuse", "concern rose"):
        assert secret not in page.replace(str(concern_id), "")


def test_reading_a_page_by_get_acknowledges_nothing(stage: Stage) -> None:
    """Link previews and scanners of mail follow links."""
    check_in(stage)
    stage.say(CHILD, AFRAID)
    ((concern_id,),) = rows(stage, ConcernRow.id)
    stage.app.test_client().get(f"/concerns/{concern_id}")
    assert concerns(stage) == [("concern", "open", 1)]


def test_a_page_that_is_under_way_in_two_workers_rings_once(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, AFRAID)
    stage.clock.move(stage.clock.now() + dt.timedelta(minutes=6))
    assert [climb(stage.runtime), climb(stage.runtime)] == [1, 0]


@pytest.fixture
def mail_port() -> int:
    """A port on which nobody listens yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def mailing(database_url: str, mail_port: int) -> Iterator[Stage]:
    """A stage whose pages go by mail too."""
    opened = Stage(settings_for(database_url, SMTP_URL=f"smtp://127.0.0.1:{mail_port}"), MONDAY)
    add_on_call(opened)
    yield opened
    opened.close()


def caught(stage: Stage, port: int) -> list[Mail]:
    """Send what waits while a mail server listens; returns what it caught."""
    found: list[Mail] = []
    catcher = MailCatcher("127.0.0.1", port, clock=WallClock(), keep=found.append)
    catcher.start()
    try:
        send_mails(stage.runtime)
    finally:
        catcher.stop()
    return found


def states(stage: Stage) -> list[tuple[str, int]]:
    return rows(stage, PageRow.state, PageRow.tries, where=PageRow.channel == "email")


def test_a_page_goes_by_mail_too_and_says_as_little(mailing: Stage, mail_port: int) -> None:
    post(mailing.app, inbound(HIT, sender=STRANGER))
    (mail,) = caught(mailing, mail_port)
    ((concern_id,),) = rows(mailing, ConcernRow.id)
    assert mail.recipients == ("oncall@example.org",)
    assert mail.subject == mailing.runtime.texts.text("en", "page.subject")
    assert f"/concerns/{concern_id}" in mail.text
    assert "pega" not in mail.subject + mail.text
    assert STRANGER not in mail.subject + mail.text
    assert states(mailing) == [("sent", 1)]
    assert caught(mailing, mail_port) == []


def test_12_a_mail_server_that_is_down_keeps_no_text_back_and_is_tried_again(
    mailing: Stage, mail_port: int
) -> None:
    post(mailing.app, inbound(HIT, sender=STRANGER))
    mailing.tick()
    assert len(mailing.texts(ON_CALL)) == 1
    assert states(mailing) == [("queued", 1)]
    assert len(caught(mailing, mail_port)) == 1
    assert states(mailing) == [("sent", 2)]


def test_12_a_mail_that_failed_for_good_is_followed_by_the_next_ring(mailing: Stage, mail_port: int) -> None:
    post(mailing.app, inbound(HIT, sender=STRANGER))
    for _ in range(TRIES + 2):
        send_mails(mailing.runtime)
        mailing.clock.move(mailing.clock.now() + dt.timedelta(minutes=1))
    assert states(mailing) == [("failed", TRIES)]
    climb(mailing.runtime)
    assert len(caught(mailing, mail_port)) == 1


def test_a_mail_is_not_sent_after_somebody_has_it(mailing: Stage, mail_port: int) -> None:
    post(mailing.app, inbound(HIT, sender=STRANGER))
    acknowledge(mailing)
    assert caught(mailing, mail_port) == []
    assert states(mailing) == [("cancelled", 0)]


def test_12_a_concern_that_finds_nobody_on_call_says_so_and_pages_the_supervisors(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(on_call=False))
    stage.say(STRANGER, HIT)
    assert "nobody is on call" in caplog.text
    assert len(stage.texts(ON_CALL)) == 1


def test_12_a_concern_that_can_reach_nobody_rings_when_there_is_somebody(stage: Stage) -> None:
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(on_call=False, active=False))
    stage.say(STRANGER, HIT)
    assert stage.texts(ON_CALL) == []
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(on_call=True, active=True))
    stage.advance(minutes=5, seconds=1)
    assert len(stage.texts(ON_CALL)) == 1


def test_no_check_in_is_opened_while_nobody_is_on_call(stage: Stage) -> None:
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(on_call=False))
    check_in(stage)
    assert stage.texts(CHILD) == []
    with stage.runtime.work() as work:
        work.session.execute(update(Staff).values(on_call=True))
    stage.tick()
    assert len(stage.texts(CHILD)) == 1
