"""What every use case needs, bundled once at start-up, and the unit of work of one transaction."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot import second_look
from bot.clock import Clock
from bot.ids import Ids
from bot.settings import Settings
from flows.definition import Library
from flows.texts import Catalogue
from flows.understanding import Meaning
from storage.crypto import Keyring
from storage.database import Database
from storage.models import AuditRow
from storage.vault import Vault


@dataclass(frozen=True)
class Work:
    """One transaction: its session and vault, and the instant (UTC) at which it happens.

    Whoever opened it commits; a use case only adds to it.
    """

    session: Session
    vault: Vault
    now: dt.datetime
    runtime: "Runtime"

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.runtime.settings

    def new_id(self) -> uuid.UUID:
        """A new id."""
        return self.runtime.ids.new()

    def owned(self) -> dict[str, Any]:
        """`id` and `provider_id` of a new row."""
        return {"id": self.new_id(), "provider_id": self.settings.provider_id}

    def audit(
        self,
        action: str,
        subject: str,
        subject_id: uuid.UUID | None,
        *,
        staff_id: uuid.UUID | None = None,
        case_id: uuid.UUID | None = None,
        **detail: Any,
    ) -> None:
        """Write down who did or looked at what; `detail` holds codes and ids only."""
        row = AuditRow(
            **self.owned(), at=self.now, staff_id=staff_id, action=action, subject=subject,
            subject_id=subject_id, case_id=case_id, detail=detail,
        )  # fmt: skip
        self.session.add(row)


@dataclass(frozen=True)
class Runtime:
    """Everything that is opened once: settings, database, clock, ids, catalogue, questionnaires."""

    settings: Settings
    database: Database
    keyring: Keyring
    clock: Clock
    ids: Ids
    texts: Catalogue
    flows: Library
    meaning: Meaning | None = None
    stopping: Callable[[], bool] = lambda: False
    """Whether this process was told to end: work under way is finished, and no more is taken."""

    @classmethod
    def open(cls, settings: Settings, clock: Clock, ids: Ids) -> "Runtime":
        """Open the database and load texts and questionnaires."""
        return cls(
            settings=settings,
            database=Database(settings.database_url),
            keyring=settings.keyring,
            clock=clock,
            ids=ids,
            texts=Catalogue.load(),
            flows=Library.load(),
            meaning=second_look.installed(),
        )

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A writing transaction."""
        with self.database.begin() as session:
            yield self._work(session)

    @contextmanager
    def look(self) -> Iterator[Work]:
        """A reading transaction; what it changes is rolled back."""
        with self.database.read() as session:
            yield self._work(session)

    def _work(self, session: Session) -> Work:
        vault = Vault(session, self.keyring, self.ids.new, self.ids.bytes)
        return Work(session=session, vault=vault, now=self.clock.now(), runtime=self)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
