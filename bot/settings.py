"""Settings, and the only place that reads the environment.

Every setting is one row of SETTINGS; docs/settings.md and .env.example are generated from it.
A wrong value is named with its remedy, all problems at once.
"""

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import settings_values as v
from flows.policy.hours import ALL_DAY, SafeHours, Span
from storage.crypto import KeyProblem, Keyring
from storage.database import DatabaseProblem, make_engine

LONG_CODE_RATE = 1
WHATSAPP_RATE = 80
PROVIDER = "00000000-0000-4000-8000-000000000001"


class SettingsProblem(ValueError):
    """One or more settings are wrong or missing; `problems` lists each with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Setting:
    """One setting: environment name, attribute, parser, default (None: required), meaning, example."""

    name: str
    field: str
    parse: Callable[[str], Any]
    default: str | None
    meaning: str
    example: str = ""
    optional: bool = False
    secret: bool = False


def _database_url(value: str) -> str:
    make_engine(value).dispose()
    return value


SETTINGS: tuple[Setting, ...] = (
    Setting("DATABASE_URL", "database_url", _database_url, "sqlite:///var/prs-checkin.db",
            "Where everything is kept: SQLite on one machine, PostgreSQL on several.",
            "postgresql://prs@db.example.org/prs"),
    Setting("PRS_MASTER_KEYS", "master_keys", v.text, None,
            "Master keys that wrap the data keys, current one first: name:base64[,name:base64].",
            "k1:…", secret=True),
    Setting("PRS_LOOKUP_KEY", "lookup_key", v.text, None,
            "Key of the blind index by which numbers are found; it never changes.", "…", secret=True),
    Setting("PRS_SECRET_KEY", "secret_key", v.text, None,
            "Signs the console's session cookies.", "…", secret=True),
    Setting("PRS_PROVIDER_ID", "provider_id", v.id_, PROVIDER,
            "Id of the provider to whom all rows belong."),
    Setting("PUBLIC_NAME", "public_name", v.text, None,
            "The neutral name by which families know the service, as said at enrolment.", "Maple Street"),
    Setting("PUBLIC_PHONE", "public_phone", v.phone, None,
            "The provider's number that families may ring.", "+12025550100"),
    Setting("PUBLIC_BASE_URL", "public_base_url", v.url, None,
            "The address at which Twilio and staff reach this service.", "https://checkin.example.org"),
    Setting("TWILIO_ACCOUNT_SID", "twilio_account_sid", v.sid("AC"), None,
            "Twilio account.", "AC…"),
    Setting("TWILIO_AUTH_TOKEN", "twilio_auth_token", v.text, None,
            "Twilio auth token; it also checks the signature of webhooks.", "…", secret=True),
    Setting("TWILIO_AUTH_TOKEN_OLD", "twilio_auth_token_old", v.text, None,
            "The auth token of before, while tokens are changed: webhooks signed with either are accepted.",
            "…", optional=True, secret=True),
    Setting("TWILIO_MESSAGING_SERVICE_SID", "twilio_messaging_service_sid", v.sid("MG"), None,
            "Messaging Service that sends; or give TWILIO_FROM.", "MG…", optional=True),
    Setting("TWILIO_FROM", "twilio_from", v.phone, None,
            "Number that calls staff, and sends when there is no Messaging Service; inbound texts are then "
            "addressed to it.",
            "+12025550199", optional=True),
    Setting("TWILIO_API_BASE_URL", "twilio_api_base_url", v.url, "https://api.twilio.com",
            "Server that speaks Twilio's API; a loopback address marks a demo or a test."),
    Setting("TWILIO_TIMEOUT_SECONDS", "twilio_timeout_seconds", v.at_least_one, "10",
            "How long one call to Twilio may take."),
    Setting("SMS_PER_SECOND", "sms_per_second", v.at_least_one, None,
            "Message segments a second that our sender can send: 1 for a long code, 3 for a toll-free "
            "number, more for a short code. 1 unless given; on loopback no limit unless given.",
            "1", optional=True),
    Setting("WHATSAPP_PER_SECOND", "whatsapp_per_second", v.at_least_one, None,
            "The same for texts by WhatsApp: 80 unless given; on loopback no limit unless given.",
            "80", optional=True),
    Setting("SPOOL_FOLDER", "spool_folder", v.folder, "var/spool",
            "Where messages that come while the database is away are kept, sealed; none: answer 503 instead.",
            "/var/lib/prs-checkin/spool"),
    Setting("BLANK_BODIES", "blank_bodies", v.yes_no, "no",
            "Take the words of texts away at Twilio, two days after they are in a back-up: yes or no."),
    Setting("SMTP_URL", "smtp_url", v.smtp_url, None,
            "Mail server for pages.", "smtps://user:password@mail.example.org:465",
            optional=True, secret=True),
    Setting("MAIL_FROM", "mail_from", v.text, "prs-checkin@localhost",
            "Sender address of pages."),
    Setting("CONTACT_WINDOW", "contact_window", v.window, "09:00-20:00",
            "Local hours in which check-ins may open. 00:00-24:00 is accepted only on loopback."),
    Setting("SCHOOL_HOURS", "school_hours", v.week_hours, "Mon-Fri 08:00-15:30",
            "Local hours in which no check-in text goes to a child; none where there are no such hours."),
    Setting("REMINDER_HOURS", "reminder_hours", v.at_least_one, "4",
            "Who has not answered for so many hours gets the one reminder of a check-in."),
    Setting("LADDER_CALLS", "ladder_calls", v.at_least_one, "3",
            "Calls in different hours of the day before “unable to contact” may be documented."),
    Setting("LADDER_CALL_DAYS", "ladder_call_days", v.at_least_one, "2",
            "Different days on which these calls are made, at the least."),
    Setting("MINIMUM_TEXT_AGE", "minimum_text_age", v.whole_number, "13",
            "Children younger than this are called, not texted (WhatsApp and COPPA both say 13)."),
    Setting("ALARM_STEP_MINUTES", "alarm_step_minutes", v.at_least_one, "5",
            "An alarm pages the next person, or begins a new round, after so many minutes."),
    Setting("ALARM_SUPERVISOR_MINUTES", "alarm_supervisor_minutes", v.at_least_one, "10",
            "The supervisors are paged so many minutes after the rota."),
    Setting("ALARM_CASEWORKER_MINUTES", "alarm_caseworker_minutes", v.at_least_one, "30",
            "What a caseworker has alone, at any hour, before the rota is paged about a concern."),
    Setting("ALARM_ATTEND_MINUTES", "alarm_attend_minutes", v.at_least_one, "30",
            "After an acknowledgement somebody must act within so many minutes, or it rings again."),
    Setting("SHIFT_NOTICE_MINUTES", "shift_notice_minutes", v.at_least_one, "60",
            "So long before a shift begins, supervisors hear who on it cannot be reached."),
    Setting("DEAD_MAN_URL", "dead_man_url", v.url, None,
            "Address fetched every minute, only while all is well: its owner calls you when it stops.",
            "https://beats.example.org/ping/…", optional=True, secret=True),
    Setting("PROVIDER_TIME_ZONE", "provider_time_zone", v.zone, "America/New_York",
            "Zone of the office: due days of tasks, and times where no case is known."),
    Setting("WEB_HOST", "web_host", v.text, "127.0.0.1", "Address on which the web process listens."),
    Setting("WEB_PORT", "web_port", v.whole_number, "8000", "Port on which the web process listens."),
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """All settings, parsed. Meanings: docs/settings.md."""

    database_url: str
    master_keys: str
    lookup_key: str
    secret_key: str
    provider_id: uuid.UUID
    public_name: str
    public_phone: str
    public_base_url: str
    twilio_account_sid: str
    twilio_auth_token: str
    twilio_auth_token_old: str | None
    twilio_messaging_service_sid: str | None
    twilio_from: str | None
    twilio_api_base_url: str
    twilio_timeout_seconds: int
    sms_per_second: int | None
    whatsapp_per_second: int | None
    spool_folder: Path | None
    blank_bodies: bool
    smtp_url: str | None
    mail_from: str
    contact_window: Span
    school_hours: SafeHours | None
    reminder_hours: int
    ladder_calls: int
    ladder_call_days: int
    minimum_text_age: int
    alarm_step_minutes: int
    alarm_supervisor_minutes: int
    alarm_caseworker_minutes: int
    alarm_attend_minutes: int
    shift_notice_minutes: int
    dead_man_url: str | None
    provider_time_zone: str
    web_host: str
    web_port: int

    @property
    def loopback(self) -> bool:
        """True when no text can leave this machine: demo, simulation and tests (invariant 13)."""
        return v.is_loopback(self.twilio_api_base_url)

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Tokens with which webhooks may be signed: the present one, and the old one while both are used."""
        old = self.twilio_auth_token_old
        return (self.twilio_auth_token, old) if old else (self.twilio_auth_token,)

    @property
    def sms_rate(self) -> int | None:
        """Message segments a second, or None where there is no limit."""
        return self.sms_per_second or (None if self.loopback else LONG_CODE_RATE)

    @property
    def whatsapp_rate(self) -> int | None:
        """Texts a second by WhatsApp, or None where there is no limit."""
        return self.whatsapp_per_second or (None if self.loopback else WHATSAPP_RATE)

    @property
    def keyring(self) -> Keyring:
        """The keys for sealed columns."""
        return Keyring.parse(self.master_keys, self.lookup_key)


