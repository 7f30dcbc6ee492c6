"""Short looks into a stage's database, as plain values that a test can compare."""

from typing import Any

from sqlalchemy import select

from bot.simulation.stage import Stage
from flows.vocabulary import Role
from storage.models import (
    AnswerRow,
    CheckInPart,
    ConcernRow,
    Conversation,
    Delivery,
    Inbound,
    InboundProcessing,
    Outbound,
    Task,
)


def rows(stage: Stage, *columns: Any, where: Any = None, order: Any = None) -> list[tuple[Any, ...]]:
    """The given columns of all rows."""
    query = select(*columns)
    if where is not None:
        query = query.where(where)
    with stage.runtime.look() as work:
        return [
            tuple(row) for row in work.session.execute(query.order_by(order) if order is not None else query)
        ]


def tasks(stage: Stage) -> set[tuple[str, str]]:
    """Kind and reason of all tasks."""
    return {(kind.value, reason) for kind, reason in rows(stage, Task.kind, Task.reason)}


def concerns(stage: Stage) -> list[tuple[str, str, int]]:
    """Urgency, status and rings of all concerns."""
    found = rows(stage, ConcernRow.urgency, ConcernRow.status, ConcernRow.rings)
    return [(urgency.value, status.value, rings) for urgency, status, rings in found]


def answers(stage: Stage) -> list[tuple[str, str]]:
    """All answers in order."""
    found = rows(stage, AnswerRow.question, AnswerRow.answer, order=AnswerRow.at)
    return [(question.value, answer.value) for question, answer in found]


def first_part(stage: Stage, role: Role) -> tuple[str, str | None]:
    """Status and outcome of a person's part of the first check-in."""
    found = rows(
        stage,
        CheckInPart.status,
        CheckInPart.outcome,
        where=CheckInPart.role == role,
        order=CheckInPart.due_on,
    )
    status, outcome = found[0]
    return status.value, outcome.value if outcome else None


def dispositions(stage: Stage) -> list[str | None]:
    """What became of each inbound message, in order of arrival."""
    found = rows(stage, InboundProcessing.disposition, order=InboundProcessing.received_at)
    return [disposition.value if disposition else None for (disposition,) in found]


def deliveries(stage: Stage) -> list[tuple[str, str]]:
    """Text key and delivery state of everything in the outbox, in order."""
    query = (
        select(Outbound.text_key, Delivery.state)
        .join(Delivery, Delivery.outbound_id == Outbound.id)
        .order_by(Outbound.created_at, Outbound.position)
    )
    with stage.runtime.look() as work:
        return [(key, state.value) for key, state in work.session.execute(query)]


def count(stage: Stage, model: type[Conversation | Inbound | Outbound | Task | ConcernRow]) -> int:
    """How many rows a table has."""
    return len(rows(stage, model.id))
