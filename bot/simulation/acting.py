"""Members of staff act in a scenario: each verb is one use case of the desk, in a transaction of its own."""

import uuid
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.concerns import acknowledge_concern
from bot.desk.takeover import hand_back, take_over
from bot.desk.tasks import Place, place_of
from bot.desk.threads import mark_seen
from bot.desk.viewer import NotHere, Refused, Viewer
from bot.enrolment import Enrolment, enrol
from bot.runtime import Runtime, Work
from bot.simulation import concern_acting, record_acting
from bot.simulation.people import person_in, viewer_of
from bot.simulation.scenario import Act, Verb
from flows.vocabulary import ConcernStatus
from storage.models import Case, ConcernRow, Task
from storage.queries import threads

DONE, NOT_HERE, NO_DATABASE, NOTHING_TO_DO = "done", "not_here", "no_database", "nothing_to_do"


def perform(runtime: Runtime, act: Act) -> str:
    """Do it, and say how it went: `done`, or the code with which it was refused."""
    try:
        with runtime.work() as work:
            viewer = viewer_of(work, act.who)
            person = person_in(work, act.case, act.person) if act.person else None
            return DONE if _VERBS[act.does](work, viewer, act, person) else NOTHING_TO_DO
    except Refused as refusal:
        return refusal.why.value
    except NotHere:
        return NOT_HERE
    except SQLAlchemyError:
        return NO_DATABASE


def _enrol(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    enrol(work, viewer, _some(person), Enrolment(**act.args))
    return True


def _take_over(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    take_over(work, viewer, _some(person))
    return True


def _hand_back(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    hand_back(work, viewer, _some(person))
    return True


def _mark_seen(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    messages = threads.inbound_of_person(work.session, _some(person))
    return bool(messages) and mark_seen(work, viewer, _some(person), messages[-1].id) > 0


def _enter_call(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    """The call that is due first; `reason` chooses among several."""
    query = select(Task).where(Task.person_id == _some(person), Task.done_at.is_(None))
    open_tasks = work.session.scalars(query.order_by(Task.due_at, Task.created_at, Task.dedupe_key))
    reason = act.args.get("reason")
    task = next((t for t in open_tasks if place_of(t) is Place.CALLS and reason in (None, t.reason)), None)
    if task is None:
        return False
    finish = act.args.get("finish", True)
    result = CallResult(act.args["result"])
    enter_call(work, viewer, CallEntry(task.id, result, act.args.get("note"), finish))
    return True


def _acknowledge(work: Work, viewer: Viewer, act: Act, person: uuid.UUID | None) -> bool:
    query = (
        select(ConcernRow)
        .join(Case)
        .where(Case.case_number == act.case, ConcernRow.status == ConcernStatus.OPEN)
    )
    if person is not None:
        query = query.where(ConcernRow.person_id == person)
    concerns = list(work.session.scalars(query.order_by(ConcernRow.first_suspected_at)))
    for concern in concerns:
        acknowledge_concern(work, viewer, concern.id)
    return bool(concerns)


def _some(person: uuid.UUID | None) -> uuid.UUID:
    if person is None:
        raise LookupError("this verb needs a person")
    return person


_VERBS: Mapping[Verb, Callable[[Work, Viewer, Act, uuid.UUID | None], bool]] = {
    Verb.ENROL: _enrol,
    Verb.TAKE_OVER: _take_over,
    Verb.HAND_BACK: _hand_back,
    Verb.MARK_SEEN: _mark_seen,
    Verb.ENTER_CALL: _enter_call,
    Verb.ACKNOWLEDGE: _acknowledge,
    Verb.CALL: concern_acting.call,
    Verb.FILE: concern_acting.file,
    Verb.NOT_FILE: concern_acting.not_file,
    Verb.CLOSE: concern_acting.close,
    Verb.RAISE: concern_acting.raise_one,
    Verb.WRITE: concern_acting.write_one,
    Verb.IGNORE: concern_acting.ignore,
    Verb.CALL_BOTH: record_acting.call_both,
    Verb.SIGN: record_acting.sign,
    Verb.REVIEW: record_acting.review,
    Verb.UPLOAD: record_acting.upload,
    Verb.PROPOSE_CLOSING: record_acting.propose_closing,
    Verb.CLOSE_CASE: record_acting.close_case,
    Verb.SIGN_CLOSING: record_acting.sign_closing,
    Verb.SEE_TROUBLE: concern_acting.see_trouble,
}
