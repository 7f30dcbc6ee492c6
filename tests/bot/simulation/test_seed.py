"""The demo's past ends now, leaves today alone, and no virtual clock runs outside loopback (invariant 13)."""

import ast
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.accounts import add_user
from bot.clock import SystemClock
from bot.importing.sample import sample_day, shift_sample
from bot.runtime import Runtime
from bot.settings import Settings
from bot.simulation.seed import Past, Summary, business_day_of, seed
from bot.simulation.settings import simulation_settings
from bot.simulation.stage import NotLoopback, Stage
from bot.simulation.time import SeededIds
from flows.vocabulary import ConcernStatus, NoticeStatus, PartStatus, StaffRole, TaskKind
from storage.models import CheckInPart, ConcernRow, Inbound, Notice, Outbound, Report, Task
from tests.databases import SqliteTemplates

ROOT = Path(__file__).parents[3]
NOW = dt.datetime(2026, 3, 11, 15, 0, tzinfo=dt.UTC)
STAFF, ON_CALL = "caseworker@example.org", "oncall@example.org"


def play_past(settings: Settings, folder: Path, days: int) -> Summary:
    runtime = Runtime.open(settings, SystemClock(), SeededIds(7))
    with runtime.work() as work:
        for email, phone in ((STAFF, None), (ON_CALL, "+12025550190")):
            add_user(
                work, email=email, name="Staff", role=StaffRole.SUPERVISOR, password="a long password",
                on_call=phone is not None, phone=phone,
            )  # fmt: skip
    runtime.close()
    past = Past(
        csv=shift_sample((ROOT / "samples" / "referrals.csv").read_bytes(), sample_day(NOW)),
        phones=ROOT / "samples" / "phones.yaml",
        journal=folder / "phones.jsonl",
        today=business_day_of(sample_day(NOW)),
        caseworker=STAFF,
        on_call=ON_CALL,
    )
    return seed(settings, SeededIds(1), past, NOW, days=days)


def test_a_past_ends_now_and_leaves_today_to_the_real_processes(
    tmp_path: Path, sqlite_templates: SqliteTemplates
) -> None:
    with sqlite_templates.fresh() as url:
        settings = simulation_settings(url)
        summary = play_past(settings, tmp_path, days=16)
        runtime = Runtime.open(settings, SystemClock(), SeededIds(9))
        with runtime.look() as work:
            columns = select(CheckInPart.due_on, CheckInPart.status)
            parts = [(due_on, status) for due_on, status in work.session.execute(columns)]
            written = work.session.scalar(select(func.max(Outbound.created_at)))
            heard = work.session.scalar(select(func.count(Inbound.id))) or 0
            ringing = select(func.count(ConcernRow.id)).where(ConcernRow.status == ConcernStatus.OPEN)
            alarms = work.session.scalar(ringing)
            notices = list(work.session.scalars(select(Notice)))
            signed = {report.check_in_id for report in work.session.scalars(select(Report))}
            ticked = list(
                work.session.scalars(
                    select(Task).where(Task.kind == TaskKind.SIGN, Task.done_at.is_not(None))
                )
            )
            work.session.expunge_all()
        runtime.close()
    today = [status for due_on, status in parts if due_on == NOW.date()]
    assert len(today) >= 16
    assert set(today) == {PartStatus.SCHEDULED}
    assert PartStatus.REACHED in {status for _, status in parts}
    assert written is not None
    assert written <= NOW
    assert heard > 20
    assert alarms == 0
    assert {n.status for n in notices if n.due_at <= NOW} <= {NoticeStatus.SUBMITTED, NoticeStatus.NOT_FILED}
    assert NoticeStatus.SUBMITTED in {n.status for n in notices}
    assert all(n.reviewed_by not in (None, n.written_by) for n in notices if n.submitted_at)
    assert all(any(str(check_in) in task.dedupe_key for check_in in signed) for task in ticked)
    assert summary.due >= summary.reached + summary.unable + summary.with_a_person > 0
    assert (tmp_path / "phones.jsonl").stat().st_size > 0


def test_no_virtual_clock_starts_where_a_text_could_leave(tmp_path: Path) -> None:
    settings = replace(
        simulation_settings(f"sqlite:///{tmp_path}/never.db"), twilio_api_base_url="https://api.twilio.com"
    )
    with pytest.raises(NotLoopback):
        Stage(settings, NOW)
    with pytest.raises(NotLoopback):
        seed(settings, SeededIds(1), Past(b"", tmp_path, tmp_path, NOW.date(), "", ""), NOW)
    assert list(tmp_path.iterdir()) == []


def test_only_a_stage_makes_a_virtual_clock() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("VirtualClock")
    }
    assert makers == {"bot/simulation/stage.py"}
