"""Every scenario is met; a dozen have the same report, byte for byte, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from bot.simulation.loading import load_scenario
from bot.simulation.play import play, to_json
from flows.vocabulary import NocReason
from tests.databases import PostgresTemplates, SqliteTemplates

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
REQUIRED = {
    "reached_on_the_first_day",
    "silent",
    "stops_before_safety",
    "phone_of_the_household",
    "child_of_nine",
    "wrong_person",
    "distress_word",
    "stop_in_mid_flow",
    "disclosure_in_the_first_reply",
    "bare_no_to_safety",
    "reply_at_night",
    "unknown_number",
}

ON_BOTH = [path for path in FILES if path.stem in REQUIRED]
"""Played twice: the cases that nobody may leave out; every scenario on PostgreSQL would take minutes."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_is_met(path: Path, sqlite_templates: SqliteTemplates) -> None:
    with sqlite_templates.fresh() as url:
        assert play(load_scenario(path), url).differences == ()


@pytest.mark.parametrize("path", ON_BOTH, ids=lambda path: path.stem)
def test_a_scenario_has_the_same_report_on_both_databases(
    path: Path, sqlite_templates: SqliteTemplates, postgres_templates: PostgresTemplates
) -> None:
    scenario = load_scenario(path)
    with sqlite_templates.fresh() as sqlite, postgres_templates.fresh() as postgres:
        first, second = play(scenario, sqlite), play(scenario, postgres)
    assert to_json(first.report) == to_json(second.report)


def test_no_scenario_is_missing_and_each_names_its_section_and_expects_texts_answers_tasks_and_concerns() -> (
    None
):
    assert {path.stem for path in FILES} >= REQUIRED
    for path in FILES:
        scenario = load_scenario(path)
        assert scenario.section[0].isdigit(), path.name
        assert scenario.expect.texts is not None, path.name
        assert scenario.expect.rows.keys() >= {"answers", "tasks", "concerns"}, path.name


def test_each_of_the_thirteen_reasons_stands_in_the_draft_of_a_scenario() -> None:
    """6.8.6; each goes on to a decision of a named person."""
    rows = [row for path in FILES for row in load_scenario(path).expect.rows.get("notices", ())]
    decided = [row for row in rows if row["status"] in ("submitted", "not_filed")]
    assert {reason for row in decided for reason in row["drawn"]} == {reason.value for reason in NocReason}
