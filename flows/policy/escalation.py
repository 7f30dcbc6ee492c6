"""Whom an alarm pages, and when: the chain of each urgency (UC 10.05, UC 10.06, 6.8.6).

Emergency: the first on the rota at once, the others one after another, the supervisors after their
minutes. Concern: the caseworker (or who covers) has a time alone, then the rota, then the supervisors,
at any hour. Whoever had acknowledged before it rang again is paged first. Round follows round without
end. Nobody on the rota: all supervisors at once.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.vocabulary import PageChannel, Urgency

AT_ONCE: Final = dt.timedelta(0)


class Rung(StrEnum):
    """In which capacity somebody is paged."""

    OWNER = "owner"
    """Whoever had acknowledged before it rang again."""
    CASEWORKER = "caseworker"
    ROTA = "rota"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long each rung has before the next one is paged as well.

    step        between two persons of the rota, and between two rounds
    supervisor  from the first page of the rota to the supervisors
    caseworker  what a caseworker has alone before the rota is paged about a concern
    """

    step: dt.timedelta = dt.timedelta(minutes=5)
    supervisor: dt.timedelta = dt.timedelta(minutes=10)
    caseworker: dt.timedelta = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class People:
    """Who can be reached, by id: the rota in the order of paging."""

    rota: tuple[uuid.UUID, ...] = ()
    supervisors: tuple[uuid.UUID, ...] = ()
    caseworkers: tuple[uuid.UUID, ...] = ()
    owner: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Page one person so long after the round begins."""

    who: uuid.UUID
    rung: Rung
    after: dt.timedelta


def chain(urgency: Urgency, people: People, pace: Pace, *, first_round: bool = True) -> tuple[Step, ...]:
    """The steps of one round in the order of time. Only the first round lets anybody have time alone."""
    owner = people.owner if first_round else None
    steps = [Step(owner, Rung.OWNER, AT_ONCE)] if owner is not None else []
    if urgency is not Urgency.EMERGENCY:
        after = AT_ONCE if owner is None else pace.step
        steps += [Step(who, Rung.CASEWORKER, after) for who in people.caseworkers]
    starts = AT_ONCE
    if urgency is not Urgency.EMERGENCY and steps and first_round:
        starts = pace.caseworker if owner is None else pace.step
    if people.rota:
        steps += _rota(people.rota, starts, pace)
        starts += pace.supervisor
    steps += [Step(who, Rung.SUPERVISOR, starts) for who in people.supervisors]
    return tuple(sorted(_once_a_moment(steps), key=lambda step: step.after))


def round_length(steps: tuple[Step, ...], pace: Pace) -> dt.timedelta:
    """From the beginning of a round to the beginning of the next."""
    return max((step.after for step in steps), default=AT_ONCE) + pace.step


def channels(urgency: Urgency, *, first_round: bool) -> tuple[PageChannel, ...]:
    """How a page goes: an emergency is also called; so is a concern that a whole round has not raised."""
    if urgency is Urgency.EMERGENCY or not first_round:
        return (PageChannel.SMS, PageChannel.VOICE, PageChannel.EMAIL)
    return (PageChannel.SMS, PageChannel.EMAIL)


def _rota(rota: tuple[uuid.UUID, ...], starts: dt.timedelta, pace: Pace) -> list[Step]:
    """One after another; somebody who is alone on the rota is the next person too."""
    order = rota if len(rota) > 1 else rota * 2
    return [Step(who, Rung.ROTA, starts + n * pace.step) for n, who in enumerate(order)]


def _once_a_moment(steps: list[Step]) -> list[Step]:
    """Nobody is paged twice at one moment: the first capacity counts."""
    kept: dict[tuple[uuid.UUID, dt.timedelta], Step] = {}
    for step in steps:
        kept.setdefault((step.who, step.after), step)
    return list(kept.values())
