"""Logging: one line of JSON an event, with codes and ids; never a name, a number or a body."""

import json
import logging
import sys

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; tracebacks keep file and line, not the values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[0]:
            line["kind"] = record.exc_info[0].__name__
        return json.dumps(line, default=str)


def set_up_logging() -> None:
    """Send all logs to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Tick by tick lines say nothing, and the SDK's would hold numbers.
    for noisy in ("twilio.http_client", "werkzeug", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A tick that still runs when the next one is due is no news: the next one finds what is left.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
