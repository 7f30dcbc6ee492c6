"""What has happened stays as it was, and nothing is closed by a program (invariants 7, 8 and 11)."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.desk.takeover import hand_back, take_over
from bot.desk.viewer import Viewer
from bot.simulation.stage import Stage
from flows.vocabulary import NoticeStatus, Role, TaskKind
from storage.append_only import TABLES
from storage.models import Case, Conversation, Notice, Person, Staff
from tests.bot.inbound.posts import check_in
from tests.bot.looks import concerns, first_part, rows, tasks
from tests.bot.stages import CHILD, ON_CALL, SPONSOR

PAST_DAY_30 = dt.datetime(2026, 4, 2, 14, 5, tzinfo=dt.UTC)


def test_8_what_a_family_said_and_what_was_done_cannot_be_changed_or_deleted(stage: Stage) -> None:
    """By the service's own connection, on both databases: the database itself refuses."""
    check_in(stage)
    for words in ("mariposa", "1", "me da miedo mi tio"):
        stage.say(CHILD, words)
    for table in ("inbound", "outbound", "answer", "attempt", "audit", "concern_evidence", "status_event"):
        assert table in TABLES
        for statement in (f'UPDATE "{table}" SET provider_id = provider_id', f'DELETE FROM "{table}"'):
            with pytest.raises(DBAPIError, match="insert-only"), stage.runtime.work() as work:
                work.session.execute(text(statement))


def test_7_silence_closes_no_case_and_files_nothing_and_leaves_a_person_to_decide(stage: Stage) -> None:
    """Till past the 30th day: a concern, a call list and a draft, and nothing that was filed or closed."""
    check_in(stage)
    stage.run_to(PAST_DAY_30)
    assert rows(stage, Case.closed_at) == [(None,)]
    assert [(urgency, status) for urgency, status, _ in concerns(stage)] == [("concern", "open")]
    assert ("call", "no_answer") in tasks(stage)
    assert rows(stage, Notice.status) == [(NoticeStatus.DRAFT,)]
    assert first_part(stage, Role.CHILD) == ("not_completed", "not_held_in_time")


def test_7_a_case_or_a_concern_is_closed_only_by_a_use_case_that_takes_a_person(root: Path) -> None:
    """Whatever sets `closed_at` asks for the viewer who does it."""
    found = [
        (path.name, "viewer" in {arg.arg for arg in function.args.args})
        for path in sorted((root / "bot").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and "closed_at" in {t.attr for t in _targets(node)}
    ]
    assert found
    assert all(named for _, named in found), found


def _targets(node: ast.Assign) -> list[ast.Attribute]:
    parts = [part for target in node.targets for part in getattr(target, "elts", [target])]
    return [part for part in parts if isinstance(part, ast.Attribute)]


def test_7_there_is_no_kind_of_task_that_files_anything_by_itself() -> None:
    assert not [kind for kind in TaskKind if "file" in kind.value or "close" in kind.value]


def _viewer_and_child(stage: Stage) -> tuple[Viewer, Person]:
    with stage.runtime.look() as work:
        staff = work.session.query(Staff).one()
        child = work.session.query(Person).filter_by(person_ref="c-1").one()
        work.session.expunge_all()
    return Viewer(staff.id, staff.name, staff.role), child


def _press(stage: Stage, act: object) -> None:
    viewer, child = _viewer_and_child(stage)
    with stage.runtime.work() as work:
        act(work, viewer, child.id)  # type: ignore[operator]


def test_11_after_take_over_the_machine_says_nothing_and_still_hears_everything(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    _press(stage, take_over)
    told = stage.texts(CHILD)
    for words in ("1", "hola?", "ayuda"):
        stage.say(CHILD, words)
    assert stage.texts(CHILD) == told
    stage.say(CHILD, "mi tio me pega")
    assert stage.texts(CHILD) == told
    assert concerns(stage) == [("concern", "open", 1)]
    assert len(stage.texts(ON_CALL)) == 1
    stage.say(SPONSOR, "luna")
    assert len(stage.texts(SPONSOR)) == 2


def test_11_after_hand_back_the_machine_answers_again(stage: Stage) -> None:
    check_in(stage)
    stage.say(CHILD, "mariposa")
    _press(stage, take_over)
    stage.say(CHILD, "1")
    told = len(stage.texts(CHILD))
    _press(stage, hand_back)
    stage.say(CHILD, "si")
    assert len(stage.texts(CHILD)) > told


def test_11_a_promised_question_waits_while_a_person_has_the_thread(stage: Stage) -> None:
    check_in(stage)
    for words in ("mariposa", "2"):
        stage.say(CHILD, words)
    _press(stage, take_over)
    told = stage.texts(CHILD)
    ((turn,),) = rows(stage, Conversation.turn, where=Conversation.state["heard"].as_boolean())
    stage.advance(hours=25)
    assert stage.texts(CHILD) == told
    assert rows(stage, Conversation.turn, where=Conversation.state["heard"].as_boolean()) == [(turn,)]
    _press(stage, hand_back)
    stage.tick()
    assert len(stage.texts(CHILD)) == len(told) + 1
