"""The commands, each with its help; what they do stands in the modules they call."""

import datetime as dt
import sys
from pathlib import Path

import click

from bot.cli.shared import INVALID, opened, refuse, settings_or_refuse
from bot.logs import set_up_logging

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="prs-checkin")
def prs_checkin() -> None:
    """Level One virtual check-ins by text message, in the family's language."""


@prs_checkin.command()
def web() -> None:
    """Serve webhooks and console (gunicorn), until stopped."""
    from bot.cli.processes import serve_web

    serve_web(settings_or_refuse())


@prs_checkin.command()
def worker() -> None:
    """Run the ticks: open check-ins, send, page, follow up; until stopped."""
    from bot.worker import run_worker

    with opened(wait=True) as runtime:
        run_worker(runtime)


@prs_checkin.command()
def run() -> None:
    """Web and worker together, for one machine; until stopped."""
    from bot.cli.processes import run_both

    raise SystemExit(run_both(settings_or_refuse()))


@prs_checkin.command()
@click.argument("only", type=click.Choice(["seed"]), required=False, metavar="[seed]")
@click.option("--folder", default="var/demo", show_default=True, help="Where the demo keeps everything.")
@click.option("--port", default=8000, show_default=True, help="Port of the console; phones and mail follow.")
def demo(only: str | None, folder: str, port: int) -> None:
    """The whole service on this machine, with invented families and their phones; until stopped.

    The first start plays the 45 days before it. With `seed` nothing else is done.
    """
    from bot.cli.demo import run_demo, seed_demo

    if only:
        seed_demo(Path(folder), port)
        return
    raise SystemExit(run_demo(Path(folder), port))


@prs_checkin.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port of API and phones page.")
@click.option("--smtp-port", default=8025, show_default=True, help="Port that catches mail; 0 for none.")
@click.option("--phones", type=FILE, help="Scripted phones (YAML).")
@click.option("--journal", type=click.Path(path_type=Path), help="File that keeps threads over a restart.")
def emulator(host: str, port: int, smtp_port: int, phones: Path | None, journal: Path | None) -> None:
    """A local Twilio with phones on a web page; until stopped."""
    from bot.cli.emulating import serve_emulator

    set_up_logging()
    serve_emulator(settings_or_refuse(), host, port, smtp_port, phones, journal)


@prs_checkin.command(name="import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Check everything and save nothing.")
@click.option("--update", is_flag=True, help="Take over what differs from known rows.")
def import_(file: Path, dry_run: bool, update: bool) -> None:
    """Import referrals from FILE (CSV, UTF-8; columns: docs/import.md)."""
    from bot.cli.importing import import_file

    with opened() as runtime:
        raise SystemExit(import_file(runtime, file.read_bytes(), dry_run=dry_run, update=update))


@prs_checkin.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    from bot.cli.migrating import migrate_database

    migrate_database(settings_or_refuse())


