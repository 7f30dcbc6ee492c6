"""What befalls a run: every kind of kill once, or kinds drawn from the run's seed."""

import datetime as dt
from collections.abc import Callable, Sequence

from bot.emulator.faults import Odds, Spoil
from bot.steps import Step
from tests.faults.run import ACTS, RARE, ROUGH, Run

IN_A_CALL = (Spoil.RESET, Spoil.RESET_AFTER)
EVERY_SPOIL = tuple(spoil for spoil in Spoil if spoil is not Spoil.NONE)
LONGEST_NTH = 3
MOODS = (
    ROUGH,
    Odds(),
    Odds(spoiled=0.3, spoils=(Spoil.TOO_MANY, Spoil.UNAVAILABLE)),
    Odds(spoiled=0.2, spoils=(Spoil.RESET_AFTER, Spoil.NO_JSON, Spoil.FAILS)),
    Odds(lost=0.5),
    Odds(doubled=0.5, delayed=0.5, longest=dt.timedelta(minutes=5)),
    Odds(spoiled=0.1, lost=0.3, hidden=0.2),
)


def every_kind(run: Run) -> int:
    """One kill at each named step, in a call before and after Twilio took the text, and a power failure.

    The order is drawn from the seed. Returns how many kills.
    """
    acts: list[Callable[[], None]] = [lambda step=step: run.kill_at(step) for step in Step]  # type: ignore[misc]
    acts += [lambda spoil=spoil: run.kill_in_call(spoil) for spoil in IN_A_CALL]  # type: ignore[misc]
    acts.append(run.power_fails)
    run.draw.shuffle(acts)
    for act in acts:
        act()
    return len(acts)


def drawn(run: Run, kills: int, moods: Sequence[Odds] = MOODS) -> int:
    """So many kills of drawn kinds; the network changes its mood from time to time."""
    for _ in range(kills):
        if run.draw.random() < 0.2:
            run.mischief.odds = run.draw.choice(moods)
        kind = run.draw.randrange(len(Step) + len(IN_A_CALL) + 1)
        if kind < len(Step):
            step = tuple(Step)[kind]
            run.kill_at(step, 1 if step in ACTS or step in RARE else run.draw.randint(1, LONGEST_NTH))
        elif kind < len(Step) + len(IN_A_CALL):
            run.kill_in_call(IN_A_CALL[kind - len(Step)])
        else:
            run.power_fails()
    return kills
