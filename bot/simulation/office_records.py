"""Signing, reviewing and uploading as a good office does, for the demonstration's past (6.3, 6.8.2)."""

import datetime as dt
import uuid

from sqlalchemy import select

from bot.desk.viewer import Viewer
from bot.records.gathering import note_of_check_in
from bot.records.signing import Signature, Unsigned, note_upload, review, sign
from bot.runtime import Runtime, Work
from bot.simulation.people import viewer_of
from flows.policy.signing import Said
from flows.vocabulary import Finding, Item, ReportStatus
from storage.models import CheckIn, Report
from storage.queries import reports

REASON = "Asked by telephone; they did not wish to, and are well."
REMARKS = "Read and compared with the calls."


def keep_records(runtime: Runtime, signer: str, reviewer: str, until: dt.datetime) -> None:
    """Sign what can be signed, review what a colleague signed, upload what is reviewed.

    Only check-ins due, and reports signed, before `until` (UTC); the rest is left for whoever opens the
    demonstration.
    """
    for check_in_id in _to_sign(runtime, signer, until):
        try:
            with runtime.work() as work:
                _sign(work, viewer_of(work, signer), work.session.get_one(CheckIn, check_in_id))
        except Unsigned:
            continue  # something is missing still; the list of the console says what
    with runtime.work() as work:
        first, second = viewer_of(work, signer), viewer_of(work, reviewer)
        for report in list(work.session.scalars(select(Report).where(Report.signed_at <= until))):
            if report.status is ReportStatus.SIGNED:
                review(work, second, report.id, approve=True)
            elif report.status is ReportStatus.REVIEWED:
                note_upload(work, first, report.id)


def _to_sign(runtime: Runtime, signer: str, until: dt.datetime) -> list[uuid.UUID]:
    with runtime.look() as work:
        scope = viewer_of(work, signer).scope(work)
        found = reports.check_ins_to_sign(work.session, scope, work.now, until.date())
        return [check_in.id for check_in in found]


def _sign(work: Work, viewer: Viewer, check_in: CheckIn) -> None:
    """With the findings that the answers give; where they give none, all was found well by telephone."""
    well = dict.fromkeys(Item, Finding.YES) | {Item.HIGHER_LEVEL: Finding.NO}
    drawn = {line.item: line.finding for line in note_of_check_in(work, check_in).items}
    findings = {item: drawn.get(item) or well[item] for item in Item}
    said = Said(findings, part_reason=REASON, joint_reason=REASON, alone_reason=REASON, level_reason=REASON)
    sign(work, viewer, check_in.case_id, check_in.number, Signature(said, REMARKS))
