"""`prs-checkin demo seed`: the sample families' past, played once before the demo opens."""

import sys
from pathlib import Path

import click
from sqlalchemy import func, make_url, select

from bot.accounts import add_user, find_staff
from bot.cli.migrating import migrate_database
from bot.cli.shared import refuse
from bot.clock import SystemClock
from bot.ids import SystemIds
from bot.importing.sample import sample_day, shift_sample
from bot.runtime import Runtime
from bot.settings import Settings
from bot.simulation.seed import DAYS, Past, Summary, business_day_of, seed
from flows.vocabulary import StaffRole
from storage.models import Case

EMAIL = "caseworker@example.org"
PHONE = "+12025550191"
PASSWORD = "demo-demo-demo"
LANGUAGES = ("en", "es")
ON_CALL_EMAIL = "oncall@example.org"
ON_CALL_PHONE = "+12025550190"
JOURNAL = "phones.jsonl"
BEGUN = "history.begun"


def seed_once(settings: Settings, folder: Path, samples: Path) -> None:
    """Logins and history, unless the database has cases already. A history that was cut off begins anew."""
    begun = folder / BEGUN
    if begun.exists():
        _forget(settings, folder)
    migrate_database(settings)
    if _has_cases(settings):
        return
    begun.touch()
    _add_staff(settings)
    _tell(_play(settings, folder, samples))
    begun.unlink()


def _play(settings: Settings, folder: Path, samples: Path) -> Summary:
    now = SystemClock().now()
    today = sample_day(now)
    past = Past(
        csv=shift_sample((samples / "referrals.csv").read_bytes(), today),
        phones=samples / "phones.yaml",
        journal=folder / JOURNAL,
        today=business_day_of(today),
        caseworker=EMAIL,
        on_call=ON_CALL_EMAIL,
    )
    label = f"Playing the {DAYS} days before now"
    with click.progressbar(length=DAYS, label=label, file=sys.stderr) as bar:
        return seed(settings, SystemIds(), past, now, lambda: bar.update(1))


def _tell(summary: Summary) -> None:
    click.echo(
        f"Check-ins that fell due: {summary.due}; reached {summary.reached}, unable to contact "
        f"{summary.unable}, with a person {summary.with_a_person}. Concerns {summary.concerns}, "
        f"tasks {summary.tasks}, of which open {summary.tasks_open}."
    )


def _has_cases(settings: Settings) -> bool:
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    try:
        with runtime.look() as work:
            return bool(work.session.scalar(select(func.count()).select_from(Case)))
    finally:
        runtime.close()


def _add_staff(settings: Settings) -> None:
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    try:
        with runtime.work() as work:
            if find_staff(work.session, settings.provider_id, EMAIL) is None:
                add_user(
                    work, email=EMAIL, name="Demo Caseworker", role=StaffRole.SUPERVISOR,
                    password=PASSWORD, phone=PHONE, languages=LANGUAGES,
                )  # fmt: skip
                add_user(
                    work, email=ON_CALL_EMAIL, name="Demo On-call", role=StaffRole.SUPERVISOR,
                    password=PASSWORD, on_call=True, phone=ON_CALL_PHONE, languages=LANGUAGES,
                )  # fmt: skip
    finally:
        runtime.close()


def _forget(settings: Settings, folder: Path) -> None:
    """Take away a history that was cut off half way; only ever the demo's own files."""
    url = make_url(settings.database_url)
    own = Path(url.database or "")
    if url.get_backend_name() != "sqlite" or own.parent != folder.resolve():
        refuse(
            "The demo's history was cut off half way in a database of its own.",
            f"Empty that database, remove {folder / BEGUN} and start again.",
        )
    for path in (own, Path(f"{own}-wal"), Path(f"{own}-shm"), folder / JOURNAL):
        path.unlink(missing_ok=True)
