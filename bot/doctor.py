"""Is everything ready? Each finding says what was looked at and, where it is bad, the remedy."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.errors import review_by
from bot.channels.twilio_sms import webhook_url_problem
from bot.clock import SystemClock
from bot.facts import texts_reviewed
from bot.ids import SystemIds
from bot.paging import on_call
from bot.runtime import Runtime, Work
from bot.settings import Settings, SettingsProblem, from_environment
from storage import migrate
from storage.models import Person


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    what: str
    bad: bool
    words: str

    def __str__(self) -> str:
        return f"{'NOT READY' if self.bad else 'ok':<10}{self.what}: {self.words}"


def examine() -> Iterator[Finding]:
    """All findings for this environment, as far as each can be checked after the one before."""
    try:
        settings = from_environment()
    except SettingsProblem as problem:
        yield from (Finding("settings", True, words) for words in problem.problems)
        return
    yield Finding("settings", False, "complete")
    yield _webhook(settings)
    runtime = Runtime.open(settings, SystemClock(), SystemIds())
    try:
        yield from examine_database(runtime)
    finally:
        runtime.close()


def examine_database(runtime: Runtime) -> Iterator[Finding]:
    """Findings that need the database."""
    try:
        found = migrate.current(runtime.database.engine)
    except SQLAlchemyError as error:
        yield Finding("database", True, f"cannot be reached ({type(error).__name__}); check DATABASE_URL")
        return
    yield Finding("database", False, "reached")
    if found != migrate.head():
        yield Finding("schema", True, f"at {found or 'none'}; run: prs-checkin migrate")
        return
    yield Finding("schema", False, f"at {found}")
    with runtime.look() as work:
        yield _on_call(work)
        yield from _texts(work)
        yield _error_codes(work)


def _webhook(settings: Settings) -> Finding:
    problem = webhook_url_problem(settings.public_base_url)
    if problem is None and not settings.loopback and not settings.public_base_url.startswith("https://"):
        problem = "Twilio must reach us by https: give PUBLIC_BASE_URL an https address"
    return Finding("webhook address", problem is not None, problem or f"{settings.public_base_url}/twilio/…")


def _on_call(work: Work) -> Finding:
    people = on_call(work)
    if not people:
        remedy = "nobody; add somebody with: prs-checkin user add --on-call --phone ..."
        return Finding("on call", True, remedy)
    unreachable = [p for p in people if p.address_id is None and not work.settings.smtp_url]
    if unreachable:
        return Finding("on call", True, "a person on call has neither a phone nor mail (SMTP_URL)")
    return Finding("on call", False, f"{len(people)} can be paged")


def _texts(work: Work) -> Iterator[Finding]:
    """Every language in which somebody is to be texted."""
    languages = work.session.scalars(
        select(Person.language).where(Person.provider_id == work.settings.provider_id).distinct()
    )
    for language in sorted(languages):
        what = f"texts in {language}"
        if language not in work.runtime.texts.languages:
            yield Finding(what, False, "there are none: these persons become call tasks with an interpreter")
        elif texts_reviewed(work, language):
            yield Finding(what, False, "reviewed")
        elif work.settings.loopback:
            yield Finding(what, False, "not reviewed; they go to loopback only")
        else:
            remedy = "not reviewed, so nobody is texted; after a review: prs-checkin texts approve "
            yield Finding(what, True, f"{remedy}--language {language} --reviewer NAME --date YYYY-MM-DD")


def _error_codes(work: Work) -> Finding:
    late = work.now.date() > review_by()
    words = f"checked until {review_by()}"
    return Finding("provider error codes", late, words + ("; compare with Twilio's list" if late else ""))
