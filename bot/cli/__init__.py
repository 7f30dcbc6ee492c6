"""The command `prs-checkin`."""

import sys

from bot.cli.commands import prs_checkin


def main() -> None:
    """Entry point of the console script."""
    sys.exit(prs_checkin())
