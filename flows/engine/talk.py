"""One conversation while a turn is worked on: its state as typed values, to and from small JSON."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flows.definition_values import Definition, Step
from flows.siblings import ABOUT_THE_PERSON, course
from flows.turn import Effect, Record, Say, State, Turn, never
from flows.vocabulary import Answer, ConversationStatus, Disposition, Lane, Need, Outcome, Question

STATE_VERSION = 3
READABLE = (1, 2, STATE_VERSION)
"""Version 1 knew one child only, version 2 no choice between two days."""
ANSWER_WAIT = dt.timedelta(hours=48)
ASK_AGAIN_AFTER = dt.timedelta(hours=24)
CARE_WAIT = dt.timedelta(hours=2)
"""How long nobody calls after a disclosure, unless it is an emergency: then a person decides."""


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
    the next day; `later_used` stays, for it is granted once. `care` is the question that is open after
    a disclosure (see flows.engine.care). `child` is the one that the step which waits is about, `kept`
    holds the answers for each; `joint`: only the time of the joint call is still awaited (see
    flows.engine.joint), `joint_open`: whether it may be asked for. `days`: for a child whose day was
    said in a way that can be read as two, both, or none once they were asked back in vain (see
    flows.engine.which_day). All moments are UTC.
    """

    definition: Definition
    now: dt.datetime
    identity: str
    at: str | None = None
    status: ConversationStatus = ConversationStatus.OPEN
    outcome: Outcome | None = None
    identified: bool = False
    privacy_confirmed_at: dt.datetime | None = None
    child: int = 0
    kept: list[dict[Question, Kept]] = field(default_factory=lambda: [{}])
    said: list[str] = field(default_factory=list)
    tries: int = 0
    unread: int = 0
    heard: bool = False
    later_used: bool = False
    ask_again_at: dt.datetime | None = None
    waiting_since: dt.datetime = field(init=False)
    needs_told: list[Need] = field(default_factory=list)
    care: Question | None = None
    joint: bool = False
    joint_open: Callable[[], bool] = never
    days: dict[int, tuple[dt.date, ...]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting_since = self.now

    @property
    def is_open(self) -> bool:
        """Whether the machine may still speak."""
        return self.status is ConversationStatus.OPEN

    @property
    def answers(self) -> dict[Question, Kept]:
        """What was answered for the child that is asked about, and about the person."""
        return self.kept[self.child]

    @property
    def children(self) -> range:
        """The children that the conversation is about."""
        return range(len(self.kept))

    @property
    def about(self) -> int | None:
        """The one of several children that the open question is about; None where it is about no one."""
        if len(self.kept) == 1 or self.pending_question in ABOUT_THE_PERSON:
            return None
        return self.child

    @property
    def course(self) -> list[tuple[Step, int]]:
        """All steps in the order of asking, each with its child."""
        return course(self.definition, len(self.kept))

    @property
    def pending(self) -> Step:
        """The step whose answer comes next."""
        if self.at is None:
            raise ConversationClosed("nothing is asked in a conversation that is over")
        return self.definition.steps[self.definition.index(self.at)]

    @property
    def pending_question(self) -> Question:
        """The question of the pending step, or the one that is open after a disclosure or the last step."""
        if self.care is not None:
            return self.care
        if self.joint:
            return Question.JOINT_TIME
        question = self.pending.question
        if question is None:
            raise EngineError(f"step {self.at} asks nothing, so nothing can wait for it")
        return question

    @property
    def two_days(self) -> tuple[dt.date, ...]:
        """The days between which the open question lets choose; empty where it is another question."""
        asks_for_day = self.is_open and self.pending_question is Question.COURT_DATE
        return self.days.get(self.child, ()) if asks_for_day else ()

    def say(
        self,
        key: str,
        lane: Lane = Lane.REPLY,
        child: int | None = None,
        days: tuple[dt.date, ...] = (),
    ) -> None:
        """Send a text."""
        self.effects.append(Say(key, lane, child=child, days=days))

    def keep(self, question: Question, kept: Kept) -> None:
        """Record an answer. A correction is a further record."""
        of_all = len(self.kept) == 1 or question in ABOUT_THE_PERSON
        for answers in self.kept if of_all else [self.answers]:
            answers[question] = kept
        child = None if of_all else self.child
        self.effects.append(Record(question, kept.answer, kept.date, kept.unclear, child))

    def close(self, status: ConversationStatus, outcome: Outcome) -> None:
        """The machine falls silent."""
        self.status, self.outcome, self.at, self.ask_again_at = status, outcome, None, None
        self.care, self.joint = None, False

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
            "child": self.child,
            "answers": _answers_to_json(self.kept[0]),
            "siblings": [_answers_to_json(answers) for answers in self.kept[1:]],
            "said": list(self.said),
            "tries": self.tries,
            "unread": self.unread,
            "heard": self.heard,
            "later_used": self.later_used,
            "ask_again_at": _iso(self.ask_again_at),
            "waiting_since": _iso(self.waiting_since),
            "needs_told": [need.value for need in self.needs_told],
            "care": self.care.value if self.care else None,
            "joint": self.joint,
            "days": {str(child): [day.isoformat() for day in days] for child, days in self.days.items()},
        }

    @classmethod
    def read(cls, definition: Definition, state: State, now: dt.datetime) -> "Talk":
        """The conversation in `state`. Raises EngineError or ConversationClosed."""
        if state.get("v") not in READABLE:
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
            child=state.get("child", 0),
            kept=[_answers_from_json(given) for given in (state["answers"], *state.get("siblings", ()))],
            said=list(state["said"]),
            tries=state["tries"],
            unread=state["unread"],
            heard=state["heard"],
            later_used=state["later_used"],
            ask_again_at=_moment(state["ask_again_at"]),
            needs_told=[Need(need) for need in state["needs_told"]],
            care=Question(state["care"]) if state.get("care") else None,
            joint=bool(state.get("joint")),
            days={int(child): _days(said) for child, said in state.get("days", {}).items()},
        )
        talk.waiting_since = dt.datetime.fromisoformat(state["waiting_since"])
        return talk


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _days(said: list[str]) -> tuple[dt.date, ...]:
    return tuple(dt.date.fromisoformat(day) for day in said)


def _answers_to_json(answers: dict[Question, Kept]) -> dict[str, Any]:
    return {question.value: _kept_to_json(kept) for question, kept in answers.items()}


def _answers_from_json(answers: dict[str, Any]) -> dict[Question, Kept]:
    return {Question(question): _kept_from_json(kept) for question, kept in answers.items()}


def _kept_to_json(kept: Kept) -> dict[str, Any]:
    return {
        "answer": kept.answer.value,
        "date": kept.date.isoformat() if kept.date else None,
        "unclear": kept.unclear,
    }


def _kept_from_json(kept: dict[str, Any]) -> Kept:
    date = dt.date.fromisoformat(kept["date"]) if kept["date"] else None
    return Kept(Answer(kept["answer"]), date, kept["unclear"])
