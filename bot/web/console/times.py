"""Times as staff read them: "in 3 h 20", and the exact local moment with its zone.

`static/console.js` says the same words when it counts down; change both together.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

LOCALE = "en_US"
SOON = dt.timedelta(hours=4)

_MINUTE = 60
_HOURS_SHOWN = 48


def span_words(span: dt.timedelta) -> str:
    """A length of time, without sign: "45 min", "3 h 20", "6 days"."""
    minutes = int(abs(span).total_seconds()) // _MINUTE
    if minutes < _MINUTE:
        return f"{minutes} min"
    if minutes < _HOURS_SHOWN * _MINUTE:
        return f"{minutes // _MINUTE} h {minutes % _MINUTE:02d}"
    return f"{minutes // (24 * _MINUTE)} days"


def brief(span: dt.timedelta) -> str:
    """A measured length of time, to the second below a minute: "8 s", "12 min", "3 h 20"."""
    seconds = int(abs(span).total_seconds())
    return f"{seconds} s" if seconds < _MINUTE else span_words(span)


def due_words(due: dt.datetime, now: dt.datetime) -> str:
    """When something is due, seen from `now`: "due in 3 h 20" or "overdue by 20 min"."""
    if due > now:
        return f"due in {span_words(due - now)}"
    return f"overdue by {span_words(now - due)}"


def since_words(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago something was: "3 h 20 ago", "just now"; "in 3 h 20" for what is to come."""
    if at > now:
        return f"in {span_words(at - now)}"
    return "just now" if now - at < dt.timedelta(minutes=1) else f"{span_words(now - at)} ago"


def pressure(due: dt.datetime, now: dt.datetime) -> str:
    """How much a clock presses: `over`, `soon` (four hours and less) or `calm`."""
    if due <= now:
        return "over"
    return "soon" if due - now <= SOON else "calm"


def exact(at: dt.datetime, zone: str) -> str:
    """A moment in full on the clocks of `zone` (IANA), with the zone's name."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "EEEE, MMMM d, y, h:mm a zzz", locale=LOCALE)


def short(at: dt.datetime, zone: str) -> str:
    """A moment on the clocks of `zone`: "Mon, Mar 2, 10:00 AM"."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "EEE, MMM d, h:mm a", locale=LOCALE)


def clock(at: dt.datetime, zone: str) -> str:
    """The time of day and the zone: "10:00 AM EST"."""
    return format_time(at.astimezone(ZoneInfo(zone)), "h:mm a zzz", locale=LOCALE)


def hour(at: dt.datetime, zone: str) -> str:
    """The time of day on the clocks of `zone`: "10:00 AM"."""
    return format_time(at.astimezone(ZoneInfo(zone)), "h:mm a", locale=LOCALE)


def day(date: dt.date) -> str:
    """A local day in words: "Tuesday, March 10"."""
    return format_date(date, "EEEE, MMMM d", locale=LOCALE)


def long_day(date: dt.date) -> str:
    """A local day in words with its year: "March 10, 2026"."""
    return format_date(date, "MMMM d, y", locale=LOCALE)


def local_day(at: dt.datetime, zone: str) -> dt.date:
    """The day on which a moment falls where `zone` is the time."""
    return at.astimezone(ZoneInfo(zone)).date()


def form_parts(at: dt.datetime, zone: str) -> tuple[str, str]:
    """Day and time of day of a moment as the fields of a form want them: "2026-03-02", "10:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def zone_name(at: dt.datetime, zone: str) -> str:
    """What the clocks of `zone` are called at a moment: "EST"."""
    return at.astimezone(ZoneInfo(zone)).tzname() or zone
