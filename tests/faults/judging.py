"""The end of a run: every message stored once with an outcome, every text on the phone exactly once.

What cannot be decided must be proved here, from what the emulator knows, and flagged to a person.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from bot.runtime import Work
from flows.vocabulary import DeliveryState, Lane, TaskReason
from storage.models import Delivery, Inbound, InboundProcessing, Outbound, Task
from tests.faults.run import Run

FLAGS = frozenset({TaskReason.SENT_AGAIN.value, TaskReason.UNKNOWN_FATE.value})


@dataclass(frozen=True)
class Verdict:
    """`problems` must be empty; the numbers are for the report."""

    problems: list[str]
    inbound: int
    outbound: int
    flagged: int


def judge(run: Run) -> Verdict:
    """Compare what phones, the emulator and the database know."""
    problems = list(run.board.complaints)
    with run.runtime.look() as work:
        inbound = _inbound(work, run, problems)
        outbound, flagged = _outbound(work, run, problems)
    return Verdict(problems, inbound, outbound, flagged)


def _inbound(work: Work, run: Run, problems: list[str]) -> int:
    query = select(Inbound.sid, InboundProcessing.disposition).outerjoin(
        InboundProcessing, InboundProcessing.inbound_id == Inbound.id
    )
    rows = work.session.execute(query).all()
    times = Counter(sid for sid, _ in rows)
    written = run.written()
    problems += [f"inbound {sid} is stored {count} times" for sid, count in times.items() if count > 1]
    problems += [f"inbound {sid} was lost" for sid in written - set(times)]
    problems += [f"inbound {sid} was never written by a phone" for sid in set(times) - written]
    problems += [f"inbound {sid} has no outcome" for sid, disposition in rows if disposition is None]
    return len(rows)


def _outbound(work: Work, run: Run, problems: list[str]) -> tuple[int, int]:
    at_phone = run.taken()
    flags = _flags(work)
    known = set()
    rows = work.session.execute(select(Outbound, Delivery).join(Delivery)).all()
    for outbound, row in rows:
        ours = str(outbound.id)
        known.add(ours)
        sids = at_phone.get(ours, [])
        problem = _wrong(row, sids, flags.get(ours, set()), run)
        if outbound.lane is Lane.PAGE and row.state is DeliveryState.UNKNOWN and len(sids) <= 1:
            continue  # a page is not looked for: its alarm rings again
        if problem:
            reached = f"{len(sids)} at the phone, state {row.state}, {row.reason}, tries {row.tries}"
            problems.append(f"outbound {ours} ({outbound.text_key}): {problem}; {reached}")
    problems += [f"a text of nobody's reached a phone: {ours}" for ours in set(at_phone) - known]
    return len(rows), sum(1 for found in flags.values() if found & FLAGS)


def _wrong(row: Delivery, sids: list[str], tasks: set[str], run: Run) -> str | None:
    """What is wrong with one text, by how often it reached the phone."""
    if row.state is DeliveryState.SENT:
        if row.sid not in sids:
            return "is said to be sent, and the provider never had it under this SID"
        if len(sids) > 1 and not (set(sids) & run.mischief.hidden and tasks & FLAGS):
            return "came more than once, and that could have been known"
        return None
    if row.state is DeliveryState.UNKNOWN:
        if row.lease_until is not None:
            return "is of unknown fate, and nobody has finished looking"
        return None if tasks & FLAGS else "is of unknown fate, and nobody is told"
    if row.state is DeliveryState.REJECTED:
        return "was rejected and came all the same" if sids else (None if tasks else "was rejected, untold")
    if row.state is DeliveryState.CANCELLED:
        return "was cancelled and came all the same" if sids else None
    return "was never finished"


def _flags(work: Work) -> dict[str, set[str]]:
    flags: dict[str, set[str]] = {}
    query = select(Task.outbound_id, Task.reason).where(Task.outbound_id.is_not(None))
    for outbound_id, reason in work.session.execute(query):
        flags.setdefault(str(outbound_id), set()).add(reason)
    return flags