def load(environ: Mapping[str, str]) -> Settings:
    """Settings from a mapping of environment names. Raises SettingsProblem naming all faults."""
    problems: list[str] = []
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        values[setting.field] = _one(setting, environ, problems)
    if not problems:
        problems = _together(Settings(**values))
    if problems:
        raise SettingsProblem(problems)
    return Settings(**values)


def from_environment() -> Settings:
    """Settings from this process's environment."""
    return load(os.environ)


def environment() -> dict[str, str]:
    """A copy of this process's environment, for child processes of `run` and `demo`."""
    return dict(os.environ)


def _one(setting: Setting, environ: Mapping[str, str], problems: list[str]) -> Any:
    given = environ.get(setting.name, "").strip() or setting.default
    if given is None:
        if not setting.optional:
            problems.append(f"{setting.name} is missing: {setting.meaning}")
        return None
    try:
        return setting.parse(given)
    except (v.Wrong, DatabaseProblem) as wrong:
        problems.append(f"{setting.name} is wrong: {wrong}")
        return None


def _together(settings: Settings) -> list[str]:
    """Faults that only show when settings are seen together."""
    problems = []
    try:
        _ = settings.keyring
    except KeyProblem as problem:
        problems.append(f"PRS_MASTER_KEYS or PRS_LOOKUP_KEY is wrong: {problem}")
    if not settings.twilio_messaging_service_sid and not settings.twilio_from:
        problems.append("TWILIO_MESSAGING_SERVICE_SID is missing: give it, or TWILIO_FROM")
    if settings.contact_window == ALL_DAY and not settings.loopback:
        problems.append(
            "CONTACT_WINDOW is wrong: the whole day is accepted only while TWILIO_API_BASE_URL is a "
            "loopback address; families are texted 09:00-20:00"
        )
    return problems
