"""A message from the phone of a member of staff: a reply to a page takes it, all else is a person's.

Numbers of staff are recognized before any routing to families: no words from them enter a check-in.
"""

import re

from bot.alarms.taking import REPLY, Taken, take_by_code
from bot.runtime import Work
from bot.scene import Scene
from storage.models import Inbound
from storage.queries import alarms

_DIGITS = re.compile(r"[0-9]+")
CODE_LENGTH = 4


def is_colleague(work: Work, scene: Scene) -> bool:
    """Whether members of staff are paged at this number."""
    return bool(alarms.staff_of_number(work.session, scene.at.id))


def takes_page(work: Work, scene: Scene, inbound: Inbound) -> bool:
    """Whether this is a reply with the code of a page to this number; it is then taken, or told as late."""
    code = _code(work.vault.open(scene.at.data_key_id, "body", inbound.body_sealed))
    staff = alarms.staff_of_number(work.session, scene.at.id) if code is not None else ()
    if code is None or not staff:
        return False
    taken = take_by_code(work, [person.id for person in staff], code, REPLY)
    return taken in (Taken.YOURS, Taken.BY_OTHER)


def _code(body: str) -> str | None:
    """The one number in a reply such as `0412` or `ok 0412`, if it is as long as a code."""
    numbers = _DIGITS.findall(body)
    return numbers[0] if len(numbers) == 1 and len(numbers[0]) == CODE_LENGTH else None
