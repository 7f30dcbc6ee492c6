"""The joint contact of a check-in, and asking for the signature once all is documented (6.1, 6.3)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from bot.facts import current_address
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.signing import Part, part_state
from flows.turn import OpenTask
from flows.vocabulary import ContactWith, Role, TaskKind, TaskReason
from storage.models import CheckIn, CheckInPart
from storage.queries import reports

_CALL_BOTH = OpenTask(TaskKind.CALL, TaskReason.JOINT_CONTACT, "two_business_days")
_SIGN = OpenTask(TaskKind.SIGN, TaskReason.PARTS_DOCUMENTED, "next_working_day")


def part_with(check_in: CheckIn, role: Role) -> CheckInPart | None:
    """The part of the child, or of the sponsor."""
    return next((part for part in check_in.parts if part.role is role), None)


def state_of(check_in: CheckIn, role: Role) -> Part:
    """How somebody's part stands for the signature."""
    part = part_with(check_in, role)
    return part_state(part.status, part.outcome) if part else Part.NOBODY


def was_joint(work: Work, check_in: CheckIn) -> bool:
    """Whether child and sponsor were spoken with together for this check-in."""
    return any(c.with_whom is ContactWith.TOGETHER for c in reports.contacts_of(work.session, check_in.id))


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """When somebody says that both can be called together. `words` are their own; `at`: UTC."""

    role: Role
    words: str
    at: dt.datetime
    inbound_id: uuid.UUID


def times_said(work: Work, check_in_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[TimeSaid, ...]]:
    """What was said of the joint call of these check-ins. The caller writes the look down."""
    found: defaultdict[uuid.UUID, list[TimeSaid]] = defaultdict(list)
    for check_in_id, role, message in reports.joint_times(work.session, check_in_ids):
        words = work.vault.open(message.address.data_key_id, "body", message.body_sealed)
        found[check_in_id].append(TimeSaid(role, words, message.received_at, message.id))
    return {check_in_id: tuple(said) for check_in_id, said in found.items()}


def may_ask_time(work: Work, scene: Scene) -> bool:
    """Whether the machine may ask this person when both can be called together (6.1).

    Not while a concern is open: for the child any of the case; for the sponsor only one about the
    sponsor, so that nothing of the child's shows in what the sponsor is asked (invariant 5).
    """
    part, case = scene.part, scene.case
    if part is None or case is None or case.closed_at is not None:
        return False
    if not {Role.CHILD, Role.SPONSOR} <= {each.role for each in part.check_in.parts}:
        return False
    about = None if part.role is Role.CHILD else part.person_id
    return not reports.open_concern(work.session, case.id, about) and not was_joint(work, part.check_in)


def after_part(work: Work, check_in: CheckIn) -> None:
    """What comes next once somebody's part has ended: the joint call, or the signature.

    Both individual parts come first. The call goes to the sponsor's number and says nothing of what
    either has said alone.
    """
    if check_in.case.closed_at is not None or reports.report_of(work.session, check_in.id) is not None:
        return
    child, sponsor = state_of(check_in, Role.CHILD), state_of(check_in, Role.SPONSOR)
    if Part.RUNNING in (child, sponsor):
        return
    if child is sponsor is Part.HELD and not was_joint(work, check_in):
        _ask(work, check_in, part_with(check_in, Role.SPONSOR), _CALL_BOTH)
    else:
        _ask(work, check_in, None, _SIGN)


def _ask(work: Work, check_in: CheckIn, part: CheckInPart | None, effect: OpenTask) -> None:
    at = current_address(work, part.person) if part else None
    scene = Scene(
        at[0] if at else None,
        part.person if part else None,
        check_in.case,
        part.role if part else None,
        part,
    )
    open_task(work, scene, effect, cause=check_in.id)
