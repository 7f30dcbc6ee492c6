"""Short words for talking to the engine in tests; the state makes a round trip through JSON each turn."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flows.definition import Definition, Library
from flows.engine import ask_again, expire, resume, start
from flows.reading import Reading
from flows.turn import Context, Effect, Heard, Say, Turn
from flows.vocabulary import Answer, Question, Role

NOW = dt.datetime(2026, 3, 11, 17, 0, tzinfo=dt.UTC)
ON_FILE = dt.date(2026, 5, 5)
_T = TypeVar("_T")


def reading(answer: str = "other", **fields: Any) -> Reading:
    """A reading with this answer."""
    return Reading(answer=Answer(answer), **fields)


def heard(answer: str = "other", **fields: Any) -> Heard:
    """A message read as this answer; fields of Heard and of Reading alike."""
    own = {name: fields.pop(name) for name in list(fields) if name in Heard.__dataclass_fields__}
    return Heard(reading(answer, **fields), **own)


MATCH = heard(identity_match=True)
YES = heard("yes")
NO = heard("no")
UNCLEAR = heard()


@dataclass
class Chat:
    """One conversation, turn by turn."""

    role: Role = Role.CHILD
    identity: str = "check_word"
    language: str = "en"
    private: bool = True
    joint_open: bool = False
    now: dt.datetime = NOW
    turns: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns.append(start(self.definition, self.context, self.now))

    @property
    def definition(self) -> Definition:
        """The newest first check-in."""
        return Library.load().newest(self.role, 1)

    @property
    def context(self) -> Context:
        """The person as the engine may know them."""
        return Context(
            self.role,
            self.identity,
            self.private,
            ON_FILE,
            self.language,
            frozenset({"en", "es"}),
            joint_open=lambda: self.joint_open,
        )

    @property
    def last(self) -> Turn:
        """The newest turn."""
        return self.turns[-1]

    @property
    def waits_for(self) -> Question | None:
        """The question whose answer comes next."""
        return self.last.waiting_for

    def state(self) -> dict[str, Any]:
        """The state as it comes back from a database."""
        state: dict[str, Any] = json.loads(json.dumps(self.last.state))
        return state

    def hears(self, *messages: Heard, after: dt.timedelta = dt.timedelta(minutes=3)) -> "Chat":
        """Take these messages one after the other."""
        for message in messages:
            self.now += after
            turn = resume(self.definition, self.state(), message, self.context, self.now)
            self.turns.append(turn)
        return self

    def wait(self, time: dt.timedelta) -> "Chat":
        """Let time pass, then see whether the conversation has expired."""
        self.now += time
        self.turns.append(expire(self.definition, self.state(), self.now))
        return self

    def wait_to_be_asked(self, time: dt.timedelta) -> "Chat":
        """Let time pass, then ask again if that was agreed."""
        self.now += time
        self.turns.append(ask_again(self.definition, self.state(), self.now))
        return self

    def until(self, question: str) -> "Chat":
        """Answer well until this question is open."""
        while self.waits_for is not Question(question):
            self.hears(MATCH if self.waits_for is Question.IDENTITY else self._well())
        return self

    def _well(self) -> Heard:
        if self.waits_for is Question.COURT_DATE:
            return heard("date", date=ON_FILE)
        return YES

    def said(self) -> list[str]:
        """Keys of the texts of the last turn."""
        return texts(self.last)

    def did(self, kind: type[_T]) -> list[_T]:
        """Effects of one kind in the last turn."""
        return [effect for effect in self.last.effects if isinstance(effect, kind)]

    def only(self, kind: type[_T]) -> _T:
        """The one effect of its kind in the last turn."""
        found = self.did(kind)
        assert len(found) == 1, f"{len(found)} {kind.__name__} in {self.last.effects}"
        return found[0]


def texts(turn: Turn) -> list[str]:
    """Keys of the texts of a turn, in order."""
    return [effect.key for effect in turn.effects if isinstance(effect, Say)]


def kinds(turn: Turn) -> list[type[Effect]]:
    """What sort of effects a turn has, in order."""
    return [type(effect) for effect in turn.effects]
