"""The clocks of a case, from what is on file; the rules stand in flows.policy.clocks."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.runtime import Work
from flows.policy.clocks import UPLOAD_DAYS, Clock, ClockFacts, NocFacts, clocks
from flows.policy.routing import has_check_ins
from flows.vocabulary import PartStatus, ReportKind
from storage.models import Case, CheckIn
from storage.queries import ladder as queries
from storage.queries import reports


def clocks_of(work: Work, case: Case, steps: Sequence[CheckIn]) -> tuple[Clock, ...]:
    """All clocks of a case as of now, those that are stopped too; `steps` are its check-ins."""
    zone = ZoneInfo(case.time_zone)
    reached = queries.first_contacts(work.session, [case.id]).get(case.id)
    numbers = {step.id: step.number for step in steps}
    written = reports.reports_of_case(work.session, case.id)
    of_steps = {numbers[row.check_in_id]: row for row in written if row.check_in_id in numbers}
    closing = next((row for row in reversed(written) if row.kind is ReportKind.CLOSING), None)
    return clocks(
        ClockFacts(
            release=case.release_date,
            zone=case.time_zone,
            now=work.now,
            accepted=case.referral_accepted_on,
            check_ins=has_check_ins(case.level, case.tvpra, case.bridge_level_one),
            tvpra=case.tvpra,
            held={step.number: day for step in steps if (day := held_on(step, zone)) is not None},
            not_held=frozenset(step.number for step in steps if _is_over(step)),
            completed={n: row.upload_due_on - dt.timedelta(days=UPLOAD_DAYS) for n, row in of_steps.items()},
            uploaded={n: day for n, row in of_steps.items() if (day := _day(row.uploaded_at, zone))},
            child_reached_on=_day(reached, zone),
            services_started_on=_day(_services_started(work, case, steps, reached), zone),
            nocs=tuple(NocFacts(*row) for row in queries.noc_clocks(work.session, case.id)),
            closed_on=_day(case.closed_at, zone),
            closing_report_on=_day(closing.uploaded_at, zone) if closing else None,
        )
    )


def _services_started(
    work: Work, case: Case, steps: Sequence[CheckIn], reached: dt.datetime | None
) -> dt.datetime | None:
    """When somebody of the family was first reached, by us or in a part of a check-in (6.6)."""
    held = [part.ended_at for step in steps for part in step.parts if part.status is PartStatus.REACHED]
    known = [reached, reports.first_spoken(work.session, case.id), *held]
    return min((moment for moment in known if moment is not None), default=None)


def _day(moment: dt.datetime | None, zone: ZoneInfo) -> dt.date | None:
    return moment.astimezone(zone).date() if moment else None


def held_on(step: CheckIn, zone: ZoneInfo) -> dt.date | None:
    """The local day on which the last part of a check-in was reached; None while any is missing (6.3)."""
    ends = [part.ended_at for part in step.parts if part.status is PartStatus.REACHED]
    moments = [moment for moment in ends if moment is not None]
    if not step.parts or len(moments) < len(step.parts):
        return None
    return max(moments).astimezone(zone).date()


def _is_over(step: CheckIn) -> bool:
    """Whether every part has ended and not all of them were reached: it can no longer be held."""
    over = (PartStatus.REACHED, PartStatus.NOT_COMPLETED)
    statuses = [part.status for part in step.parts]
    return bool(statuses) and all(s in over for s in statuses) and PartStatus.NOT_COMPLETED in statuses
