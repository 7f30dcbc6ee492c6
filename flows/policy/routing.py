"""Who is asked by text and who by a person: the way of one person's part of one check-in (6.1, 6.3).

It says the way only; when a text may go is `may_text`'s to say, and it is asked again then.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flows.policy.contact import DEFAULT_RULES, ContactFacts, ContactRules, WhyNot, lasting_reasons
from flows.vocabulary import Level, Role, TaskKind, TaskReason


class Way(StrEnum):
    """How a part is held. `none`: this person has no part."""

    THREAD = "thread"
    CALL = "call"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What decides the way. `on`: the local day on which the part opens.

    `released_children`: children of other open cases too for whom this sponsor is the sponsor;
    `told_apart`: this child has a label of its own in the sponsor's texts;
    `persons_on_number`: persons known to use this number, this one included.
    """

    contact: ContactFacts
    on: dt.date
    level: Level = Level.ONE
    tvpra: bool = False
    bridge_level_one: bool = False
    released_children: int = 1
    told_apart: bool = False
    persons_on_number: int = 1


@dataclass(frozen=True, slots=True)
class Route:
    """The way, and for a call the kind of task with every reason, the one that decides first."""

    way: Way
    task: TaskKind | None = None
    reasons: tuple[TaskReason, ...] = ()


_TASKS: Final[tuple[tuple[WhyNot | TaskReason, TaskKind, TaskReason], ...]] = (
    (WhyNot.CHILD_UNDER_AGE, TaskKind.CALL, TaskReason.CHILD_UNDER_AGE),
    (WhyNot.NO_PHONE, TaskKind.CALL, TaskReason.NO_PHONE),
    (WhyNot.WRONG_NUMBER, TaskKind.CALL, TaskReason.WRONG_NUMBER),
    (WhyNot.NO_PRIVATE_CHANNEL, TaskKind.CALL, TaskReason.NO_PRIVATE_CHANNEL),
    (WhyNot.VOICE_ONLY, TaskKind.CALL, TaskReason.VOICE_CHANNEL),
    (WhyNot.CANNOT_TEXT, TaskKind.CALL, TaskReason.CANNOT_TEXT),
    (WhyNot.OPTED_OUT, TaskKind.CALL, TaskReason.OPTED_OUT),
    (TaskReason.SHARED_NUMBER, TaskKind.CALL, TaskReason.SHARED_NUMBER),
    (TaskReason.SEVERAL_CHILDREN, TaskKind.CALL, TaskReason.SEVERAL_CHILDREN),
    (WhyNot.WHATSAPP_NOT_READY, TaskKind.CALL, TaskReason.WHATSAPP_NOT_READY),
    (WhyNot.NO_PERMISSION, TaskKind.ENROL, TaskReason.NO_PERMISSION),
    (WhyNot.NO_IDENTITY_WORD, TaskKind.ENROL, TaskReason.NO_IDENTITY_WORD),
    (WhyNot.TEXTS_NOT_REVIEWED, TaskKind.CALL, TaskReason.TEXTS_NOT_REVIEWED),
    (WhyNot.NO_GOOD_HOUR, TaskKind.CALL, TaskReason.NO_GOOD_HOUR),
)
"""What forbids a thread -> what a person does. The first that holds decides the kind: enrolment comes
after all that would still forbid a text to an enrolled person."""


CALL_REASONS: Final = frozenset(reason for _, _, reason in _TASKS)
"""Reasons for which a person holds a part by telephone from the start."""


def has_check_ins(level: Level, tvpra: bool, bridge_level_one: bool) -> bool:
    """Whether a case has the three automatic check-ins of Level One (6.2.1, 6.3).

    Level Two, Level Three and TVPRA cases have visits instead, unless Level One bridges the wait (6.2.1).
    """
    return bridge_level_one or (level is Level.ONE and not tvpra)


def route_part(facts: PartFacts, rules: ContactRules = DEFAULT_RULES) -> Route:
    """The way of one person's part: a thread, a task for a person, or none (6.1, 6.3, 6.2.13).

    A case that somebody has taken over keeps its way: the thread waits until it is handed back.
    """
    contact = facts.contact
    if contact.role is Role.ALTERNATE or contact.case_closed:
        return Route(Way.NONE)
    if not has_check_ins(facts.level, facts.tvpra, facts.bridge_level_one):
        return Route(Way.NONE)
    holds: set[WhyNot | TaskReason] = set(lasting_reasons(contact, facts.on, rules))
    if WhyNot.CHILD_18 in holds:  # services end on this day; closing is a person's (6.1, 6.3)
        return Route(Way.NONE)
    if contact.has_phone and facts.persons_on_number > 1:
        holds.add(TaskReason.SHARED_NUMBER)
    if contact.role is Role.SPONSOR and facts.released_children > 1 and not facts.told_apart:
        holds.add(TaskReason.SEVERAL_CHILDREN)
    found = [(task, reason) for why, task, reason in _TASKS if why in holds]
    if not found:
        return Route(Way.THREAD)
    return Route(Way.CALL, found[0][0], tuple(reason for _, reason in found))
