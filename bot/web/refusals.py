"""Counting refused webhooks cheaply: a flood of them costs at most one small transaction a second."""

import datetime as dt
import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from bot.runtime import Runtime
from storage.queries.counters import count

log = logging.getLogger(__name__)

REFUSED = "refused_webhooks"
EVERY = dt.timedelta(seconds=1)


class Refusals:
    """The refusals of one process. The first is written at once; those of the next second with the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting = 0
        self._written_at: dt.datetime | None = None

    def add(self, runtime: Runtime) -> None:
        """One more. Without a database it waits for the next."""
        now = runtime.clock.now()
        with self._lock:
            self._waiting += 1
            if self._written_at is not None and abs(now - self._written_at) < EVERY:
                return
            several, self._waiting, self._written_at = self._waiting, 0, now
        log.warning("webhooks without a valid signature were refused", extra={"count": several})
        try:
            with runtime.work() as work:
                count(work.session, REFUSED, now.date(), several)
        except SQLAlchemyError:
            log.warning("refused webhooks could not be counted: the database is away")
            with self._lock:
                self._waiting += several
