"""What the machine could not place: each item with its message, until a person has dealt with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.marking import showable
from bot.desk.names import number_of, open_names
from bot.desk.tasks import Place, TaskLine, line, place_of
from bot.desk.threads import Bubble, incoming, outgoing
from bot.desk.viewer import Viewer
from bot.runtime import Work
from storage.models import Task
from storage.queries import calls, caseload, threads
from storage.queries import today as queries
from storage.queries.keys import preload_keys


@dataclass(frozen=True, slots=True)
class TrayItem:
    """One item. `bubble` is the message in question; `number` says who wrote where nothing else does."""

    task: TaskLine
    bubble: Bubble | None
    number: str | None


def tray(work: Work, viewer: Viewer) -> list[TrayItem]:
    """All tray items in scope by due time, and an audit row that their messages were looked at."""
    tasks = [
        task
        for task in queries.open_tasks(work.session, viewer.scope(work), work.now)
        if place_of(task) is Place.TRAY
    ]
    names = open_names(work, {t.person.id: t.person for t in tasks if t.person}.values())
    bubbles = _bubbles(work, tasks)
    numbers = _numbers(work, tasks)
    if tasks:
        ids = [str(task.id) for task in tasks]
        work.audit("look", "tray", None, staff_id=viewer.staff_id, tasks=ids)
    return [TrayItem(line(work, task, names), bubbles.get(task.id), numbers.get(task.id)) for task in tasks]


def _bubbles(work: Work, tasks: Sequence[Task]) -> dict[uuid.UUID, Bubble]:
    """The message of each task: the text of ours that it is about, else what came in."""
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    came = threads.inbounds(work.session, [t.inbound_id for t in tasks if t.inbound_id])
    went = threads.outbounds(work.session, [t.outbound_id for t in tasks if t.outbound_id])
    addresses = [*(m.address for m in came.values()), *(t.address for t in went.values())]
    keys = preload_keys(work.session, (address.data_key_id for address in addresses))
    found: dict[uuid.UUID, Bubble] = {}
    for task in tasks:
        if task.outbound_id in went:
            found[task.id] = outgoing(work, went[task.outbound_id], staff)
        elif task.inbound_id in came:
            found[task.id] = incoming(work, came[task.inbound_id], staff)
    del keys  # kept until here, so that the session held on to them
    return found


def _numbers(work: Work, tasks: Sequence[Task]) -> dict[uuid.UUID, str]:
    """The number of each task that is about nobody we know."""
    unknown = {t.id: t.address_id for t in tasks if t.address_id and t.person_id is None}
    rows = calls.addresses(work.session, list(unknown.values()))
    return {task_id: showable(number_of(work, rows[address])) for task_id, address in unknown.items()}
