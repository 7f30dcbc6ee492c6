"""The dead-man signal: an outside service hears from us only while all is well, and calls when it stops.

A check that runs in the same worker cannot tell that the worker is dead; the silence of this can.
"""

import datetime as dt
import logging
import urllib.request
from collections.abc import Mapping

from bot.alarms.watching import paging_impaired
from bot.runtime import Runtime, Work
from storage.queries import alarms

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
PATIENCE = 3
"""A tick is fresh while it is not overdue by so many of its runs."""
AT_LEAST = dt.timedelta(seconds=60)


def send_beat(runtime: Runtime, ticks: Mapping[str, int]) -> int:
    """Fetch DEAD_MAN_URL and log a line, only when every tick is fresh and paging is well.

    `ticks` are names with the seconds between two runs. Returns 1 when the signal was given.
    """
    with runtime.look() as work:
        troubles = [trouble.value for trouble in paging_impaired(work)]
        stale = _stale(work, ticks)
    if troubles or stale:
        log.error("not all is well", extra={"troubles": troubles, "stale": stale})
        return 0
    url = runtime.settings.dead_man_url
    if url is not None and not _fetch(url):
        return 0
    log.info("all is well")
    return 1


def _stale(work: Work, ticks: Mapping[str, int]) -> list[str]:
    beats = alarms.heartbeats(work.session)
    patience = {name: max(AT_LEAST, dt.timedelta(seconds=PATIENCE * ticks[name])) for name in ticks}
    return sorted(name for name in ticks if name not in beats or work.now - beats[name] > patience[name])


def _fetch(url: str) -> bool:
    """The address is a secret of its own: it is not logged."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS):
            return True
    except (OSError, ValueError) as error:
        log.warning("the dead-man signal did not go out", extra={"kind": type(error).__name__})
        return False
