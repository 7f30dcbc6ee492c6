"""`prs-checkin flow show` and `flow chat`: a questionnaire as a page, and as a talk in the terminal."""

import datetime as dt
from pathlib import Path

import click

from bot.cli.shared import refuse
from bot.clock import SystemClock
from bot.talk import Talk, save
from flows.definition import Definition, Library
from flows.describe_flow import flow_mermaid, flow_page, flow_picture
from flows.texts import Catalogue

LEAVE, WAIT = "/end", "/wait"


def show(name: str, language: str, *, mermaid: bool) -> None:
    """Print a questionnaire."""
    definition = find(name)
    _require_language(language)
    if mermaid:
        click.echo(flow_mermaid(definition), nl=False)
        return
    click.echo(flow_page(definition, Catalogue.load(), language))
    click.echo(flow_picture(definition), nl=False)


def chat(name: str, language: str, target: Path | None, title: str) -> None:
    """Talk a questionnaire through; at its end, or at `/end`, save it if a file is named."""
    definition = find(name)
    _require_language(language)
    talk = Talk(definition, language, SystemClock().now().replace(second=0, microsecond=0))
    click.echo(
        f"You are the {definition.role}. Agreed word: {talk.check_word}; "
        f"distress word: {talk.distress_word}. "
        f"{WAIT} lets time pass until the machine acts by itself, {LEAVE} leaves."
    )
    _tell(talk)
    while talk.is_open:
        words = click.prompt(f"{talk.waiting_for}", prompt_suffix=" > ", default="", show_default=False)
        if words.strip() == LEAVE:
            break
        if words.strip() == WAIT:
            talk.wait()
        else:
            talk.hear(words, dt.timedelta(minutes=3))
        _tell(talk)
    if target is not None:
        _save(talk, title, target)


def find(name: str) -> Definition:
    """A questionnaire by name, or by name and version (`first_child.v1`). Refuses an unknown one."""
    wanted, _, version = name.partition(".v")
    found = [d for d in Library.load().all() if d.flow == wanted and version in ("", str(d.version))]
    if not found:
        names = sorted({d.flow for d in Library.load().all()})
        refuse(f"There is no questionnaire {name!r}; known are {', '.join(names)}.")
    return found[-1]


def _require_language(language: str) -> None:
    known = Catalogue.load().languages
    if language not in known:
        refuse(f"There are no texts in {language!r}; known are {', '.join(sorted(known))}.")


def _tell(talk: Talk) -> None:
    for line in talk.last_in_words():
        click.echo(line)


def _save(talk: Talk, title: str, target: Path) -> None:
    if talk.is_open:
        refuse("Nothing was saved: a golden conversation is told to its end.")
    target.write_text(save(talk, title), encoding="utf-8")
    click.echo(f"Saved {target}.")
