"""Opening the sealed names and numbers that staff need, with few queries."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from bot.runtime import Work
from flows.vocabulary import Role
from storage.models import Address, Case, Person
from storage.queries.keys import preload_keys


@dataclass(frozen=True, slots=True)
class Who:
    """A person as staff speak of them: first name, part in the case, case number."""

    person_id: uuid.UUID | None
    first_name: str | None
    role: Role | None
    case_id: uuid.UUID | None
    case_number: str | None
    zone: str


def open_names(work: Work, persons: Iterable[Person]) -> dict[uuid.UUID, str]:
    """First names by person id."""
    wanted = list(persons)
    keys = preload_keys(work.session, (person.data_key_id for person in wanted))
    names = {
        person.id: work.vault.open(person.data_key_id, "first_name", person.first_name_sealed)
        for person in wanted
    }
    del keys  # kept until here, so that the session held on to them
    return names


def number_of(work: Work, address: Address) -> str:
    """The number of an address in full."""
    return work.vault.open(address.data_key_id, "number", address.number_sealed)


def role_in(case: Case | None, person_id: uuid.UUID | None) -> Role | None:
    """What a person is in a case."""
    if case is None:
        return None
    return next((member.role for member in case.members if member.person_id == person_id), None)


def who(work: Work, case: Case | None, person: Person | None, names: dict[uuid.UUID, str]) -> Who:
    """A person of a case, or as much as is known; the zone is the office's where no case is."""
    return Who(
        person_id=person.id if person else None,
        first_name=names.get(person.id) if person else None,
        role=role_in(case, person.id if person else None),
        case_id=case.id if case else None,
        case_number=case.case_number if case else None,
        zone=case.time_zone if case else work.settings.provider_time_zone,
    )
