"""The words in which staff read the clocks of a case: what runs, in which unit, and what stops it."""

from collections.abc import Mapping

from flows.policy.calendar import CountsFrom
from flows.policy.clocks import Clock, ClockKind, Running, StoppedBy, Unit

KIND: Mapping[ClockKind, str] = {
    ClockKind.CHECK_IN: "Check-in",
    ClockKind.CHILD_CONTACT: "Contact with the child",
    ClockKind.NOC: "Report (NOC)",
    ClockKind.UPLOAD: "Upload of the documentation",
    ClockKind.CLOSING_REPORT: "Closing report",
    ClockKind.TVPRA_START: "Start of services (TVPRA)",
}

UNIT: Mapping[Unit, str] = {
    Unit.BUSINESS_DAYS: "business days",
    Unit.CALENDAR_DAYS: "calendar days",
    Unit.HOURS: "hours, weekends included",
}

STOPPED_BY: Mapping[StoppedBy, str] = {
    StoppedBy.CHECK_IN_HELD: "all parts are reached",
    StoppedBy.CHILD_REACHED: "the child writes from a phone of their own, or somebody speaks with the child",
    StoppedBy.NOC_DECIDED: "a person submits it, or decides not to",
    StoppedBy.UPLOADED: "the documentation is uploaded",
    StoppedBy.CLOSING_REPORT_UPLOADED: "the closing report is uploaded",
    StoppedBy.SERVICES_STARTED: "services start",
}

RUNNING: Mapping[Running, str] = {
    Running.RUNNING: "running",
    Running.STOPPED: "stopped",
    Running.OVERDUE: "overdue",
    Running.ENDED: "not held in time",
}

COUNTS_FROM: Mapping[CountsFrom, str] = {
    CountsFrom.RELEASE: "release",
    CountsFrom.ACCEPTANCE: "acceptance of the referral, which came more than 7 business days after release",
}


def title(clock: Clock) -> str:
    """What a clock is about, with the number of the check-in."""
    return KIND[clock.kind] + (f" {clock.number}" if clock.number else "")


def rule(clock: Clock) -> str:
    """How a clock counts and what stops it, in a sentence."""
    since = f" from {COUNTS_FROM[clock.counts_from]}" if clock.kind in _FROM_DAY_0 else ""
    counts = f"{clock.count} {UNIT[clock.unit]}{since} ({clock.section})"
    return f"{counts}. It stops when {STOPPED_BY[clock.stopped_by]}."


_FROM_DAY_0 = frozenset({ClockKind.CHECK_IN, ClockKind.CHILD_CONTACT})
