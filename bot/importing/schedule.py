"""The three check-ins of a case stand where the calendar puts them, unless they have begun (6.3)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.importing.desk import Desk
from flows.policy.calendar import check_in_due_dates
from flows.policy.routing import has_check_ins
from flows.vocabulary import PartStatus, Role
from storage.models import Case, CheckIn, CheckInPart
from storage.queries.keys import CHUNK

ASKED = (Role.CHILD, Role.SPONSOR)
"""Whose parts a check-in has: both are contacted, individually (6.1)."""


def keep_schedules(desk: Desk, cases: Sequence[Case]) -> None:
    """Add what Level One (or bridged) cases lack, and move what has not begun to its due day.

    Check-ins of a case that is no longer Level One stay on record; no part of them is opened.
    """
    wanted = [
        case
        for case in cases
        if case.closed_at is None and has_check_ins(case.level, case.tvpra, case.bridge_level_one)
    ]
    known = _known(desk, [case.id for case in wanted])
    for case in wanted:
        _keep_schedule(desk, case, known)
    desk.session.flush()


def _known(desk: Desk, case_ids: list[uuid.UUID]) -> dict[tuple[uuid.UUID, int], CheckIn]:
    found: dict[tuple[uuid.UUID, int], CheckIn] = {}
    for start in range(0, len(case_ids), CHUNK):
        query = (
            select(CheckIn)
            .where(CheckIn.case_id.in_(case_ids[start : start + CHUNK]))
            .options(selectinload(CheckIn.parts))
        )
        found |= {(row.case_id, row.number): row for row in desk.session.scalars(query)}
    return found


def _keep_schedule(desk: Desk, case: Case, known: dict[tuple[uuid.UUID, int], CheckIn]) -> None:
    for number, due_on in check_in_due_dates(case.release_date, case.referral_accepted_on).items():
        check_in = known.get((case.id, number))
        if check_in is None:
            check_in = CheckIn(**desk.owned(), case_id=case.id, number=number, due_on=due_on)
            desk.session.add(check_in)
        if all(_waits(part) for part in check_in.parts):
            check_in.due_on = due_on
            for part in check_in.parts:
                part.due_on = due_on
            _add_parts(desk, case, check_in)


def _waits(part: CheckInPart) -> bool:
    return part.status is PartStatus.SCHEDULED and part.opened_at is None


def _add_parts(desk: Desk, case: Case, check_in: CheckIn) -> None:
    having = {part.person_id for part in check_in.parts}
    for member in case.members:
        if member.role in ASKED and member.person_id not in having:
            check_in.parts.append(
                CheckInPart(
                    **desk.owned(),
                    person_id=member.person_id,
                    role=member.role,
                    due_on=check_in.due_on,
                    status=PartStatus.SCHEDULED,
                )
            )
