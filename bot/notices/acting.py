"""What every deed at a worksheet leaves behind: an audit row, and the word that somebody acts."""

import uuid
from typing import Any

from bot.alarms.taking import acted
from bot.desk.viewer import Viewer
from bot.runtime import Work
from storage.models import ConcernRow


def act_on(
    work: Work,
    viewer: Viewer,
    concern: ConcernRow,
    action: str,
    subject: str,
    subject_id: uuid.UUID,
    **detail: Any,
) -> None:
    """Write the deed down; the alarm of the concern need not ring again for want of action."""
    work.audit(action, subject, subject_id, staff_id=viewer.staff_id, case_id=concern.case_id, **detail)
    acted(work, concern.id)
