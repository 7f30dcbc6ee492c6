"""Golden conversations as a caseworker could read them: reading them, playing them, writing them down."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from flows.definition import Library
from flows.engine import ask_again, expire, resume, start
from flows.engine.care import read_as
from flows.golden import in_words
from flows.reading import AlsoAnswered, Reading
from flows.texts import Catalogue
from flows.turn import Context, Heard, Turn
from flows.understanding import understand
from flows.understanding.words import contains_word, same_answer
from flows.vocabulary import Answer, Command, Concern, Need, Question, Role, Urgency

FOLDER = Path(__file__).parent.parent / "golden"
LANGUAGES = ("en", "es")
Plain = dict[str, Any]
Hearing = Callable[[Plain, Plain, Question], Heard]
"""(the conversation, the turn, the question that waits) -> what the engine hears."""


def load(path: Path) -> Plain:
    """The file as plain values."""
    conversation: Plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    return conversation


def play(conversation: Plain, hear: Hearing) -> list[Plain]:
    """Play every turn and say what happened, in the words of the file. The state makes a round trip."""
    definition = Library.load().get(conversation["flow"], conversation["version"])
    happened = []
    turn: Turn | None = None
    for told in conversation["turns"]:
        now = dt.datetime.fromisoformat(conversation["starts"]) + dt.timedelta(minutes=told["minute"])
        state = json.loads(json.dumps(turn.state)) if turn else {}
        context = _context(conversation, definition.role)
        event = told.get("event")
        if event == "start":
            turn = start(definition, context, now)
        elif event == "ask again":
            turn = ask_again(definition, state, now)
        elif event in ("48 hours passed", "2 hours passed"):
            turn = expire(definition, state, now)
        else:
            waits_for = turn.waiting_for if turn else None
            assert waits_for is not None, f"nothing is asked when the person says {told['person']!r}"
            turn = resume(definition, state, hear(conversation, told, waits_for), context, now)
        assert turn.state == json.loads(json.dumps(turn.state))
        happened.append(_turn(turn, told, conversation))
    return happened


def heard_as_written(conversation: Plain, told: Plain, waits_for: Question) -> Heard:
    """The reading that the file itself gives, so that nothing rests on the understanding of text."""
    reads = told.get("reads", {})
    also = tuple(
        AlsoAnswered(Question(question), Answer(answer)) for question, answer in reads.get("also", {}).items()
    )
    reading = Reading(
        answer=Answer(reads.get("answer", "other")),
        date=reads.get("date"),
        date_other=reads.get("date_other"),
        also=also,
        concerns=tuple(Concern(code) for code in reads.get("concerns", ())),
        needs=tuple(Need(code) for code in reads.get("needs", ())),
        urgency=Urgency(reads.get("urgency", "none")),
        review=reads.get("review", False),
        commands=frozenset(Command(code) for code in reads.get("commands", ())),
        digit=reads.get("digit"),
    )
    return Heard(reading, reads.get("identity_match"), distress=reads.get("distress", False))


def heard_for_real(conversation: Plain, told: Plain, waits_for: Question) -> Heard:
    """The text as the service reads it; whatever the file says of its reading is left aside."""
    enrolled, text = conversation["enrolled"], told["person"]
    match: bool | None = None
    if waits_for is Question.IDENTITY:
        if enrolled["identity"] == "check_word":
            match = contains_word(text, enrolled["check_word"])
        else:
            match = same_answer(text, enrolled["identity_answer"])
    reading = understand(
        text,
        lang=conversation["language"],
        role=Library.load().get(conversation["flow"], conversation["version"]).role,
        question=read_as(waits_for),
        sent_on=dt.datetime.fromisoformat(conversation["starts"]).date(),
    )
    return Heard(reading, match, distress=contains_word(text, enrolled["distress_word"]))


def _context(conversation: Plain, role: Role) -> Context:
    enrolled = conversation["enrolled"]
    return Context(
        role=role,
        identity=enrolled["identity"],
        private_channel=True,
        court_date=enrolled.get("court_date"),
        language=conversation["language"],
        languages=Catalogue.load().languages,
        court_dates=tuple(enrolled.get("children", {}).values()),
    )


def _turn(turn: Turn, told: Plain, conversation: Plain) -> Plain:
    """Only what a reader needs: what led here stays as it was told."""
    given: Plain = {name: told[name] for name in ("minute", "event", "person", "reads") if name in told}
    catalogue, language = Catalogue.load(), conversation["language"]
    children = conversation["enrolled"].get("children", {})
    labels = tuple(children)
    happened = [
        in_words(effect, catalogue, language, conversation["fills"], labels) for effect in turn.effects
    ]
    result: Plain = {**given, "happens": happened}
    if turn.disposition is not None:
        result["message"] = turn.disposition.value
    result["waits_for"] = turn.waiting_for.value if turn.waiting_for else "nobody"
    return result
