"""What the engine is told and what it returns: plain values, no behaviour.

A turn is the new state of a conversation plus effects as data. The shell carries them out, in
order, in one transaction.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flows.reading import Evidence, Reading
from flows.vocabulary import (
    Answer,
    Concern,
    ConcernSource,
    Disposition,
    Lane,
    Need,
    Outcome,
    Question,
    Role,
    TaskKind,
    TaskReason,
    Urgency,
)

State = dict[str, Any]
"""Small JSON: {"v": 3, "flow": str, "version": int, "at": step id or null, ...}. Only the engine reads it."""


def never() -> bool:
    """What is not open to anybody."""
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What the engine may know of the person. No names, no numbers.

    `identity`: "check_word" or "question". `private_channel`: the phone is the child's own or
    outside the household. `court_date`: the date on file, if any, compared but never said.
    `language` is what the person is written to in; `languages` are all that may be switched to.
    `court_dates`: of several children, in the order of the conversation, as many as there are children.
    `shared`: whether anybody else uses the number now; asked only where it matters.
    `joint_open`: whether child and sponsor are still to be called together for this check-in (6.1); asked
    only where it matters.
    """

    role: Role
    identity: str
    private_channel: bool
    court_date: dt.date | None = None
    language: str = "en"
    languages: frozenset[str] = frozenset()
    joint_open: Callable[[], bool] = never
    shared: Callable[[], bool] = never
    court_dates: tuple[dt.date | None, ...] = ()

    @property
    def children(self) -> int:
        """How many children the conversation is about."""
        return len(self.court_dates) or 1

    def court_date_of(self, child: int) -> dt.date | None:
        """The date on file for one of them."""
        return self.court_dates[child] if self.court_dates else self.court_date


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message as the engine sees it.

    `identity_match` is None when no secret was compared; `distress` is true when the agreed
    distress word stands anywhere in the text; `unreadable` is true for an empty body, with media or
    without; `media` is true when a picture or a recording came, whatever the text.
    `provider_replied`: the provider has already answered a STOP or HELP itself (OptOutType).
    `named_at`: the moment (UTC) that the text names, and `only_time` when it holds little else.
    `new_number`: a telephone number stands in it that is not known as theirs. `complains`: it is a
    complaint about the services (6.7.6), which is recorded beside the conversation.
    """

    reading: Reading
    identity_match: bool | None = None
    distress: bool = False
    unreadable: bool = False
    provider_replied: bool = False
    media: bool = False
    named_at: dt.datetime | None = None
    only_time: bool = False
    new_number: bool = False
    complains: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Send the text `key` (of the catalogue) with `params`; `closing` texts are the last of a thread.

    `child`, here and in other effects: the place of the one child that it is about, where a
    conversation is about several; None where it is about all of them, or there is only one. `days`:
    the two that the text names, to be written out in its language (`flows.days`).
    """

    key: str
    lane: Lane = Lane.REPLY
    params: dict[str, str] = field(default_factory=dict)
    child: int | None = None
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Keep an answer (6.3). `unclear`: the second reply was not clear either."""

    question: Question
    answer: Answer
    date: dt.date | None = None
    unclear: bool = False
    child: int | None = None


@dataclass(frozen=True, slots=True)
class RaiseConcern:
    """Tell a person now; opens the 24 h clock of a Notification of Concern (6.8.6)."""

    urgency: Urgency
    codes: tuple[Concern, ...]
    evidence: tuple[Evidence, ...] = ()
    source: ConcernSource = ConcernSource.READING
    child: int | None = None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something for a person. `due`: "same_day", "next_working_day", "two_business_days", "12_hours".

    `not_asked`: the questions that the person taking over still has to ask. `others`: the same for
    the other children of the conversation, so that one call serves all of them. `at`: the moment (UTC)
    that the person named for it.
    """

    kind: TaskKind
    reason: TaskReason
    due: str
    needs: tuple[Need, ...] = ()
    not_asked: tuple[Question, ...] = ()
    child: int | None = None
    others: tuple[tuple[int, tuple[Question, ...]], ...] = ()
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Stop all automated texts to this address, at once."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The person asked to hear from us again."""


@dataclass(frozen=True, slots=True)
class SwitchLanguage:
    """Write to this person in this language (BCP 47) from the next text of the same turn on."""

    language: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask once more at this moment (UTC): the shell then calls `ask_again`."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """The machine stops asking; a person goes on."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reached:
    """Every question of the part was asked: it is held, though the thread goes on for a moment (6.3)."""


@dataclass(frozen=True, slots=True)
class End:
    """The conversation is over. `each`: what came of it for each child, where that is not the same."""

    outcome: Outcome
    each: tuple[Outcome, ...] = ()


Effect = (
    Say
    | Record
    | RaiseConcern
    | OpenTask
    | OptOut
    | OptIn
    | SwitchLanguage
    | AskAgain
    | HandOver
    | Reached
    | End
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The result of one step of a conversation.

    `waiting_for` is the question whose answer comes next, or None when nothing is awaited.
    `disposition` is what became of the inbound message that caused the turn, None when the turn
    was caused by no message (start, ask again, expire).
    """

    state: State
    effects: tuple[Effect, ...]
    waiting_for: Question | None
    disposition: Disposition | None
