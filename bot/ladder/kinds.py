"""Which kind of silence ended a conversation, and the task that belongs to it (6.3, 6.2.4)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from bot.ladder.fates import any_delivered, number_is_dead
from bot.runtime import Work
from flows.policy.silence import NEXT_STEP, Silence, SilenceFacts, silence_of
from flows.turn import Effect, End, OpenTask, Turn
from flows.vocabulary import TaskKind, TaskReason
from storage.models import Conversation
from storage.queries import ladder as queries

SUPERSEDED = "superseded"
"""Result of a call task in whose place one with all questions has come."""

_OF_ONE_TEXT = (TaskReason.NOT_DELIVERED.value, TaskReason.REJECTED_BY_PROVIDER.value)
_BY_SILENCE = frozenset({TaskReason.NO_ANSWER, TaskReason.STOPPED_BEFORE_SAFETY})


def kind_of(work: Work, conversation: Conversation, end: End) -> Silence:
    """The kind of silence of a conversation that ends now."""
    return silence_of(
        SilenceFacts(
            outcome=end.outcome,
            delivered=any_delivered(work, conversation),
            number_dead=number_is_dead(work, conversation),
            asked_for_later=_asked_for_later(conversation),
        )
    )


def _asked_for_later(conversation: Conversation) -> bool:
    """Whether nothing has come since the question that was promised after "later"."""
    asked_at = conversation.reminded_at
    since = dt.datetime.fromisoformat(conversation.state["waiting_since"])
    return bool(conversation.state["later_used"]) and asked_at == since


def told_apart(work: Work, conversation: Conversation, turn: Turn) -> Iterator[Effect]:
    """The effects of a turn that nobody caused, its call task worded by the kind of silence."""
    end = next((effect for effect in turn.effects if isinstance(effect, End)), None)
    for effect in turn.effects:
        if end is not None and isinstance(effect, OpenTask) and _is_silence(effect):
            step = NEXT_STEP[kind_of(work, conversation, end)]
            _settle_single_texts(work, conversation)
            yield replace(effect, kind=step.kind, reason=step.reason, due=step.due)
        else:
            yield effect


def _is_silence(effect: OpenTask) -> bool:
    return effect.kind is TaskKind.CALL and effect.reason in _BY_SILENCE


def _settle_single_texts(work: Work, conversation: Conversation) -> None:
    """Calls about one text that did not arrive are now part of the call for the whole check-in."""
    for task in queries.open_tasks_of_part(work.session, conversation.part_id, _OF_ONE_TEXT):
        task.done_at, task.result = work.now, SUPERSEDED
