"""A worksheet as its page shows it, and the audit row that somebody looked."""

import datetime as dt
import uuid
from dataclasses import dataclass

from bot.desk.names import open_names
from bot.desk.today import ConcernLine, concern_line
from bot.desk.viewer import NotHere, Viewer, Why
from bot.notices.content import Content
from bot.notices.drafting import content_of, remark_of, version_content
from bot.notices.duties import DutyLine, duties_of
from bot.notices.export import export
from bot.notices.gathering import zone_of
from bot.notices.worksheet import find, why_not_review
from bot.runtime import Work
from flows.policy.notices import is_referral_only
from flows.vocabulary import NocReason, NotFiled, NoticeStatus, NoticeStep, NoticeVia
from storage.models import Notice
from storage.queries import caseload, notices


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list."""

    number: int
    step: NoticeStep
    at: dt.datetime
    by: str | None
    remark: str | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Everything the page shows. `why_not_review`: why this person may not review, None when they may.

    `unticked`: reasons that the machine suggests and the person has not ticked. `news`: how many
    messages came after what was approved or decided. `referral_only`: a disrupted placement alone.
    """

    line: ConcernLine
    status: NoticeStatus
    due_at: dt.datetime
    settled: bool
    edited: int
    content: Content
    unticked: tuple[NocReason, ...]
    news: int
    duties: tuple[DutyLine, ...]
    versions: tuple[VersionLine, ...]
    referral_only: bool
    why_not_review: Why | None
    submitted_at: dt.datetime | None
    submitted_via: NoticeVia | None
    not_filed: NotFiled | None
    shown: VersionLine

    @property
    def open_duties(self) -> int:
        """How many duties nobody has settled."""
        return sum(1 for duty in self.duties if duty.state.value == "open")


def look(work: Work, viewer: Viewer, concern_id: uuid.UUID, version: int | None = None) -> NoticeView:
    """A worksheet as it stands, or as it was in one version; drawn if there is none.

    Raises NotHere outside the caseload and for a version that is not there.
    """
    concern, notice = find(work, viewer, concern_id)
    work.audit("look", "notice", notice.id, staff_id=viewer.staff_id, case_id=concern.case_id)
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    lines = _versions(work, notice, staff)
    shown = next((line for line in lines if line.number == version), None) if version else lines[-1]
    if shown is None:
        raise NotHere
    content = _content(work, notice, shown) if version else content_of(work, concern, notice)
    reasons = {*content.on_file.suggested, *content.written.reasons}
    said = len(notices.messages_of(work.session, concern_id))
    return NoticeView(
        line=concern_line(work, concern, open_names(work, [concern.person] if concern.person else []), staff),
        status=notice.status,
        due_at=notice.due_at,
        settled=notice.settled_at is not None,
        edited=notice.edited,
        content=content,
        unticked=tuple(r for r in content.on_file.suggested if r not in content.written.reasons),
        news=max(0, said - len(content.on_file.words)),
        duties=duties_of(work, concern),
        versions=lines,
        referral_only=is_referral_only(reasons),
        why_not_review=why_not_review(viewer, notice),
        submitted_at=notice.submitted_at,
        submitted_via=notice.submitted_via,
        not_filed=notice.not_filed,
        shown=shown,
    )


def zone(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> str:
    """The zone (IANA) in which the page of a concern gives times. Raises NotHere."""
    concern, _ = find(work, viewer, concern_id)
    return zone_of(work, concern)


def as_json(work: Work, viewer: Viewer, concern_id: uuid.UUID) -> dict[str, object]:
    """The export of a worksheet, and an audit row that somebody took it. Raises NotHere."""
    concern, notice = find(work, viewer, concern_id)
    work.audit("export", "notice", notice.id, staff_id=viewer.staff_id, case_id=concern.case_id)
    return export(work, concern, notice)


def _versions(work: Work, notice: Notice, staff: dict[uuid.UUID, str]) -> tuple[VersionLine, ...]:
    return tuple(
        VersionLine(
            row.number,
            row.step,
            row.at,
            staff.get(row.staff_id) if row.staff_id else None,
            remark_of(work, notice, row),
        )
        for row in notices.versions(work.session, notice.id)
    )


def _content(work: Work, notice: Notice, shown: VersionLine) -> Content:
    row = notices.version(work.session, notice.id, shown.number)
    if row is None:
        raise NotHere
    return version_content(work, notice, row)
