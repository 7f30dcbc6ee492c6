"""Keeping what a turn left behind in its conversation."""

import datetime as dt

from flows import engine
from flows.turn import Turn
from storage.models import Conversation


def keep_turn(conversation: Conversation, turn: Turn) -> None:
    """Store the state of a turn, and when to look again: at a promised hour, else when time is up."""
    conversation.state = turn.state
    conversation.waiting_for = turn.waiting_for
    privacy = turn.state["privacy_confirmed_at"]
    conversation.privacy_confirmed_at = dt.datetime.fromisoformat(privacy) if privacy else None
    wake_at = engine.wakes_at(turn.state)
    if wake_at is not None:
        conversation.wake_at = wake_at
