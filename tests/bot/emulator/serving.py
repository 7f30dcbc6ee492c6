"""Runs `serve` in a process of its own; started by a test, which then ends it by a signal."""

import sys

from bot.emulator.server import serve
from tests.bot.emulator.conftest import settings
from tests.bot.emulator.real import FreshIds, WallClock

if __name__ == "__main__":
    serve(
        settings(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        smtp_port=None,
        clock=WallClock(),
        ids=FreshIds(),
    )
