"""A number that wants no more texts, or wants them again: for everybody who uses it (6.1, 6.3).

STOP is never an end. It silences the number on every channel, leaves a row of the ledger and a task to
look after each person there, and asks a person what becomes of a case whose sponsor has stopped.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from bot.delivery.outbox import cancel_queued
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.closure import AfterStop, after_disengagement
from flows.turn import OpenTask
from flows.vocabulary import PRIVATE_OWNERS, Role, TaskKind, TaskReason
from storage.models import Address, Case, CasePerson, OptOut, Person, PersonAddress
from storage.queries import addresses, reports

REPLY = "reply"

_WELFARE = OpenTask(TaskKind.WELFARE, TaskReason.OPTED_OUT, "next_working_day")
_ASK_OFFICER = OpenTask(TaskKind.CLOSING, TaskReason.PROJECT_OFFICER, "two_business_days")
_DECIDE = OpenTask(TaskKind.CLOSING, TaskReason.SPONSOR_STOPPED, "two_business_days")


def opt(work: Work, scene: Scene, *, stopped: bool, source: str = REPLY) -> None:
    """Stop the number of a scene at once, or let it be texted again; one row of the ledger a person.

    `source`: how it was learned.
    """
    persons = users_of(work, scene)
    for address in _same_number(work, scene.at):
        address.opted_out_at = work.now if stopped else None
        if stopped:
            cancel_queued(work, address.id, "opted_out")
    everybody: list[uuid.UUID | None] = [person.id for person in persons]
    for person_id in everybody or [None]:
        work.session.add(_row(work, scene, person_id, stopped=stopped, source=source))
    if not stopped:
        return
    for person in persons:
        if scene.person is None or person.id != scene.person.id:
            _look_after(work, scene, person)
        _ask_about_cases(work, scene, person)


def users_of(work: Work, scene: Scene) -> Sequence[Person]:
    """Everybody who uses the number of a scene, on any channel; who wrote comes first."""
    found = {scene.person.id: scene.person} if scene.person else {}
    for address in _same_number(work, scene.at):
        for person, _ in addresses.current_persons(work.session, address.id):
            found.setdefault(person.id, person)
    return tuple(found.values())


def is_told_apart(scene: Scene, effect: OpenTask) -> bool:
    """Whether a task of looking after somebody is for nobody in particular: `opt` opens one for each."""
    return scene.person is None and (effect.kind, effect.reason) == (_WELFARE.kind, _WELFARE.reason)


def _same_number(work: Work, address: Address) -> Sequence[Address]:
    """The number on all channels, the one that was written to first."""
    query = select(Address).where(
        Address.provider_id == address.provider_id, Address.number_index == address.number_index
    )
    return sorted(work.session.scalars(query), key=lambda row: row.id != address.id)


def _row(work: Work, scene: Scene, person_id: uuid.UUID | None, *, stopped: bool, source: str) -> OptOut:
    return OptOut(
        **work.owned(),
        address_id=scene.at.id,
        at=work.now,
        stopped=stopped,
        source=source,
        inbound_id=scene.inbound.id if scene.inbound else None,
        person_id=person_id,
    )


def _look_after(work: Work, scene: Scene, person: Person) -> None:
    member = next((m for m in person.cases if m.case.closed_at is None), None)
    theirs = Scene(
        scene.address, person, member.case if member else None, member.role if member else None,
        inbound=scene.inbound,
    )  # fmt: skip
    open_task(work, theirs, _WELFARE, cause=f"{_cause(scene)}:{person.id}")


def _ask_about_cases(work: Work, scene: Scene, person: Person) -> None:
    """A sponsor who stops decides nothing by it: a person asks, or the Project Officer is asked (6.1)."""
    for member in person.cases:
        if member.role is not Role.SPONSOR or member.case.closed_at is not None:
            continue
        after = _after(work, member)
        effect = _ASK_OFFICER if after is AfterStop.CHILD_GOES_ON else _DECIDE
        if not reports.open_tasks(work.session, member.case_id, effect.kind, effect.reason):
            open_task(work, Scene(None, case=member.case), effect, cause=f"{_cause(scene)}:{member.case_id}")


def _after(work: Work, sponsor: CasePerson) -> AfterStop:
    assert sponsor.sponsor_category is not None, "the database says so of sponsors"
    return after_disengagement(
        sponsor.sponsor_category, child_wishes=not _child_has_stopped(work, sponsor.case)
    )


def _child_has_stopped(work: Work, case: Case) -> bool:
    """Whether the child wants no texts on a phone of their own; of a shared one nobody knows who spoke."""
    query = (
        select(Address.id)
        .join(PersonAddress, PersonAddress.address_id == Address.id)
        .join(CasePerson, CasePerson.person_id == PersonAddress.person_id)
        .where(
            CasePerson.case_id == case.id,
            CasePerson.role == Role.CHILD,
            PersonAddress.until.is_(None),
            PersonAddress.owner.in_(PRIVATE_OWNERS),
            Address.opted_out_at.is_not(None),
        )
    )
    return work.session.scalars(query.limit(1)).first() is not None


def _cause(scene: Scene) -> uuid.UUID:
    return scene.inbound.id if scene.inbound else scene.at.id
