"""The commands about WhatsApp's templates."""

import datetime as dt

import click

from bot import whatsapp
from bot.cli.shared import refuse
from bot.runtime import Runtime
from flows.texts import TextError


def list_templates(runtime: Runtime, language: str | None) -> None:
    """Print what is on file, and for a language the words of each text that needs a template."""
    with runtime.look() as work:
        found = whatsapp.on_file(work)
        wanted = whatsapp.wanted_keys(work)
    for one in found:
        state = "" if one.current else "  NOT USED: the text has changed since"
        click.echo(f"{one.text_key}  {one.language}  {one.content_sid}  {one.approved_on}{state}")
    if not found:
        click.echo("No template is on file: people on WhatsApp are reached by SMS or by phone.")
    if language is None:
        return
    there = {one.text_key for one in found if one.language == language and one.current}
    for key in wanted:
        try:
            words = whatsapp.words_for_approval(runtime.texts, language, key)
        except TextError as problem:
            refuse(str(problem))
        click.echo(f"\n{key}  {language}{'' if key in there else '  (missing)'}\n{words}")


def add_template(
    runtime: Runtime,
    text_key: str,
    language: str,
    content_sid: str,
    approved_by: str,
    approved_on: dt.date,
) -> None:
    """Put one on file, or say what is wrong with it."""
    with runtime.work() as work:
        try:
            whatsapp.add_template(
                work, text_key=text_key, language=language, content_sid=content_sid,
                approved_by=approved_by, approved_on=approved_on,
            )  # fmt: skip
        except whatsapp.TemplateProblem as problem:
            refuse(str(problem))
    click.echo(f"On file: {text_key} in {language} goes on WhatsApp as {content_sid}.")


def withdraw_template(runtime: Runtime, text_key: str, language: str) -> None:
    """Take one away."""
    with runtime.work() as work:
        gone = whatsapp.withdraw_template(work, text_key, language)
    if not gone:
        refuse(f"There is no template of {text_key} in {language}; see: prs-checkin templates list")
    click.echo(f"Withdrawn: {text_key} in {language} goes no longer on WhatsApp.")
