"""`make faults`: two thousand kills on both databases, by printed seeds; one seed can be played again."""

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import PostgresTemplates, SqliteTemplates, postgres_server
from tests.faults.company import Zygote
from tests.faults.judging import Verdict, judge
from tests.faults.playing import drawn
from tests.faults.run import NeverReached, Run

ENGINES = ("sqlite", "postgresql")
PER_RUN = 25


def main() -> int:
    """Play until so many kills are done. Returns 0 when nothing was wrong."""
    asked = _arguments()
    engines = ENGINES if asked.engine == "both" else (asked.engine,)
    first = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    _say(f"{asked.kills} kills, first seed {first}; once more: make faults SEED={first}")
    wrong, done, began = 0, 0, time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="prs-faults-") as folder,
        _templates(engines, folder) as templates,
    ):
        zygote = Zygote()
        try:
            for seed in itertools.count(first):
                if done >= asked.kills:
                    break
                engine = engines[seed % len(engines)]
                wrong += _one(zygote, templates[engine], engine, Path(folder), seed)
                done += PER_RUN
        finally:
            zygote.close()
    _say(f"{done} kills in {time.monotonic() - began:.0f} s, {wrong} runs with faults")
    return 1 if wrong else 0


def _one(
    zygote: Zygote, templates: SqliteTemplates | PostgresTemplates, engine: str, folder: Path, seed: int
) -> int:
    began = time.monotonic()
    crowd = random.Random(seed)
    workers, crew = crowd.randint(1, 3), crowd.randint(1, 3)
    with templates.fresh() as url, Run(zygote, url, folder, seed, workers=workers, crew=crew) as run:
        try:
            drawn(run, PER_RUN)
            run.finish()
            verdict = judge(run)
        except NeverReached as error:
            verdict = Verdict([str(error)], 0, 0, 0)
    line = (
        f"seed {seed} {engine}: {PER_RUN} kills, {workers} workers, {crew} web; {verdict.inbound} in, "
        f"{verdict.outbound} out, {verdict.flagged} flagged, {time.monotonic() - began:.1f} s"
    )
    _say(line, *(f"  WRONG: {problem}" for problem in verdict.problems))
    return bool(verdict.problems)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="the first seed; drawn and printed unless given")
    parser.add_argument("--kills", type=int, default=2000, help="how many kills (default 2000)")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    return parser.parse_args()


@contextmanager
def _templates(
    engines: tuple[str, ...], folder: str
) -> Iterator[dict[str, SqliteTemplates | PostgresTemplates]]:
    found: dict[str, SqliteTemplates | PostgresTemplates] = {}
    if "sqlite" in engines:
        found["sqlite"] = SqliteTemplates(Path(folder))
    if "postgresql" not in engines:
        yield found
        return
    with postgres_server() as url:
        postgres = PostgresTemplates(url)
        yield found | {"postgresql": postgres}
        postgres.close()


if __name__ == "__main__":
    sys.exit(main())
