"""What the machine could not place: each item with its message, until a person has dealt with it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.interpreting import key_of_asking
from bot.desk.marking import showable
from bot.desk.names import number_of, open_names
from bot.desk.tasks import Place, TaskLine, line, place_of
from bot.desk.threads import Bubble, incoming, outgoing
from bot.desk.viewer import Viewer
from bot.interpreters import speakers_on_duty, spoken_by
from bot.runtime import Work
from flows.vocabulary import URGENCY_RANK, TaskKind
from storage.models import Task
from storage.queries import calls, caseload, threads
from storage.queries import today as queries
from storage.queries.keys import preload_keys


@dataclass(frozen=True, slots=True)
class TrayItem:
    """One item. `bubble` is the message in question; `number` says who wrote where nothing else does.

    `language`: in which the person is spoken with, else that of the message; None where nobody knows.
    `speaks`: who on the rota now speaks it. `interpreter`: one was asked for already.
    """

    task: TaskLine
    bubble: Bubble | None
    number: str | None
    language: str | None
    speaks: tuple[str, ...]
    interpreter: bool


def tray(work: Work, viewer: Viewer) -> list[TrayItem]:
    """All tray items in scope, the riskiest message first, then by due time, and an audit row of the look."""
    everything = queries.open_tasks(work.session, viewer.scope(work), work.now)
    tasks = [task for task in everything if place_of(task) is Place.TRAY]
    names = open_names(work, {t.person.id: t.person for t in tasks if t.person}.values())
    bubbles = _bubbles(work, tasks)
    numbers = _numbers(work, tasks)
    if tasks:
        ids = [str(task.id) for task in tasks]
        work.audit("look", "tray", None, staff_id=viewer.staff_id, tasks=ids)
    asked = {task.dedupe_key for task in everything if task.kind is TaskKind.LANGUAGE}
    items = [
        _item(work, task, line(work, task, names), bubbles.get(task.id), numbers.get(task.id), asked)
        for task in tasks
    ]
    return sorted(items, key=_risk)


def _item(
    work: Work, task: Task, shown: TaskLine, bubble: Bubble | None, number: str | None, asked: set[str]
) -> TrayItem:
    incoming_in = bubble.language if bubble and bubble.incoming and bubble.language != "und" else None
    language = spoken_by(task.person) if task.person else incoming_in
    return TrayItem(
        task=shown,
        bubble=bubble,
        number=number,
        language=language,
        speaks=speakers_on_duty(work, language) if language else (),
        interpreter=key_of_asking(task.id) in asked,
    )


def _risk(item: TrayItem) -> tuple[int, bool, dt.datetime]:
    """The most urgent reading first, then what the machine was not sure of, then the earliest clock."""
    read = item.bubble.understood if item.bubble else None
    return (-URGENCY_RANK[read.urgency] if read else 0, not (read and read.review), item.task.due_at)


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
