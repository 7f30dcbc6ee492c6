"""How a colleague is reached and what they speak: changed by supervisors, kept with the account."""

import uuid
from dataclasses import dataclass

from bot.accounts import AccountProblem, set_languages, set_on_call, set_phone
from bot.desk.rota import colleague, may_change
from bot.desk.viewer import Refused, Viewer, Why
from bot.runtime import Work
from bot.settings_values import Wrong, zone


@dataclass(frozen=True, slots=True)
class Reach:
    """As entered. `phone` empty: unchanged; `no_phone`: pages ring nowhere any more."""

    languages: str
    phone: str
    no_phone: bool
    on_call: bool
    zone: str


def change_reach(work: Work, viewer: Viewer, staff_id: uuid.UUID, reach: Reach) -> None:
    """Change languages, phone for pages, standing rota and zone of a colleague.

    Raises NotHere, Refused, and AccountProblem whose words name the remedy.
    """
    if not may_change(viewer):
        raise Refused(Why.NOT_A_SUPERVISOR)
    staff = colleague(work, staff_id)
    try:
        given = zone(reach.zone) if reach.zone else None
    except Wrong as wrong:
        raise AccountProblem(f"the time zone is not known: {wrong}") from None
    set_languages(work, staff, reach.languages.replace(";", ",").split(","))
    if reach.phone.strip() or reach.no_phone:
        set_phone(work, staff, None if reach.no_phone else _number(reach.phone))
    set_on_call(work, staff, reach.on_call)
    staff.time_zone = given
    work.audit("change_reach", "staff", staff.id, staff_id=viewer.staff_id)


def _number(written: str) -> str:
    """The number without the signs that people put between digits."""
    return "".join(sign for sign in written if sign.isdigit() or sign == "+")
