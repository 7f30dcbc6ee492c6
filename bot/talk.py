"""One conversation without a phone: the real engine and the real understanding, nothing stored.

It can be written down as a golden conversation (tests/golden), which the tests then play.
"""

import datetime as dt
from typing import Any

import yaml

from flows.definition import Definition
from flows.engine import ask_again, expire, resume, start, wakes_at
from flows.engine.care import read_as
from flows.golden import in_words, reading_in_words
from flows.texts import Catalogue
from flows.turn import Context, Heard, Turn
from flows.understanding import understand
from flows.understanding.words import contains_word
from flows.vocabulary import Question

Plain = dict[str, Any]

AGREED = {"en": ("mango", "umbrella"), "es": ("mariposa", "paraguas")}
ANY_AGREED = ("mango", "paraguas")
FILLS = {
    "public_name": "Harbor Family Line",
    "phone": "(202) 555-0143",
    "question": "-",
    "child": "-",
}
COURT_DATE_AHEAD = dt.timedelta(days=55)


class Talk:
    """A talk with one invented person, enrolled with a check word. Moments are UTC."""

    def __init__(self, definition: Definition, language: str, starts: dt.datetime) -> None:
        self.definition = definition
        self.language = language
        self.starts = starts
        self.check_word, self.distress_word = AGREED.get(language, ANY_AGREED)
        self.court_date = (starts + COURT_DATE_AHEAD).date()
        self.told: list[Plain] = []
        self._now = starts
        self._catalogue = Catalogue.load()
        self.fills = FILLS | {"child": self._catalogue.text(language, "label.child")}
        self._turn = start(definition, self._context(), starts)
        self._keep({"event": "start"})

    @property
    def is_open(self) -> bool:
        """Whether the machine may still speak."""
        return self._turn.waiting_for is not None

    @property
    def waiting_for(self) -> Question:
        """The question whose answer comes next. Raises ValueError in a talk that is over."""
        if self._turn.waiting_for is None:
            raise ValueError("this talk is over")
        return self._turn.waiting_for

    def hear(self, words: str, after: dt.timedelta) -> None:
        """The person says something, some time after the last turn."""
        self._now += after
        waiting = self.waiting_for
        asked = read_as(waiting)
        reading = understand(
            words, lang=self.language, role=self.definition.role, question=asked, sent_on=self.starts.date()
        )
        heard = Heard(
            reading,
            identity_match=contains_word(words, self.check_word) if waiting is Question.IDENTITY else None,
            distress=contains_word(words, self.distress_word),
            unreadable=not words.strip(),
        )
        self._turn = resume(self.definition, self._turn.state, heard, self._context(), self._now)
        self._keep({"person": words, "reads": reading_in_words(heard)})

    def wait(self) -> None:
        """Let time pass until the machine acts by itself."""
        promised = self._turn.state["ask_again_at"] is not None
        self._now = wakes_at(self._turn.state) or self._now
        act, event = (ask_again, "ask again") if promised else (expire, "48 hours passed")
        self._turn = act(self.definition, self._turn.state, self._now)
        self._keep({"event": event})

    def last_in_words(self) -> list[str]:
        """What the last turn brought, a line each."""
        lines = []
        for effect in self.told[-1]["happens"]:
            if "bot" in effect:
                lines.append(f"  {effect['bot']}")
            else:
                lines.append("  [" + "; ".join(f"{key}: {value}" for key, value in effect.items()) + "]")
        return lines

    def _context(self) -> Context:
        return Context(
            role=self.definition.role,
            identity="check_word",
            private_channel=True,
            court_date=self.court_date,
            language=self.language,
            languages=self._catalogue.languages,
        )

    def _keep(self, given: Plain) -> None:
        minute = int((self._now - self.starts).total_seconds() // 60)
        happens = [in_words(e, self._catalogue, self.language, self.fills) for e in self._turn.effects]
        told: Plain = {"minute": minute, **given, "happens": happens}
        turn: Turn = self._turn
        if turn.disposition is not None:
            told["message"] = turn.disposition.value
        told["waits_for"] = turn.waiting_for.value if turn.waiting_for else "nobody"
        self.told.append(told)


def save(talk: Talk, title: str) -> str:
    """The talk as the text of a golden conversation."""
    enrolled = {
        "identity": "check_word",
        "check_word": talk.check_word,
        "distress_word": talk.distress_word,
        "court_date": talk.court_date,
    }
    conversation = {
        "title": title,
        "flow": talk.definition.flow,
        "version": talk.definition.version,
        "language": talk.language,
        "enrolled": enrolled,
        "fills": talk.fills,
        "starts": talk.starts.isoformat(),
        "turns": talk.told,
    }
    return yaml.safe_dump(conversation, sort_keys=False, allow_unicode=True, width=120)
