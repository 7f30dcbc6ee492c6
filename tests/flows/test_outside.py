"""Messages with no conversation open: seen by a person, screened for danger, asked nothing."""

from typing import Any

import pytest
from hypothesis import given

from flows.outside import respond_outside
from flows.turn import Heard, OpenTask, OptIn, OptOut, RaiseConcern, Turn
from flows.vocabulary import Command, Concern, Disposition, Need, TaskKind, TaskReason, Urgency
from tests.flows.talking import heard, texts
from tests.flows.test_engine_properties import WILD

HITS: dict[str, Any] = {"urgency": Urgency.CONCERN, "concerns": (Concern.PHYSICAL_ABUSE,)}
KNOWN = [True, False]


def reply(message: Heard, *, known: bool = True, answered_today: bool = False) -> Turn:
    return respond_outside(message, known=known, answered_today=answered_today)


def command(*commands: Command, **fields: Any) -> Heard:
    return heard(commands=frozenset(commands), **fields)


def tasks(turn: Turn) -> list[tuple[TaskKind, TaskReason]]:
    return [(effect.kind, effect.reason) for effect in turn.effects if isinstance(effect, OpenTask)]


def has(turn: Turn, kind: type) -> bool:
    return any(isinstance(effect, kind) for effect in turn.effects)


def test_somebody_known_gets_the_neutral_text_once_a_day_and_lies_in_the_tray() -> None:
    turn = reply(heard(needs=(Need.LEGAL,)))
    assert texts(turn) == ["neutral"]
    assert tasks(turn) == [(TaskKind.TRAY, TaskReason.NO_OPEN_CONVERSATION)]
    assert turn.disposition is Disposition.TRAY
    again = reply(heard(), answered_today=True)
    assert (texts(again), tasks(again)) == ([], [(TaskKind.TRAY, TaskReason.NO_OPEN_CONVERSATION)])


def test_an_unknown_number_gets_one_neutral_answer_a_day_and_lies_in_the_tray() -> None:
    turn = reply(heard("yes"), known=False)
    assert texts(turn) == ["unknown_number"]
    assert tasks(turn) == [(TaskKind.TRAY, TaskReason.UNKNOWN_NUMBER)]
    assert texts(reply(heard("yes"), known=False, answered_today=True)) == []


@pytest.mark.parametrize("danger", [HITS, {"distress": True}])
def test_danger_from_somebody_known_is_raised_with_the_neutral_text(danger: dict[str, Any]) -> None:
    """Invariant 2: with no conversation open too."""
    turn = reply(heard(**danger), answered_today=True)
    assert has(turn, RaiseConcern)
    assert (texts(turn), turn.disposition) == (["neutral"], Disposition.ESCALATED)


def test_danger_from_an_unknown_number_is_raised_without_any_text() -> None:
    turn = reply(heard(**HITS), known=False)
    assert has(turn, RaiseConcern)
    assert (texts(turn), tasks(turn)) == ([], [(TaskKind.TRAY, TaskReason.UNKNOWN_NUMBER)])


@pytest.mark.parametrize("known", KNOWN)
def test_stop_with_danger_is_both_and_no_text_goes_out(known: bool) -> None:
    turn = reply(command(Command.STOP, **HITS), known=known)
    assert has(turn, OptOut)
    assert has(turn, RaiseConcern)
    assert texts(turn) == []


@pytest.mark.parametrize("known", KNOWN)
def test_stop_takes_effect_with_one_confirmation(known: bool) -> None:
    turn = reply(command(Command.STOP), known=known, answered_today=True)
    assert has(turn, OptOut)
    assert texts(turn) == ["stopped"]
    assert ((TaskKind.WELFARE, TaskReason.OPTED_OUT) in tasks(turn)) is known
    assert texts(reply(command(Command.STOP, provider_replied=True), known=known)) == []


@pytest.mark.parametrize("known", KNOWN)
def test_start_opts_in(known: bool) -> None:
    turn = reply(command(Command.START), known=known)
    assert has(turn, OptIn)
    assert texts(turn) == []


@pytest.mark.parametrize("known", KNOWN)
def test_help_is_always_answered_and_a_person_is_told(known: bool) -> None:
    turn = reply(command(Command.HELP), known=known, answered_today=True)
    assert texts(turn) == ["help"]
    assert tasks(turn)


@pytest.mark.parametrize(
    ("message", "said", "task"),
    [
        (command(Command.WHO), ["who"], None),
        (command(Command.CALL_ME), ["neutral"], (TaskKind.CALL, TaskReason.WANTS_CALL)),
        (command(Command.LANGUAGE), ["neutral"], (TaskKind.LANGUAGE, TaskReason.OTHER_LANGUAGE)),
        (command(Command.WRONG_NUMBER), ["wrong_person"], (TaskKind.CALL, TaskReason.WRONG_PERSON)),
        (heard("wrong_person"), ["wrong_person"], (TaskKind.CALL, TaskReason.WRONG_PERSON)),
        (heard(unreadable=True, media=True), ["neutral"], (TaskKind.TRAY, TaskReason.MEDIA)),
        (heard(unreadable=True), ["neutral"], (TaskKind.TRAY, TaskReason.EMPTY_MESSAGE)),
    ],
)
def test_words_of_somebody_known(
    message: Heard, said: list[str], task: tuple[TaskKind, TaskReason] | None
) -> None:
    turn = reply(message)
    assert (texts(turn), tasks(turn)) == (said, [task] if task else [])


def test_a_reading_for_review_is_looked_at_within_twelve_hours() -> None:
    assert (TaskKind.REVIEW, TaskReason.READING_REVIEW) in tasks(reply(heard(review=True)))


@given(WILD)
def test_whatever_comes_has_one_outcome_and_nothing_is_asked(message: Heard) -> None:
    for known in KNOWN:
        turn = reply(message, known=known)
        assert turn.disposition is not None
        assert turn.waiting_for is None
        assert turn.state == {}
        assert len(texts(turn)) <= 1
        assert known or message.distress or turn.effects
