"""Kinds of silence are told apart, and each has its own next step (6.3, 6.2.4)."""

import pytest

from flows.policy.silence import LADDER_REASONS, NEXT_STEP, Silence, SilenceFacts, silence_of
from flows.vocabulary import Outcome, TaskKind, TaskReason

KINDS = [
    ("texts arrived, nobody answered", SilenceFacts(Outcome.NO_ANSWER), Silence.NO_ANSWER),
    ("no text arrived", SilenceFacts(Outcome.NO_ANSWER, delivered=False), Silence.NEVER_DELIVERED),
    (
        "the number is not in service",
        SilenceFacts(Outcome.NO_ANSWER, delivered=False, number_dead=True),
        Silence.NUMBER_DEAD,
    ),
    (
        "stopped before safety, and the phone died later: the words count more",
        SilenceFacts(Outcome.STOPPED_BEFORE_SAFETY, number_dead=True),
        Silence.STOPPED_BEFORE_SAFETY,
    ),
    ("stopped after safety", SilenceFacts(Outcome.STOPPED_AFTER_SAFETY), Silence.STOPPED_AFTER_SAFETY),
    (
        "asked for later, and silent then",
        SilenceFacts(Outcome.STOPPED_BEFORE_SAFETY, asked_for_later=True),
        Silence.ASKED_FOR_LATER,
    ),
    (
        "asked for later, but safety is known",
        SilenceFacts(Outcome.STOPPED_AFTER_SAFETY, asked_for_later=True),
        Silence.STOPPED_AFTER_SAFETY,
    ),
    ("declined", SilenceFacts(Outcome.DECLINED), Silence.DECLINED),
    ("somebody else's phone", SilenceFacts(Outcome.WRONG_PERSON), Silence.WRONG_PERSON),
    ("opted out", SilenceFacts(Outcome.OPTED_OUT), Silence.OPTED_OUT),
]


@pytest.mark.parametrize(("rule", "facts", "kind"), KINDS, ids=[row[0] for row in KINDS])
def test_each_silence_is_told_from_the_others(rule: str, facts: SilenceFacts, kind: Silence) -> None:
    assert silence_of(facts) is kind, rule


def test_every_kind_of_silence_ends_in_a_task_for_a_person() -> None:
    assert set(NEXT_STEP) == set(Silence)
    assert {kind for _, _, kind in KINDS} == set(Silence)


def test_a_stop_is_a_welfare_call_and_never_a_row_of_calls() -> None:
    step = NEXT_STEP[Silence.OPTED_OUT]
    assert (step.kind, step.several_calls, step.more_texts) == (TaskKind.WELFARE, False, False)


def test_several_calls_are_demanded_where_nobody_has_said_no() -> None:
    assert {
        TaskReason.NO_ANSWER,
        TaskReason.NOT_DELIVERED,
        TaskReason.NUMBER_DEAD,
        TaskReason.STOPPED_BEFORE_SAFETY,
        TaskReason.STOPPED_AFTER_SAFETY,
    } == LADDER_REASONS
