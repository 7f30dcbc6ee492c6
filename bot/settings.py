"""Settings, and the only place that reads the environment.

Every setting is one row of SETTINGS; docs/settings.md and .env.example are generated from it.
A wrong value is named with its remedy, all problems at once.
"""

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot import settings_values as v
from flows.policy.hours import ALL_DAY, Span
from storage.crypto import KeyProblem, Keyring
from storage.database import DatabaseProblem, make_engine

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
    Setting("TWILIO_MESSAGING_SERVICE_SID", "twilio_messaging_service_sid", v.sid("MG"), None,
            "Messaging Service that sends; or give TWILIO_FROM.", "MG…", optional=True),
    Setting("TWILIO_FROM", "twilio_from", v.phone, None,
            "Number that sends when there is no Messaging Service; inbound texts must be addressed to it.",
            "+12025550199", optional=True),
    Setting("TWILIO_API_BASE_URL", "twilio_api_base_url", v.url, "https://api.twilio.com",
            "Server that speaks Twilio's API; a loopback address marks a demo or a test."),
    Setting("TWILIO_TIMEOUT_SECONDS", "twilio_timeout_seconds", v.at_least_one, "10",
            "How long one call to Twilio may take."),
    Setting("SMTP_URL", "smtp_url", v.smtp_url, None,
            "Mail server for pages.", "smtps://user:password@mail.example.org:465",
            optional=True, secret=True),
    Setting("MAIL_FROM", "mail_from", v.text, "prs-checkin@localhost",
            "Sender address of pages."),
    Setting("CONTACT_WINDOW", "contact_window", v.window, "09:00-20:00",
            "Local hours in which check-ins may open. 00:00-24:00 is accepted only on loopback."),
    Setting("MINIMUM_TEXT_AGE", "minimum_text_age", v.whole_number, "13",
            "Children younger than this are called, not texted (WhatsApp and COPPA both say 13)."),
    Setting("PAGE_REPEAT_MINUTES", "page_repeat_minutes", v.at_least_one, "5",
            "A page rings again after so many minutes until somebody acknowledges."),
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
    twilio_messaging_service_sid: str | None
    twilio_from: str | None
    twilio_api_base_url: str
    twilio_timeout_seconds: int
    smtp_url: str | None
    mail_from: str
    contact_window: Span
    minimum_text_age: int
    page_repeat_minutes: int
    provider_time_zone: str
    web_host: str
    web_port: int

    @property
    def loopback(self) -> bool:
        """True when no text can leave this machine: demo, simulation and tests (invariant 13)."""
        return v.is_loopback(self.twilio_api_base_url)

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
