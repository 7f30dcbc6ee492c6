"""One conversation while a turn is worked on: its state as typed values, to and from small JSON."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flows.definition_values import Definition, Step
from flows.turn import Effect, Record, Say, State, Turn
from flows.vocabulary import Answer, ConversationStatus, Disposition, Lane, Need, Outcome, Question

STATE_VERSION = 1
ANSWER_WAIT = dt.timedelta(hours=48)
ASK_AGAIN_AFTER = dt.timedelta(hours=24)


class EngineError(ValueError):
    """The engine was called in a way that cannot be right."""


class ConversationClosed(EngineError):
    """The machine may no longer speak in this conversation."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was recorded last."""

    answer: Answer
    date: dt.date | None = None
    unclear: bool = False


@dataclass(slots=True)
class Talk:
    """Where a conversation stands, and the effects gathered in this turn.

    `tries` and `unread` count within the step that waits. `ask_again_at` is set between "later" and
    the next day; `later_used` stays, for it is granted once. All moments are UTC.
    """

    definition: Definition
    now: dt.datetime
    identity: str
    at: str | None = None
    status: ConversationStatus = ConversationStatus.OPEN
    outcome: Outcome | None = None
    identified: bool = False
    privacy_confirmed_at: dt.datetime | None = None
    answers: dict[Question, Kept] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    tries: int = 0
    unread: int = 0
    heard: bool = False
    later_used: bool = False
    ask_again_at: dt.datetime | None = None
    waiting_since: dt.datetime = field(init=False)
    needs_told: list[Need] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting_since = self.now

    @property
    def is_open(self) -> bool:
        """Whether the machine may still speak."""
        return self.status is ConversationStatus.OPEN

    @property
    def pending(self) -> Step:
        """The step whose answer comes next."""
        if self.at is None:
            raise ConversationClosed("nothing is asked in a conversation that is over")
        return self.definition.steps[self.definition.index(self.at)]

    @property
    def pending_question(self) -> Question:
        """The question of the pending step."""
        question = self.pending.question
        if question is None:
            raise EngineError(f"step {self.at} asks nothing, so nothing can wait for it")
        return question

    def say(self, key: str, lane: Lane = Lane.REPLY) -> None:
        """Send a text."""
        self.effects.append(Say(key, lane))

    def keep(self, question: Question, kept: Kept) -> None:
        """Record an answer. A correction is a further record."""
        self.answers[question] = kept
        self.effects.append(Record(question, kept.answer, kept.date, kept.unclear))

    def close(self, status: ConversationStatus, outcome: Outcome) -> None:
        """The machine falls silent."""
        self.status, self.outcome, self.at, self.ask_again_at = status, outcome, None, None

    def turn(self, disposition: Disposition | None) -> Turn:
        """The result of the event."""
        waiting_for = self.pending_question if self.is_open else None
        return Turn(self.to_state(), tuple(self.effects), waiting_for, disposition)

    def to_state(self) -> State:
        """Small JSON; `read` is its inverse."""
        return {
            "v": STATE_VERSION,
            "flow": self.definition.flow,
            "version": self.definition.version,
            "identity": self.identity,
            "at": self.at,
            "status": self.status.value,
            "outcome": self.outcome.value if self.outcome else None,
            "identified": self.identified,
            "privacy_confirmed_at": _iso(self.privacy_confirmed_at),
            "answers": {q.value: _kept_to_json(kept) for q, kept in self.answers.items()},
            "said": list(self.said),
            "tries": self.tries,
            "unread": self.unread,
            "heard": self.heard,
            "later_used": self.later_used,
            "ask_again_at": _iso(self.ask_again_at),
            "waiting_since": _iso(self.waiting_since),
            "needs_told": [need.value for need in self.needs_told],
        }

    @classmethod
    def read(cls, definition: Definition, state: State, now: dt.datetime) -> "Talk":
        """The conversation in `state`. Raises EngineError or ConversationClosed."""
        if state.get("v") != STATE_VERSION:
            raise EngineError(f"state version {state.get('v')!r} is not {STATE_VERSION}")
        if (state["flow"], state["version"]) != (definition.flow, definition.version):
            raise EngineError("a conversation stays on the version of the questionnaire that it began with")
        if state["status"] != ConversationStatus.OPEN:
            raise ConversationClosed(f"this conversation is {state['status']}")
        talk = cls(
            definition=definition,
            now=now,
            identity=state["identity"],
            at=state["at"],
            identified=state["identified"],
            privacy_confirmed_at=_moment(state["privacy_confirmed_at"]),
            answers={Question(q): _kept_from_json(kept) for q, kept in state["answers"].items()},
            said=list(state["said"]),
            tries=state["tries"],
            unread=state["unread"],
            heard=state["heard"],
            later_used=state["later_used"],
            ask_again_at=_moment(state["ask_again_at"]),
            needs_told=[Need(need) for need in state["needs_told"]],
        )
        talk.waiting_since = dt.datetime.fromisoformat(state["waiting_since"])
        return talk


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _kept_to_json(kept: Kept) -> dict[str, Any]:
    return {
        "answer": kept.answer.value,
        "date": kept.date.isoformat() if kept.date else None,
        "unclear": kept.unclear,
    }


def _kept_from_json(kept: dict[str, Any]) -> Kept:
    date = dt.date.fromisoformat(kept["date"]) if kept["date"] else None
    return Kept(Answer(kept["answer"]), date, kept["unclear"])
