"""Short scenarios for tests: one family, and lines to add."""

from pathlib import Path

from bot.simulation.loading import load_scenario
from bot.simulation.scenario import Scenario

CHILD, SPONSOR = "+12025550101", "+12025550121"

HEAD = """\
section: "6.3"
title: A test
start: 2026-03-02T09:00:00-06:00
until: {until}
seed: {seed}
cases:
  - case_number: S-1
    release_date: 2026-03-02
    state: IL
    zip: "60601"
    caseworker: caseworker@example.org
    persons:
      - {{person_id: C-1, role: child, first_name: Ana, language: en, birth_date: 2010-05-01,
         phone: "+12025550101", phone_owner: own,
         permission_on: 2026-03-01, permission_by: A, check_word: sun}}
      - {{person_id: P-1, role: sponsor, first_name: Luz, language: en, sponsor_category: 2A,
         phone: "+12025550121", phone_owner: own,
         permission_on: 2026-03-01, permission_by: A, check_word: moon}}
"""

ANSWERS = """\
phones:
  "+12025550101":
    replies:
      - {question: identity, say: sun}
      - {question: support, say: "no"}
      - {question: court_aware, say: "no"}
      - {any: true, say: "yes"}
"""


def scenario(
    folder: Path, more: str = "", until: str = "2026-03-12T09:00:00-05:00", seed: int = 1
) -> Scenario:
    """The family with `more` lines of YAML."""
    path = folder / "scene.yaml"
    path.write_text(HEAD.format(until=until, seed=seed) + more, encoding="utf-8")
    return load_scenario(path)
