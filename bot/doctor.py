"""Is everything ready? Each finding says what was looked at and, where it is bad, the remedy."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.alarms.people import on_duty, ways
from bot.alarms.shifts import CannotReach, cannot_reach
from bot.channels.errors import review_by
from bot.channels.remembered import CannotAsk
from bot.channels.twilio_log import TwilioLog
from bot.channels.twilio_sms import webhook_url_problem
from bot.clock import SystemClock
from bot.facts import texts_reviewed
from bot.ids import SystemIds
from bot.inbound.spool import SET_ASIDE
from bot.runtime import Runtime, Work
from bot.settings import Settings, SettingsProblem, from_environment
from storage import migrate
from storage.models import Person
from storage.queries import alarms
from storage.queries.holds import current_hold
from storage.queries.keys import masters_in_use, under_other_masters

REMEDY = {
    CannotReach.NOT_ACTIVE: "an account that is not active is on the rota",
    CannotReach.NO_PHONE: "a person on call has no phone; give one with: prs-checkin user change --phone",
    CannotReach.LAST_TEXT_LOST: "the last text to a person on call did not arrive; check the number",
}


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
    yield _calls(settings)
    yield _dead_man(settings)
    yield _spool(settings)
    yield inbound_is_logged(settings, TwilioLog(settings))
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
        yield Finding("schema", True, _other_schema(found))
        return
    yield Finding("schema", False, f"at {found}")
    with runtime.look() as work:
        yield _on_call(work)
        yield _supervisors(work)
        yield from _texts(work)
        yield _error_codes(work)
        yield _keys(work)
        yield _sending(work)


def _other_schema(found: str | None) -> str:
    if found is None or migrate.is_known(found):
        return f"at {found or 'none'}, this program needs {migrate.head()}; run: prs-checkin migrate"
    return f"at {found}, which is newer than this program ({migrate.head()}): update the program"


def _keys(work: Work) -> Finding:
    ring = work.runtime.keyring
    missing = sorted(masters_in_use(work.session) - ring.masters.keys())
    if missing:
        return Finding(
            "keys", True, f"missing in PRS_MASTER_KEYS, so data cannot be read: {', '.join(missing)}"
        )
    left = under_other_masters(work.session, ring.current)
    if left:
        return Finding("keys", False, f"{left} are under an older master key: prs-checkin keys rotate")
    return Finding("keys", False, f"all data keys are under {ring.current}")


def _sending(work: Work) -> Finding:
    hold = current_hold(work.session)
    if hold is None:
        return Finding("sending", False, "not held")
    words = f"held since {hold.since:%Y-%m-%d %H:%M} UTC ({hold.cause}); then: prs-checkin sending resume"
    return Finding("sending", True, words)


def _webhook(settings: Settings) -> Finding:
    problem = webhook_url_problem(settings.public_base_url)
    if problem is None and not settings.loopback and not settings.public_base_url.startswith("https://"):
        problem = "Twilio must reach us by https: give PUBLIC_BASE_URL an https address"
    return Finding("webhook address", problem is not None, problem or f"{settings.public_base_url}/twilio/…")


def _calls(settings: Settings) -> Finding:
    if settings.twilio_from is None:
        return Finding("calls", True, "nobody can be paged by call; give TWILIO_FROM, a number that can call")
    return Finding("calls", False, f"from {settings.twilio_from}")


def _spool(settings: Settings) -> Finding:
    """Nothing can be wrong with it for certain before it is needed; what was set aside is a person's."""
    folder = settings.spool_folder
    if folder is None:
        return Finding("spool", False, "none; a message that comes while the database is away gets 503")
    unreadable = len(list(folder.glob(f"*{SET_ASIDE}")))
    if unreadable:
        return Finding("spool", True, f"{unreadable} messages in {folder} cannot be read; check the keys")
    return Finding("spool", False, f"in {folder}")


def inbound_is_logged(settings: Settings, log: TwilioLog) -> Finding:
    """Without an address for what comes in, a Messaging Service keeps nothing: it could not be recovered."""
    what = "inbound messages"
    try:
        service = log.service()
    except CannotAsk as error:
        words = f"Twilio could not be asked ({error})"
        return Finding(what, not settings.loopback, words)
    if service is None:
        return Finding(what, False, "come to a number, and Twilio logs them")
    if service.numbers_decide:
        return Finding(what, False, "go where each number of the Messaging Service sends them")
    if service.inbound_url is None:
        remedy = f"the Messaging Service drops them; give it {settings.public_base_url}/twilio/inbound"
        return Finding(what, True, remedy)
    fallback = "" if service.fallback_url else "; give the service a fallback address on another machine"
    return Finding(what, False, f"are logged{fallback}")


def _on_call(work: Work) -> Finding:
    people = on_duty(work)
    if not people:
        remedy = "nobody who can be paged; add somebody with: prs-checkin user add --on-call --phone ..."
        return Finding("on call", True, remedy)
    for person in people:
        why = cannot_reach(work, person)
        if why is not None:
            return Finding("on call", True, f"{REMEDY[why]}: {person.email}")
    return Finding("on call", False, f"{len(people)} can be paged")


def _supervisors(work: Work) -> Finding:
    """The chain ends with them: without one that can be reached an alarm goes round the rota only."""
    people = alarms.supervisors(work.session, work.settings.provider_id)
    reached = [person for person in people if ways(work, person)]
    if not reached:
        return Finding("supervisors", True, "none can be paged; give one a phone: prs-checkin user change")
    return Finding("supervisors", False, f"{len(reached)} can be paged")


def _dead_man(settings: Settings) -> Finding:
    if settings.dead_man_url is None and not settings.loopback:
        return Finding("dead-man signal", True, "nobody would notice a dead worker; give DEAD_MAN_URL")
    return Finding("dead-man signal", False, "set" if settings.dead_man_url else "not needed on loopback")


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
