"""What the steps of one import share: the transaction, its instant, and the report that grows."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from bot.ids import Ids
from bot.importing.report import ImportReport
from storage.models import Address, Person
from storage.vault import Vault

Moved = Callable[[Person, Sequence[Address], Sequence[Address]], None]
"""What happens with open threads: whose links changed, the addresses left, and those used now."""


def nothing_open(person: Person, left: Sequence[Address], used: Sequence[Address]) -> None:
    """For files whose persons have no thread yet: there is nothing to end."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One import into one provider's records. The caller owns the transaction. `now` is UTC."""

    session: Session
    vault: Vault
    provider_id: uuid.UUID
    now: dt.datetime
    ids: Ids
    update: bool
    moved: Moved
    report: ImportReport = field(default_factory=ImportReport)

    def owned(self) -> dict[str, Any]:
        """`id` and `provider_id` of a new row."""
        return {"id": self.ids.new(), "provider_id": self.provider_id}
