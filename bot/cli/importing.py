"""`prs-checkin import`."""

from functools import partial

import click

from bot.cli.shared import INVALID
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.importing.report import ImportReport
from bot.importing.rows import Parsed
from bot.leaving import moved
from bot.runtime import Runtime, Work


def apply_parsed(work: Work, parsed: Parsed, *, update: bool) -> ImportReport:
    """Write a valid file into the caller's transaction."""
    runtime = work.runtime
    return apply(
        work.session,
        work.vault,
        parsed,
        provider_id=runtime.settings.provider_id,
        now=work.now,
        ids=runtime.ids,
        update=update,
        moved=partial(moved, work),
    )


class _DryRun(Exception):
    """Leaves the transaction without saving."""


def import_file(runtime: Runtime, data: bytes, *, dry_run: bool, update: bool) -> int:
    """Check and save a CSV file; returns the exit status. Nothing is saved unless all is valid."""
    parsed = parse_csv(data, today=runtime.clock.now().date())
    if parsed.problems:
        for problem in parsed.problems:
            click.echo(str(problem), err=True)
        click.echo(f"Nothing was saved: {len(parsed.problems)} problems.", err=True)
        return INVALID
    try:
        with runtime.work() as work:
            for line in apply_parsed(work, parsed, update=update).lines():
                click.echo(line)
            if dry_run:
                raise _DryRun
    except _DryRun:
        click.echo("Dry run: nothing was saved.")
    return 0
