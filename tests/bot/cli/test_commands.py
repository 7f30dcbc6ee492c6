"""The commands: help for each, clear errors, and the exit status 2 for what the caller can put right."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from sqlalchemy import func, select

from bot.cli.commands import prs_checkin
from bot.runtime import Runtime
from bot.settings import SETTINGS
from storage.models import Case, CheckInPart, Person, Staff, TextReview
from tests.bot.cli.conftest import Command
from tests.bot.stages import CHILD, ENVIRON, family

File = Callable[[str], str]


def _all(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, found in group.commands.items():
        yield from _all(found, *before, name) if isinstance(found, click.Group) else [(*before, name)]


def count(runtime: Runtime, model: type) -> int:
    with runtime.look() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("words", list(_all(prs_checkin)), ids=" ".join)
def test_every_command_says_what_it_does(run: Command, words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()[2].strip()) > 15


def test_the_commands_that_a_provider_needs_are_there() -> None:
    assert {" ".join(words) for words in _all(prs_checkin)} >= {
        "web", "worker", "run", "demo", "emulator", "import", "migrate", "understand", "texts approve",
        "user add", "keys new", "doctor",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("web",),
        ("worker",),
        ("run",),
        ("emulator",),
        ("migrate",),
        ("texts", "approve", "--language", "es", "--reviewer", "A", "--date", "2026-03-01"),
    ],
    ids=" ".join,
)
def test_without_settings_a_command_lists_all_that_is_missing(run: Command, words: tuple[str, ...]) -> None:
    result = run(*words, env={})
    assert result.exit_code == 2
    missing = [setting.name for setting in SETTINGS if setting.default is None and not setting.optional]
    assert all(f"{name} is missing" in result.output for name in missing)
    assert "docs/settings.md" in result.output


def test_a_wrong_setting_is_named_and_its_value_is_not_shown(run: Command) -> None:
    result = run("migrate", env=ENVIRON | {"PRS_MASTER_KEYS": "k1:c2VjcmV0IHNlY3JldA=="})
    assert result.exit_code == 2
    assert "PRS_MASTER_KEYS" in result.output
    assert "c2VjcmV0" not in result.output


def test_a_new_database_is_migrated_and_again_changes_nothing(run: Command, tmp_path: Path) -> None:
    env = ENVIRON | {"DATABASE_URL": f"sqlite:///{tmp_path}/new/folder/prs.db"}
    first, second = run("migrate", env=env), run("migrate", env=env)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "none ->" in first.output
    assert (tmp_path / "new" / "folder" / "prs.db").exists()


def test_a_command_refuses_a_database_that_is_not_migrated(run: Command, tmp_path: Path, file: File) -> None:
    env = ENVIRON | {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    result = run("import", file(family()), env=env)
    assert result.exit_code == 2
    assert "prs-checkin migrate" in result.output


def test_import_saves_a_valid_file(command: Command, runtime: Runtime, file: File) -> None:
    result = command("import", file(family()))
    assert result.exit_code == 0, result.output
    assert (count(runtime, Case), count(runtime, Person), count(runtime, CheckInPart)) == (1, 2, 6)


def test_import_lists_every_problem_and_saves_nothing(command: Command, runtime: Runtime, file: File) -> None:
    second = family().splitlines()[1].replace("S-1", "S-2").replace("c-1", "c-2")
    broken = family(birth_date="1 May", child_phone="12", court_date="soon") + second + "\n"
    result = command("import", file(broken))
    assert result.exit_code == 2
    for column in ("birth_date", "phone", "court_date"):
        assert column in result.output
    assert "Nothing was saved" in result.output
    assert count(runtime, Case) == 0


def test_import_dry_run_checks_all_and_saves_nothing(command: Command, runtime: Runtime, file: File) -> None:
    result = command("import", file(family()), "--dry-run")
    assert result.exit_code == 0
    assert "nothing was saved" in result.output
    assert count(runtime, Case) == 0


def test_import_lists_what_differs_and_changes_it_only_with_update(
    command: Command, runtime: Runtime, file: File
) -> None:
    def court() -> str:
        with runtime.look() as work:
            return str(work.session.scalars(select(Case.court_date)).one())

    command("import", file(family()))
    changed = file(family(court_date="2026-06-01"))
    listed = command("import", changed)
    assert (listed.exit_code, court()) == (0, "2026-04-20")
    assert "court_date" in listed.output
    assert command("import", changed, "--update").exit_code == 0
    assert court() == "2026-06-01"


def test_import_of_a_file_that_is_not_there_is_a_usage_error(command: Command) -> None:
    result = command("import", "nowhere.csv")
    assert result.exit_code == 2
    assert "nowhere.csv" in result.output


APPROVE = ("texts", "approve", "--language", "es", "--reviewer", "A. Reviewer", "--date")


def test_10_a_review_is_recorded_for_the_texts_that_are_shipped(command: Command, runtime: Runtime) -> None:
    result = command(*APPROVE, "2026-03-01")
    assert result.exit_code == 0, result.output
    with runtime.look() as work:
        row = work.session.scalars(select(TextReview)).one()
        found = (row.language, row.reviewer, row.texts_version)
    assert found == ("es", "A. Reviewer", runtime.texts.version("es"))
    assert found[2] in result.output


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ((*APPROVE, "2999-01-01"), "future"),
        ((*APPROVE, "1 March"), "--date"),
        (("texts", "approve", "--language", "xx", "--reviewer", "A", "--date", "2026-03-01"), "en, es"),
        (
            ("texts", "approve", "--language", "es", "--reviewer", " ", "--date", "2026-03-01"),
            "name the person",
        ),
        (("texts", "approve", "--language", "es"), "--reviewer"),
    ],
    ids=["future", "no date", "no such language", "nobody", "incomplete"],
)
def test_10_a_review_without_language_person_or_day_is_none(
    command: Command, runtime: Runtime, words: tuple[str, ...], remedy: str
) -> None:
    result = command(*words)
    assert result.exit_code == 2
    assert remedy in result.output
    assert count(runtime, TextReview) == 0


ADD = ("user", "add", "--email", "a@example.org", "--name", "Ana", "--password")


def test_a_user_is_added_and_the_password_is_not_shown(command: Command, runtime: Runtime) -> None:
    result = command(*ADD, "correct horse battery", "--on-call", "--phone", CHILD)
    assert result.exit_code == 0, result.output
    assert "correct horse" not in result.output
    with runtime.look() as work:
        staff = work.session.scalars(select(Staff)).one()
        found = (staff.email, staff.on_call, staff.address_id is not None)
    assert found == ("a@example.org", True, True)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ((*ADD, "short"), "12 characters"),
        ((*ADD, "correct horse battery", "--phone", "555"), "+12025550143"),
        ((*ADD, "correct horse battery", "--role", "king"), "king"),
    ],
)
def test_a_user_that_cannot_be_added_is_refused_with_the_remedy(
    command: Command, runtime: Runtime, words: tuple[str, ...], remedy: str
) -> None:
    result = command(*words)
    assert result.exit_code == 2
    assert remedy in result.output
    assert count(runtime, Staff) == 0


def test_new_keys_are_new_each_time_and_fit_the_settings(run: Command) -> None:
    first, second = run("keys", "new", env={}), run("keys", "new", env={})
    assert first.exit_code == 0
    assert first.output != second.output
    keys = dict(line.split("=", 1) for line in first.output.splitlines())
    assert set(keys) == {"PRS_MASTER_KEYS", "PRS_LOOKUP_KEY", "PRS_SECRET_KEY"}
    result = run("doctor", env=ENVIRON | keys | {"DATABASE_URL": "sqlite:////nowhere/at/all.db"})
    assert "settings: complete" in result.output


def test_how_a_user_is_reached_is_changed_and_what_is_not_given_stays(
    command: Command, runtime: Runtime
) -> None:
    command(*ADD, "correct horse battery", "--on-call", "--phone", CHILD, "--language", "Spanish")
    change = ("user", "change", "--email", "a@example.org")
    assert command(*change, "--not-on-call").exit_code == 0
    with runtime.look() as work:
        staff = work.session.scalars(select(Staff)).one()
        found = (staff.on_call, staff.address_id is not None, staff.languages)
    assert found == (False, True, ["es"])
    for wrong, remedy in (("--phone", "write it like"), ("--language", "there is no language")):
        result = command(*change, wrong, "12345 67")
        assert (result.exit_code, remedy in result.output) == (2, True)
    assert "user add" in command("user", "change", "--email", "b@example.org").output


def test_doctor_finds_a_service_that_is_ready(command: Command, file: File) -> None:
    command(*ADD, "correct horse battery", "--on-call", "--phone", CHILD, "--role", "supervisor")
    command("import", file(family()))
    result = command("doctor")
    assert result.exit_code == 0, result.output
    assert "NOT READY" not in result.output
    assert "not reviewed; they go to loopback only" in result.output


def test_doctor_names_all_that_is_not_ready_with_its_remedy(
    command: Command, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.twilio_log.TwilioLog.service", lambda _log: None)
    command("import", file(family()))
    real = {"TWILIO_API_BASE_URL": "https://api.twilio.com", "PUBLIC_BASE_URL": "http://check_in.example.org"}
    result = command("doctor", **real)
    assert result.exit_code == 2
    bad = [line for line in result.output.splitlines() if line.startswith("NOT READY")]
    assert len(bad) == 5
    assert "underscore" in bad[0]
    assert "DEAD_MAN_URL" in bad[1]
    assert "user add --on-call" in bad[2]
    assert "user change" in bad[3]
    assert "texts approve" in bad[4]


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"],
    ids=["sqlite", "postgresql"],
)
def test_doctor_says_when_the_database_is_gone(run: Command, url: str) -> None:
    result = run("doctor", env=ENVIRON | {"DATABASE_URL": url})
    assert result.exit_code == 2
    assert "check DATABASE_URL" in result.output


def test_doctor_says_when_the_schema_is_old(run: Command, tmp_path: Path) -> None:
    result = run("doctor", env=ENVIRON | {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    assert result.exit_code == 2
    assert "prs-checkin migrate" in result.output


def test_doctor_lists_all_wrong_settings(run: Command) -> None:
    result = run("doctor", env=ENVIRON | {"PUBLIC_PHONE": "1", "WEB_PORT": "x"})
    assert result.exit_code == 2
    assert result.output.count("NOT READY") == 2


def test_understand_reads_lines_without_any_setting(run: Command) -> None:
    line = {
        "id": "a", "lang": "es", "role": "child", "question": "safety", "sent_on": "2026-03-02",
        "text": "me da miedo mi tio",
    }  # fmt: skip
    result = run("understand", env={}, typed=json.dumps(line) + "\nnot json\n")
    read, refused = [json.loads(text) for text in result.stdout.splitlines()]
    assert (read["id"], read["urgency"]) == ("a", "concern")
    assert "error" in refused
    assert result.exit_code == 1


def test_the_emulator_refuses_to_listen_to_others(run: Command) -> None:
    result = run("emulator", "--host", "0.0.0.0", "--port", "0", "--smtp-port", "0", env=ENVIRON)
    assert result.exit_code == 2
    assert "cannot start" in result.output
