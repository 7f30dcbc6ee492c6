"""Settings: every problem at once, each with its remedy."""

import re
from pathlib import Path

import pytest

from bot.cli.processes import new_keys
from bot.settings import SETTINGS, SettingsProblem, load
from flows.policy.hours import ALL_DAY
from tests.bot.stages import ENVIRON

REQUIRED = {s.name for s in SETTINGS if s.default is None and not s.optional}
LINE = re.compile(r"(?:# )?([A-Z_]+)=(.*)")


def problems(**changes: str) -> list[str]:
    """What is wrong with these settings."""
    with pytest.raises(SettingsProblem) as caught:
        load(ENVIRON | changes)
    return caught.value.problems


def test_the_settings_of_the_tests_are_complete() -> None:
    assert load(ENVIRON).loopback


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsProblem) as caught:
        load({})
    named = {problem.split(" ")[0] for problem in caught.value.problems}
    assert named == REQUIRED


def test_all_that_is_wrong_is_named_at_once_with_its_remedy() -> None:
    found = problems(PUBLIC_PHONE="555", WEB_PORT="http", SMTP_URL="mail.example.org", PUBLIC_NAME="")
    assert [problem.split(" ")[0] for problem in found] == [
        "PUBLIC_NAME", "PUBLIC_PHONE", "SMTP_URL", "WEB_PORT",
    ]  # fmt: skip
    assert "smtp://host:port" in found[2]


WRONG = [
    ("DATABASE_URL", "mysql://db.example.org/prs", "sqlite:///"),
    ("PRS_MASTER_KEYS", "k1", "PRS_MASTER_KEYS"),
    ("PRS_MASTER_KEYS", "k1:dG9vIHNob3J0", "PRS_MASTER_KEYS"),
    ("PRS_LOOKUP_KEY", "dG9vIHNob3J0", "PRS_LOOKUP_KEY"),
    ("PRS_PROVIDER_ID", "provider", "UUID"),
    ("PUBLIC_NAME", "two\nlines", "one line"),
    ("PUBLIC_PHONE", "2025550100", "country code"),
    ("PUBLIC_PHONE", "+12025550100123", "digits"),
    ("PUBLIC_BASE_URL", "checkin.example.org", "full address"),
    ("PUBLIC_BASE_URL", "ftp://checkin.example.org", "full address"),
    ("TWILIO_ACCOUNT_SID", "MG" + "a" * 32, "begins with AC"),
    ("TWILIO_ACCOUNT_SID", "AC" + "a" * 31, "32 more"),
    ("TWILIO_MESSAGING_SERVICE_SID", "AC" + "a" * 32, "begins with MG"),
    ("TWILIO_FROM", "our number", "country code"),
    ("TWILIO_TIMEOUT_SECONDS", "ten", "whole number"),
    ("TWILIO_TIMEOUT_SECONDS", "-1", "whole number"),
    ("SMS_PER_SECOND", "0", "1 or more"),
    ("WHATSAPP_PER_SECOND", "fast", "whole number"),
    ("SPOOL_FOLDER", "two\nlines", "one line"),
    ("BLANK_BODIES", "true", "yes or no"),
    ("SMTP_URL", "http://mail.example.org", "smtp://"),
    ("CONTACT_WINDOW", "9-20", ""),
    ("CONTACT_WINDOW", "20:00-09:00", ""),
    ("MINIMUM_TEXT_AGE", "１３", "whole number"),
    ("ALARM_STEP_MINUTES", "5 min", "whole number"),
    ("ALARM_SUPERVISOR_MINUTES", "ten", "whole number"),
    ("ALARM_CASEWORKER_MINUTES", "0", "1 or more"),
    ("ALARM_ATTEND_MINUTES", "-30", "whole number"),
    ("SHIFT_NOTICE_MINUTES", "1h", "whole number"),
    ("SCHOOL_HOURS", "8:00-15:30", "Mon-Fri"),
    ("REMINDER_HOURS", "0", "1 or more"),
    ("LADDER_CALLS", "three", "whole number"),
    ("LADDER_CALL_DAYS", "0", "1 or more"),
    ("DEAD_MAN_URL", "beats.example.org", "full address"),
    ("PROVIDER_TIME_ZONE", "Chicago", "IANA"),
    ("PROVIDER_TIME_ZONE", "../../etc/passwd", "IANA"),
]


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_value_is_named_and_never_shown(name: str, value: str, remedy: str) -> None:
    (found,) = problems(**{name: value})
    assert name in found
    assert remedy in found


def test_every_setting_that_can_be_wrong_has_a_row_here() -> None:
    free = {"PRS_SECRET_KEY", "TWILIO_AUTH_TOKEN", "MAIL_FROM", "WEB_HOST", "WEB_PORT", "TWILIO_API_BASE_URL"}
    free |= {"TWILIO_AUTH_TOKEN_OLD"}
    assert {name for name, _, _ in WRONG} | free == {setting.name for setting in SETTINGS}


def test_somebody_must_send() -> None:
    (found,) = problems(TWILIO_MESSAGING_SERVICE_SID="", TWILIO_FROM="")
    assert "or TWILIO_FROM" in found
    assert load(ENVIRON | {"TWILIO_MESSAGING_SERVICE_SID": ""}).twilio_messaging_service_sid is None


def test_values_are_parsed_once_into_what_the_program_uses() -> None:
    settings = load(
        ENVIRON | {"PUBLIC_PHONE": "+1 (202) 555-0100", "PUBLIC_BASE_URL": "https://a.example.org/"}
    )
    assert settings.public_phone == "+12025550100"
    assert settings.public_base_url == "https://a.example.org"
    assert (settings.alarm_step_minutes, settings.alarm_caseworker_minutes) == (5, 30)
    assert settings.twilio_timeout_seconds == 10


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:8001", True),
        ("http://127.9.9.9", True),
        ("http://localhost:8001", True),
        ("http://[::1]:8001", True),
        ("https://api.twilio.com", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost.example.org", False),
        ("http://user@example.org", False),
        ("http://0.0.0.0", False),
    ],
)
def test_13_only_this_machine_itself_is_loopback(address: str, loopback: bool) -> None:
    assert load(ENVIRON | {"TWILIO_API_BASE_URL": address}).loopback is loopback


def test_13_the_whole_day_is_a_contact_window_on_loopback_only() -> None:
    whole_day = {"CONTACT_WINDOW": "00:00-24:00"}
    assert load(ENVIRON | whole_day).contact_window == ALL_DAY
    (found,) = problems(**whole_day, TWILIO_API_BASE_URL="https://api.twilio.com")
    assert "CONTACT_WINDOW" in found
    assert "09:00-20:00" in found


def test_the_example_file_names_every_setting_once_and_loads_when_the_secrets_are_filled_in(
    root: Path,
) -> None:
    lines = (root / ".env.example").read_text(encoding="utf-8").splitlines()
    found = [match for match in map(LINE.fullmatch, lines) if match]
    assert [match[1] for match in found] == [setting.name for setting in SETTINGS]
    filled = {match[1]: match[2] for match in found if match[2] and "…" not in match[2]}
    secrets = new_keys() | {name: ENVIRON[name] for name in ENVIRON if "SID" in name or "TOKEN" in name}
    assert load(secrets | filled).public_name == "Maple Street"
