"""When the next check-in falls due, the open one ends with its attempts; only the newest is asked (6.3)."""

from bot.conversations import keep_turn
from bot.delivery.outbox import cancel_texts_of
from bot.effects import Carrier
from bot.records.joint import after_part
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import ENDED, leave_to_staff
from flows import engine
from flows.policy.routing import CALL_REASONS
from flows.policy.signing import Part, part_state
from flows.policy.silence import LADDER_REASONS
from flows.vocabulary import ConversationStatus, Outcome, PartStatus, TaskReason
from storage.models import Address, CheckInPart, Conversation
from storage.queries import ladder as queries

OVERTAKEN = "overtaken"
"""Result of a call task whose check-in has been followed by the next."""

_CLOSED_WITH_IT = (
    LADDER_REASONS | CALL_REASONS | {TaskReason.ALTERNATIVE_CONTACT, TaskReason.NUMBER_CHANGED}
) - {TaskReason.STOPPED_BEFORE_SAFETY}
"""Whoever stopped before the safety question is called all the same."""


def end_older(work: Work, scene: Scene) -> bool:
    """End what is older than a person's newest check-in that is due; true when this part is older.

    A thread that a caseworker has taken over is theirs and stays as it is.
    """
    part, case, person = scene.part, scene.case, scene.person
    assert part and case and person  # noqa: PT018 - one scene, one thought
    today = scene.local_date(work, work.now)
    due = [row for row in queries.parts_of(work.session, case.id, person.id) if row.due_on <= today]
    for older in due[1:]:
        _end(work, scene, older)
    return part in due[1:]


def _end(work: Work, scene: Scene, part: CheckInPart) -> None:
    """The part ends "not held in time", unless it was settled; who stopped before safety is still called."""
    talk = queries.newest_conversation(work.session, part.id)
    if talk is not None and talk.taken_over_at is not None and talk.status is not ConversationStatus.ENDED:
        return
    if talk is not None and talk.status is ConversationStatus.OPEN:
        _end_conversation(work, scene, part, talk)
    unsettled = part_state(part.status, part.outcome) is Part.RUNNING
    if unsettled and part.outcome is not Outcome.STOPPED_BEFORE_SAFETY:
        part.status = PartStatus.NOT_COMPLETED
        part.outcome = Outcome.NOT_HELD_IN_TIME
        part.ended_at = part.ended_at or work.now
        work.audit("not_held_in_time", "check_in_part", part.id, case_id=part.check_in.case_id)
    for task in queries.open_tasks_of_part(work.session, part.id, [r.value for r in _CLOSED_WITH_IT]):
        task.done_at, task.result = work.now, OVERTAKEN
    after_part(work, part.check_in)


def _end_conversation(work: Work, scene: Scene, part: CheckInPart, talk: Conversation) -> None:
    definition = work.runtime.flows.get(talk.flow, talk.flow_version)
    turn = engine.overtake(definition, talk.state, work.now)
    talk.turn += 1
    talk.last_turn_at = work.now
    keep_turn(talk, turn)
    cancel_texts_of(work, talk.id, ENDED)
    address = work.session.get_one(Address, talk.address_id)
    others = [each for each in talk.parts if each.id != part.id and each.status is PartStatus.OPEN]
    there = Scene(address, scene.person, scene.case, part.role, part, talk)
    Carrier(work, there, language=talk.language, step=f"overtake:{talk.id}").carry_out(turn.effects)
    leave_to_staff(work, talk, others)
