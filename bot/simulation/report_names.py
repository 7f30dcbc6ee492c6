"""Names for a report in place of database ids: case number, role, person id, number, e-mail."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Address, Case, CasePerson, Person, Staff
from storage.vault import Vault


@dataclass(frozen=True)
class Names:
    """Everything that rows of a report refer to, read once."""

    cases: dict[uuid.UUID, str]
    persons: dict[uuid.UUID, str]
    roles: dict[tuple[uuid.UUID, uuid.UUID], str]
    addresses: dict[uuid.UUID, str]
    emails: dict[uuid.UUID, str]

    @classmethod
    def read(cls, session: Session, vault: Vault) -> "Names":
        """Read all names."""
        addresses = session.scalars(select(Address))
        return cls(
            cases={row.id: row.case_number for row in session.scalars(select(Case))},
            persons={row.id: row.person_ref for row in session.scalars(select(Person))},
            roles={
                (row.case_id, row.person_id): row.role.value for row in session.scalars(select(CasePerson))
            },
            addresses={row.id: vault.open(row.data_key_id, "number", row.number_sealed) for row in addresses},
            emails={row.id: row.email for row in session.scalars(select(Staff))},
        )

    def case(self, case_id: uuid.UUID | None) -> str | None:
        """Case number."""
        return self.cases[case_id] if case_id else None

    def person_id(self, person_id: uuid.UUID | None) -> str | None:
        """The provider's id of a person."""
        return self.persons[person_id] if person_id else None

    def number(self, address_id: uuid.UUID | None) -> str | None:
        """Number of an address."""
        return self.addresses[address_id] if address_id else None

    def staff(self, staff_id: uuid.UUID | None) -> str | None:
        """E-mail of a member of staff."""
        return self.emails[staff_id] if staff_id else None

    def who(self, case_id: uuid.UUID | None, person_id: uuid.UUID | None) -> dict[str, Any]:
        """`case`, `person` and `person_id` of a row; without a case, the person's only one."""
        if case_id is None and person_id is not None:
            own = sorted((self.cases[case], case) for case, person in self.roles if person == person_id)
            case_id = own[0][1] if own else None
        role = self.roles.get((case_id, person_id)) if case_id and person_id else None
        return {"case": self.case(case_id), "person": role, "person_id": self.person_id(person_id)}
