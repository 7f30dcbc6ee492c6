"""A slip in a rule makes the scenario of that rule fail; unharmed it is met in test_scenarios.py."""

import pytest

from bot.simulation.loading import load_scenario
from bot.simulation.play import play
from tests.bot.simulation.mutants import MUTANTS, Mutant
from tests.bot.simulation.test_scenarios import FILES, FOLDER
from tests.databases import SqliteTemplates


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_slip_in_a_rule_is_found_by_its_scenario(
    mutant: Mutant, sqlite_templates: SqliteTemplates, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load_scenario(FOLDER / f"{mutant.scenario}.yaml")
    for place, instead in mutant.patches.items():
        monkeypatch.setattr(place, instead)
    with sqlite_templates.fresh() as url:
        found = play(scenario, url).differences
    differing = [line for line in found if line.lstrip().startswith(("+", "-")) or ": expected " in line]
    assert any(mutant.shows in line for line in differing), found


def test_each_mutant_names_a_scenario_of_the_suite_and_no_two_are_alike() -> None:
    assert {mutant.scenario for mutant in MUTANTS} <= {path.stem for path in FILES}
    assert len({mutant.id for mutant in MUTANTS}) == len(MUTANTS) >= 20
