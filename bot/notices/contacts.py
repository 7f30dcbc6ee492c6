"""Numbers of States: looked up by the provider in an official source, never shipped (6.7.5, 6.9.4)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from bot.desk.viewer import Viewer
from bot.importing.zones import STATES
from bot.runtime import Work
from flows.vocabulary import ContactKind, StaffRole
from storage.models import StateContact
from storage.queries import caseload, notices

LONGEST_LAW_HOURS = 24 * 30
_MAY_ENTER = frozenset({StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR})


class Wrong(StrEnum):
    """What is wrong with a number that somebody enters; the page says the remedy at its field."""

    STATE = "state"
    NAME = "name"
    NUMBER = "number"
    SOURCE = "source"
    SEEN_ON = "seen_on"
    LAW_HOURS = "law_hours"


class ContactProblem(ValueError):
    """A number cannot be kept as it was entered; nothing has changed."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(", ".join(wrong))
        self.wrong = wrong


class NotAllowed(PermissionError):
    """Only supervisors and administrators enter numbers of States."""


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A number as it was typed. `seen_on`: ISO day on which the official source was looked at."""

    state: str
    kind: ContactKind
    name: str
    number: str
    source: str
    seen_on: str
    law_hours: str = ""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A number that stands, and who entered it when."""

    state: str
    kind: ContactKind
    name: str
    number: str
    source: str
    seen_on: dt.date
    law_hours: int | None
    by: str
    entered_at: dt.datetime


def may_enter(viewer: Viewer) -> bool:
    """Whether this person enters numbers of States."""
    return viewer.role in _MAY_ENTER


def contact_lines(work: Work) -> list[ContactLine]:
    """All numbers that stand, by State."""
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    rows = notices.contacts(work.session, work.settings.provider_id)
    return [
        ContactLine(
            state=row.state, kind=row.kind, name=row.name, number=row.number, source=row.source,
            seen_on=row.source_seen_on, law_hours=row.law_hours, by=staff.get(row.entered_by, "?"),
            entered_at=row.entered_at,
        )
        for _, row in sorted(rows.items(), key=lambda item: item[0])
    ]  # fmt: skip


def enter_contact(work: Work, viewer: Viewer, entry: ContactEntry) -> StateContact:
    """Keep a number with its source; it stands in the place of the one before.

    Raises ContactProblem naming everything that is wrong, NotAllowed.
    """
    if not may_enter(viewer):
        raise NotAllowed
    seen, hours, number = _day(entry.seen_on), _hours(entry.law_hours), _number(entry.number)
    state = entry.state.strip().upper()
    fine: Mapping[Wrong, bool] = {
        Wrong.STATE: state in STATES,
        Wrong.NAME: 0 < len(entry.name.strip()) <= 120,
        Wrong.NUMBER: number is not None,
        Wrong.SOURCE: 0 < len(entry.source.strip()) <= 300,
        Wrong.SEEN_ON: seen is not None and seen <= work.now.date(),
        Wrong.LAW_HOURS: hours is not None or not entry.law_hours.strip(),
    }
    wrong = tuple(field for field, well in fine.items() if not well)
    if wrong or seen is None or number is None:
        raise ContactProblem(wrong)
    return _add(work, viewer, "enter", StateContact(
        state=state, kind=entry.kind, name=entry.name.strip(), number=number, source=entry.source.strip(),
        source_seen_on=seen, law_hours=hours, withdrawn=False,
    ))  # fmt: skip


def withdraw_contact(work: Work, viewer: Viewer, state: str, kind: ContactKind) -> bool:
    """Take a number away, as when it is no longer right. False when there is none. Raises NotAllowed."""
    if not may_enter(viewer):
        raise NotAllowed
    standing = notices.contacts(work.session, work.settings.provider_id, state).get((state, kind))
    if standing is None:
        return False
    gone = StateContact(
        state=state, kind=kind, name=standing.name, number=standing.number, source=standing.source,
        source_seen_on=standing.source_seen_on, law_hours=None, withdrawn=True,
    )  # fmt: skip
    _add(work, viewer, "withdraw", gone)
    return True


def _add(work: Work, viewer: Viewer, action: str, row: StateContact) -> StateContact:
    for name, value in work.owned().items():
        setattr(row, name, value)
    row.entered_at, row.entered_by = work.now, viewer.staff_id
    work.session.add(row)
    work.session.flush()
    where = f"{row.state}:{row.kind.value}"
    work.audit(action, "state_contact", row.id, staff_id=viewer.staff_id, where=where)
    return row


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given.strip())
    except ValueError:
        return None


def _hours(given: str) -> int | None:
    """Whole hours; 0 is "at once"."""
    digits = given.strip()
    return (
        int(digits) if digits.isdecimal() and len(digits) <= 3 and int(digits) <= LONGEST_LAW_HOURS else None
    )


def _number(given: str) -> str | None:
    """The number as E.164, or None when it is not one. "911" is never a number of a State."""
    try:
        parsed = phonenumbers.parse(given.strip(), "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
