"""Lengths of time as people write them in a phones file: 2s, 5m, 4h, 2d."""

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SPAN = re.compile(r"(\d{1,6})([smhd])\Z")


def parse_span(text: str) -> timedelta:
    """Read `30s`, `5m`, `4h` or `2d`.

    Raises:
        ValueError: when it is none of these.
    """
    found = _SPAN.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a length of time; write 30s, 5m, 4h or 2d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
