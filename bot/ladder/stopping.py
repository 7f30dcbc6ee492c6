"""The ladder stops the moment the person answers, by whatever channel and however late (6.3)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.facts import address_in, contact_facts, persons_on_number, rules
from bot.ladder.contact import note_reply
from bot.ladder.rungs import plan
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import ANSWERED_MEANWHILE
from flows import engine
from flows.policy.contact import lasting_reasons
from flows.policy.silence import LADDER_REASONS, LATE_ANSWER_GOES_ON
from flows.vocabulary import ConversationStatus, Outcome, PartStatus, TaskReason
from storage.models import Address, CheckInPart, Conversation, Person
from storage.queries import ladder as queries

_STOPPED = [reason.value for reason in LADDER_REASONS | {TaskReason.ALTERNATIVE_CONTACT}]


def late_answer(work: Work, scene: Scene) -> Scene:
    """The scene of a message, with the conversation that it belongs to opened again if silence had ended it.

    Only the newest check-in goes on, and only where a text may still be the way. The message itself is
    then heard as the answer to the last question; nothing is asked anew.
    """
    if scene.conversation is not None or scene.address is None or scene.person is None:
        return scene
    talk = _ended_by_silence(work, scene.address, scene.person)
    if talk is None or not _may_go_on(work, scene.address, talk):
        return scene
    return _open_again(work, scene, talk)


def resume_stopped(work: Work, scene: Scene) -> Scene:
    """The scene of a START, with the conversation that a stop had ended opened again at its question.

    Privacy is confirmed anew. Elsewhere, and in an older check-in, START only lets texts go again.
    """
    if scene.conversation is not None or scene.address is None or scene.person is None:
        return scene
    talk = _newest(work, scene.person)
    if talk is None or talk.outcome is not Outcome.OPTED_OUT or talk.address_id != scene.address.id:
        return scene
    scene.address.opted_out_at = None
    if queries.is_busy(work.session, scene.address.id, scene.person.id):
        return scene
    return _open_again(work, scene, talk, anew=True) if _may_go_on(work, scene.address, talk) else scene


def _open_again(work: Work, scene: Scene, talk: Conversation, *, anew: bool = False) -> Scene:
    assert scene.address is not None
    definition = work.runtime.flows.get(talk.flow, talk.flow_version)
    turn = engine.reopen(definition, talk.state, work.now, anew=anew)
    if turn.waiting_for is None:
        return scene
    talk.state = turn.state
    talk.waiting_for = turn.waiting_for
    talk.status, talk.outcome, talk.ended_at = ConversationStatus.OPEN, None, None
    talk.address_id = scene.address.id
    part = talk.part
    for each in talk.parts:
        each.status, each.outcome, each.ended_at = PartStatus.OPEN, None, None
    work.audit("reopen", "conversation", talk.id, case_id=part.check_in.case_id)
    return replace(scene, conversation=talk, part=part, case=part.check_in.case, role=part.role)


def answered(work: Work, scene: Scene) -> None:
    """A person has answered in a conversation: what the ladder had asked of staff is done."""
    talk = scene.conversation
    assert talk is not None
    for each in talk.parts:
        for task in queries.open_tasks_of_part(work.session, each.id, _STOPPED):
            if task.created_at < work.now:
                task.done_at, task.result = work.now, ANSWERED_MEANWHILE


def goes_on(work: Work, scene: Scene) -> None:
    """The turn is kept: a child was reached, and the reminder and the other channel are planned anew.

    A reminder that went is not repeated. What is asked here does not depend on the turn's own change of
    the conversation, which is written once, with the plan.
    """
    talk = scene.conversation
    assert talk is not None
    with work.session.no_autoflush:
        note_reply(work, scene)
        plan(work, talk)


def _ended_by_silence(work: Work, address: Address, person: Person) -> Conversation | None:
    """The person's newest conversation, if silence ended it, and nothing else is open."""
    talk = _newest(work, person)
    if talk is None or talk.outcome not in LATE_ANSWER_GOES_ON:
        return None
    if not all(_ended_silently(part) for part in talk.parts):
        return None  # a person has settled the check-in of this child, or of a sibling, meanwhile
    if talk.ended_at is None or talk.ended_at < talk.wake_at:
        return None  # ended by what the person said, not by silence
    return None if queries.is_busy(work.session, address.id, person.id) else talk


def _ended_silently(part: CheckInPart) -> bool:
    return part.status is PartStatus.NOT_COMPLETED and part.outcome in LATE_ANSWER_GOES_ON


def _newest(work: Work, person: Person) -> Conversation | None:
    query = select(Conversation).where(Conversation.person_id == person.id)
    return work.session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()


def _may_go_on(work: Work, address: Address, talk: Conversation) -> bool:
    """The check-in is the newest that is due, and nothing lasting forbids texts here."""
    part = talk.part
    case, at = part.check_in.case, address_in(work, talk.person, address.id)
    if at is None or persons_on_number(work, address) > 1:
        return False
    if not all(_is_newest(work, each, case.time_zone) for each in talk.parts):
        return False
    facts = contact_facts(work, talk.person, case, part.role, at)
    today = Scene(address, talk.person, case).local_date(work, work.now)
    return not lasting_reasons(facts, today, rules(work))


def _is_newest(work: Work, part: CheckInPart, zone: str) -> bool:
    today = work.now.astimezone(ZoneInfo(zone)).date()
    parts = queries.parts_of(work.session, part.check_in.case_id, part.person_id)
    due = [row for row in parts if row.due_on <= today or row.opened_at is not None]
    return bool(due) and due[0].id == part.id
