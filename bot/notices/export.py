"""A worksheet as JSON: everything, in the original, for ORR's system and for the case file (6.8.2, 6.8.3)."""

from typing import Any

from bot.notices.content import as_plain
from bot.notices.drafting import content_of, remark_of, version_content
from bot.notices.duties import duties_of
from bot.runtime import Work
from flows.policy.notices import rules
from storage.models import ConcernRow, Notice
from storage.queries import caseload, notices

FORMAT = "prs-checkin.notice/1"


def export(work: Work, concern: ConcernRow, notice: Notice) -> dict[str, Any]:
    """The worksheet as it stands, its duties and all its versions; instants are ISO 8601 in UTC."""
    staff = caseload.staff_names(work.session, work.settings.provider_id)
    content = content_of(work, concern, notice)
    versions = notices.versions(work.session, notice.id)
    return {
        "format": FORMAT,
        "id": str(notice.id),
        "concern_id": str(concern.id),
        "exported_at": work.now.isoformat(),
        "status": notice.status.value,
        "urgency": concern.urgency.value,
        "first_suspected_at": concern.first_suspected_at.isoformat(),
        "due_at": notice.due_at.isoformat(),
        "submitted_at": notice.submitted_at.isoformat() if notice.submitted_at else None,
        "submitted_via": notice.submitted_via.value if notice.submitted_via else None,
        "not_filed": notice.not_filed.value if notice.not_filed else None,
        "reasons": [
            {"code": reason.value, "words": rules().reasons[reason].words}
            for reason in content.written.reasons
        ],
        "content": as_plain(content),
        "duties": [_duty(line) for line in duties_of(work, concern)],
        "versions": [
            {
                "number": row.number,
                "step": row.step.value,
                "at": row.at.isoformat(),
                "by": staff.get(row.staff_id) if row.staff_id else None,
                "remark": remark_of(work, notice, row),
                "content": as_plain(version_content(work, notice, row)),
            }
            for row in versions
        ],
    }


def _duty(line: Any) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "does": line.rule.does,
        "section": line.rule.section,
        "due_at": line.due_at.isoformat(),
        "state": line.state.value,
        "told_at": line.told_at.isoformat() if line.told_at else None,
        "by": line.by,
        "note": line.note,
    }
