"""Reference pages written from the tables themselves: settings, commands, ticks, .env.example."""

from collections.abc import Iterator

import click

from bot.scheduler import TICKS
from bot.settings import SETTINGS, Setting


def settings_table() -> str:
    """All settings in Markdown."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ("-" if setting.optional else "required")
        lines.append(f"| `{setting.name}` | {default} | {setting.meaning} |")
    return "\n".join(lines)


def env_example() -> str:
    """The text of .env.example."""
    lines = ["# Settings of PRS Check-in. Meanings: docs/settings.md. Keys: prs-checkin keys new", ""]
    for setting in SETTINGS:
        lines += [f"# {setting.meaning}", _example(setting), ""]
    return "\n".join(lines)


def commands_table(root: click.Group) -> str:
    """All commands in Markdown."""
    lines = ["| command | what it does |", "| --- | --- |"]
    for name, command in _commands(root, "prs-checkin"):
        lines.append(f"| `{name}` | {command.get_short_help_str(200)} |")
    return "\n".join(lines)


def ticks_table() -> str:
    """All ticks of the worker in Markdown."""
    lines = ["| tick | every | what it does |", "| --- | --- | --- |"]
    lines += [f"| {tick.name} | {tick.seconds} s | {tick.meaning} |" for tick in TICKS]
    return "\n".join(lines)


def _example(setting: Setting) -> str:
    value = setting.example or setting.default or ""
    mark = "# " if setting.optional or setting.default else ""
    return f"{mark}{setting.name}={value}"


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            context = click.Context(command)
            arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
            yield " ".join([f"{prefix} {name}", *arguments]), command
