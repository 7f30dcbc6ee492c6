"""Processes die at every named step, and nothing is lost, nothing comes twice (invariants 1, 3 and 4).

`make faults` plays the same by other seeds, two thousand times.
"""

from pathlib import Path

from bot.emulator.faults import Spoil
from bot.steps import Step
from tests.faults.company import Zygote
from tests.faults.judging import judge
from tests.faults.playing import EVERY_SPOIL, every_kind
from tests.faults.run import Run

SEED = 20_26


def test_1_a_process_killed_at_every_step_loses_nothing_and_doubles_nothing(
    zygote: Zygote, database_url: str, tmp_path: Path
) -> None:
    with Run(zygote, database_url, tmp_path, SEED) as run:
        kills = every_kind(run)
        never = [step.name for step in Step if not run.board.killed(step)]
        run.finish()
        verdict = judge(run)
    assert verdict.problems == []
    assert never == []
    assert kills >= len(Step)
    assert verdict.inbound >= kills


def test_4_whatever_the_provider_answers_each_text_comes_once(
    zygote: Zygote, database_url: str, tmp_path: Path
) -> None:
    with Run(zygote, database_url, tmp_path, SEED + 1, workers=3, crew=2) as run:
        run.mischief.order("POST", *EVERY_SPOIL)
        run.mischief.order("GET", *(spoil for spoil in EVERY_SPOIL if spoil is not Spoil.LATE))
        run.somebody_writes(20)
        run.settle()
        run.finish()
        happened, verdict = run.mischief.happened, judge(run)
    assert verdict.problems == []
    assert {f"POST {spoil}" for spoil in EVERY_SPOIL} <= set(happened)


def test_4_what_the_list_hides_may_come_twice_and_is_flagged(
    zygote: Zygote, database_url: str, tmp_path: Path
) -> None:
    """The one case that nobody can decide: the answer, all receipts and the list, all at once, are wrong."""
    with Run(zygote, database_url, tmp_path, SEED + 2) as run:
        doubled = run.hide_one_text()
        run.finish()
        verdict = judge(run)
    assert verdict.problems == []
    assert doubled == 2
    assert verdict.flagged >= 1
