"""`prs-checkin simulate`: plays scenarios on a virtual clock and says which are met."""

import datetime as dt
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.shared import INVALID, refuse
from bot.simulation.loading import load_scenario
from bot.simulation.places import NotEmpty, Places, places
from bot.simulation.play import Played, play, to_json
from bot.simulation.scenario import Scenario, ScenarioError
from storage.database import DatabaseProblem

DIFFERS = 1
HOUR = dt.timedelta(hours=1)


def simulate(files: Sequence[Path], out: Path | None, database: str | None) -> int:
    """Play every file; returns 0 when all are met, 1 when any differs. Refuses with 2 what is invalid."""
    scenarios = _load(files)
    logging.disable(logging.CRITICAL)  # outages and refusals are played on purpose; the report tells
    played: list[Played] = []
    try:
        with places(database) as where:
            for scenario in scenarios:
                played.append(_play(scenario, where))
                _tell(scenario, played[-1])
    except (NotEmpty, DatabaseProblem) as problem:
        refuse(str(problem))
    except SQLAlchemyError as error:
        refuse(f"The database cannot be used: {type(error).__name__}. Check its address and rights.")
    finally:
        logging.disable(logging.NOTSET)
    if out is not None:
        _write(out, played)
    return 0 if all(one.met for one in played) else DIFFERS


def _load(files: Sequence[Path]) -> list[Scenario]:
    scenarios, problems = [], []
    for file in files:
        try:
            scenarios.append(load_scenario(file))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        refuse(*problems, "How scenarios are written: docs/simulation.md")
    return scenarios


def _play(scenario: Scenario, where: Places) -> Played:
    hours = int((scenario.until - scenario.start) / HOUR)
    with where.fresh() as url, click.progressbar(
        length=hours, label=scenario.name, file=sys.stderr
    ) as bar:  # fmt: skip

        def show(moment: dt.datetime) -> None:
            bar.update(int((moment - scenario.start) / HOUR) - bar.pos)

        return play(scenario, url, show)


def _tell(scenario: Scenario, played: Played) -> None:
    click.echo(f"{scenario.section:8} {scenario.title}: {'met' if played.met else 'DIFFERS'}")
    for line in played.differences:
        click.echo(line)


def _write(out: Path, played: Sequence[Played]) -> None:
    reports = [one.report for one in played]
    try:
        out.write_text(to_json(reports[0] if len(reports) == 1 else {"reports": reports}), encoding="utf-8")
    except OSError as error:
        click.echo(f"The report cannot be written: {error.strerror}", err=True)
        raise SystemExit(INVALID) from None
