"""Every scenario is met, on SQLite and on PostgreSQL, with the same report byte for byte."""

from pathlib import Path

import pytest

from bot.simulation.loading import load_scenario
from bot.simulation.play import play, to_json
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_is_met_on_both_databases_with_the_same_report(
    path: Path, sqlite_templates: SqliteTemplates, postgres_templates: PostgresTemplates
) -> None:
    scenario = load_scenario(path)
    with sqlite_templates.fresh() as sqlite, postgres_templates.fresh() as postgres:
        first, second = play(scenario, sqlite), play(scenario, postgres)
    assert first.differences == ()
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