@prs_checkin.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the whole database to FILE, consistent while everything runs (docs/operations.md)."""
    from bot.cli.backup import back_up

    with opened() as runtime:
        back_up(runtime, file)


@prs_checkin.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Even though the database holds data; that data is lost.")
def restore(file: Path, replace: bool) -> None:
    """Put the back-up FILE into the database; sending is held until it was compared with Twilio."""
    from bot.cli.restore import restore as restore_from

    set_up_logging()
    restore_from(settings_or_refuse(), file, replace=replace)


@prs_checkin.group()
def sending() -> None:
    """Texts to families as a whole."""


@sending.command()
@click.option("--by", "name", required=True, help="Who decides it; it is written down.")
def resume(name: str) -> None:
    """Let texts go again after a restore, once all was compared with Twilio."""
    from bot.channels.twilio_log import TwilioLog
    from bot.cli.sending import resume_sending

    with opened() as runtime:
        resume_sending(runtime, name, TwilioLog(runtime.settings))


@prs_checkin.command()
@click.argument("scenario", type=FILE, nargs=-1, required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the report (JSON) here.")
@click.option("--database", help="An empty database of its own; a temporary SQLite file otherwise.")
def simulate(scenario: tuple[Path, ...], out: Path | None, database: str | None) -> None:
    """Play scenarios (docs/simulation.md) on a virtual clock. Status 1: one differs from what it expects."""
    from bot.cli.simulate import simulate as play_all

    raise SystemExit(play_all(scenario, out, database))


@prs_checkin.command()
@click.option("--score", type=FILE, help="Print figures on a labelled JSONL file instead.")
@click.option(
    "--score-corrections",
    is_flag=True,
    help="Print how often staff said: missed, or no concern. Figures only, from the database.",
)
def understand(score: Path | None, score_corrections: bool) -> None:
    """Read replies (JSON Lines on standard input), write readings (docs/readings.md)."""
    if score_corrections:
        from bot.cli import corrections

        with opened() as runtime:
            click.echo("\n".join(corrections.score_corrections(runtime)))
        return
    from bot.cli.understand import run as read_replies

    raise SystemExit(read_replies(sys.stdin, sys.stdout, score_file=score))


@prs_checkin.group()
def flow() -> None:
    """Questionnaires."""


@flow.command()
@click.argument("flow", metavar="FLOW")
@click.option("--lang", default="en", show_default=True, help="Language of the texts.")
@click.option("--mermaid", is_flag=True, help="Only the picture, for a page that draws Mermaid.")
def show(flow: str, lang: str, mermaid: bool) -> None:
    """Print FLOW (such as first_child) for a caseworker to read, with a picture of its paths."""
    from bot.cli.flow import show as show_flow

    show_flow(flow, lang, mermaid=mermaid)


@flow.command()
@click.argument("flow", metavar="FLOW")
@click.option("--lang", default="en", show_default=True, help="Language of the talk.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write a golden conversation.")
@click.option("--title", default="Talked through by hand", show_default=True, help="Its title.")
def chat(flow: str, lang: str, save: Path | None, title: str) -> None:
    """Talk FLOW through in the terminal; nothing is stored unless it is saved."""
    from bot.cli.flow import chat as chat_through

    chat_through(flow, lang, save, title)


@prs_checkin.command()
@click.argument("case", metavar="CASE")
def why(case: str) -> None:
    """What the machine will do next for each person of CASE (its number), when, or why not."""
    from bot.cli.why import tell_why

    with opened() as runtime:
        raise SystemExit(tell_why(runtime, case))


@prs_checkin.group()
def texts() -> None:
    """Texts that families read."""


@texts.command()
@click.option("--language", required=True, help="Language, such as es.")
@click.option("--reviewer", required=True, help="Who has read every text of this version.")
@click.option("--date", "reviewed_on", type=click.DateTime(["%Y-%m-%d"]), required=True)
def approve(language: str, reviewer: str, reviewed_on: dt.datetime) -> None:
    """Record that a person reviewed the texts of a language, in the version shipped here."""
    from bot.reviews import ReviewProblem, approve_texts

    with opened() as runtime, runtime.work() as work:
        try:
            version = approve_texts(work, language, reviewer, reviewed_on.date())
        except ReviewProblem as problem:
            refuse(str(problem))
    click.echo(f"Recorded: texts {version} in {language} were reviewed.")


@prs_checkin.group()
def templates() -> None:
    """Approved templates of WhatsApp, one for each text and language; none ships."""


@templates.command(name="list")
@click.option("--language", help="Also print the words to hand in for approval, in this language.")
def list_(language: str | None) -> None:
    """Print the templates on file, and what is missing."""
    from bot.cli.templates import list_templates

    with opened() as runtime:
        list_templates(runtime, language)


@templates.command(name="add")
@click.option("--text", "text_key", required=True, help="Key of the text, such as first.check_word.")
@click.option("--language", required=True, help="Language, such as es.")
@click.option("--content-sid", required=True, help="The template's ContentSid at Twilio (HX...).")
@click.option("--approved-by", required=True, help="Who has seen WhatsApp's approval.")
@click.option("--date", "approved_on", type=click.DateTime(["%Y-%m-%d"]), required=True)
def add_(text_key: str, language: str, content_sid: str, approved_by: str, approved_on: dt.datetime) -> None:
    """Put an approved template on file, for the words of the text as they are now."""
    from bot.cli.templates import add_template

    with opened() as runtime:
        add_template(runtime, text_key, language, content_sid, approved_by, approved_on.date())


@templates.command()
@click.option("--text", "text_key", required=True, help="Key of the text.")
@click.option("--language", required=True, help="Language, such as es.")
def withdraw(text_key: str, language: str) -> None:
    """Take a template away, as when WhatsApp has paused it; its row is kept."""
    from bot.cli.templates import withdraw_template

    with opened() as runtime:
        withdraw_template(runtime, text_key, language)


@prs_checkin.group()
def user() -> None:
    """Members of staff."""


@user.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--role", type=click.Choice(["caseworker", "supervisor", "administrator"]), default="caseworker"
)
@click.option("--phone", help="Mobile number for pages, with country code.")
@click.option("--on-call", is_flag=True, help="On the standing rota, for hours that no shift covers.")
@click.option("--language", "languages", multiple=True, help="Spoken with families; may be repeated.")
@click.password_option(help="Asked for when not given; at least 12 characters.")
def add(
    email: str,
    name: str,
    role: str,
    phone: str | None,
    on_call: bool,
    languages: tuple[str, ...],
    password: str,
) -> None:
    """Add a member of staff."""
    from bot.accounts import AccountProblem, add_user
    from flows.vocabulary import StaffRole

    with opened() as runtime, runtime.work() as work:
        try:
            add_user(
                work, email=email, name=name, role=StaffRole(role), password=password, on_call=on_call,
                phone=phone, languages=languages,
            )  # fmt: skip
        except AccountProblem as problem:
            refuse(str(problem))
    click.echo(f"Added {email}.")


@user.command()
@click.option("--email", required=True)
@click.option("--phone", help="Mobile number for pages, with country code.")
@click.option("--on-call/--not-on-call", default=None, help="On the standing rota, or off it.")
@click.option("--language", "languages", multiple=True, help="All that are spoken; may be repeated.")
def change(email: str, phone: str | None, on_call: bool | None, languages: tuple[str, ...]) -> None:
    """Change how a member of staff is reached; what is not given stays."""
    from bot.accounts import AccountProblem, find_staff, set_languages, set_on_call, set_phone

    with opened() as runtime, runtime.work() as work:
        staff = find_staff(work.session, work.settings.provider_id, email)
        if staff is None:
            refuse("Nobody of the staff has this e-mail address; add them with: prs-checkin user add")
        try:
            if phone is not None:
                set_phone(work, staff, phone)
            if on_call is not None:
                set_on_call(work, staff, on_call)
            if languages:
                set_languages(work, staff, languages)
        except AccountProblem as problem:
            refuse(str(problem))
    click.echo(f"Changed {email}.")


@prs_checkin.group()
def keys() -> None:
    """Encryption keys."""


@keys.command()
def new() -> None:
    """Print fresh keys for the settings; keep them where the database backups are not."""
    from bot.cli.processes import new_keys

    for name, value in new_keys().items():
        click.echo(f"{name}={value}")


@keys.command(name="rotate")
def rotate_keys() -> None:
    """Wrap all data keys by the first of PRS_MASTER_KEYS; may be cut off, and run on several machines."""
    from bot.cli.keys import rotate_and_tell

    with opened() as runtime:
        rotate_and_tell(runtime)


@prs_checkin.command()
def doctor() -> None:
    """Check settings, database, migrations, webhook address, text reviews and on-call person."""
    from bot.doctor import examine

    bad = False
    for finding in examine():
        click.echo(str(finding))
        bad = bad or finding.bad
    raise SystemExit(INVALID if bad else 0)
