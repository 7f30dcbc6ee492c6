"""Persons of an import file into storage: new ones added, known ones compared column by column."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.importing.desk import Desk
from bot.importing.report import compare
from bot.importing.rows import PersonRow
from flows.vocabulary import Channel, PhoneOwner
from storage.models import Address, OptOut, Person, PersonAddress
from storage.queries import addresses
from storage.queries.keys import CHUNK, preload_keys

_SEALED: Final = frozenset(
    {
        "first_name",
        "birth_date",
        "check_word",
        "distress_word",
        "identity_question",
        "identity_answer",
    }
)
_PHONE: Final = frozenset({"phone", "phone_owner", "channel"})
_FILLED_ONCE: Final = frozenset({"permission_on", "permission_by"})
_PLAIN: Final = (
    "interpreter_language",
    "safe_hours",
    "permission_on",
    "permission_by",
    "notice_version",
    "voluntary_said_on",
)


def put_persons(desk: Desk, rows: Iterable[PersonRow]) -> dict[str, Person]:
    """Every person of the file by `person_id`, added or compared."""
    wanted = {row.person_id: row for row in rows}
    known = _known(desk, list(wanted))
    keys = preload_keys(desk.session, _key_ids(known.values()))
    for person_id, row in wanted.items():
        if person_id in known:
            what = f"person {person_id}"
            compare(what, KnownPerson(desk, known[person_id], row), row, desk.report, update=desk.update)
        else:
            known[person_id] = _add(desk, row)
    desk.session.flush()
    keys.clear()
    return known


def _known(desk: Desk, person_ids: list[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for start in range(0, len(person_ids), CHUNK):
        query = (
            select(Person)
            .where(
                Person.provider_id == desk.provider_id,
                Person.person_ref.in_(person_ids[start : start + CHUNK]),
            )
            .options(selectinload(Person.addresses).joinedload(PersonAddress.address))
        )
        found |= {person.person_ref: person for person in desk.session.scalars(query)}
    return found


def _key_ids(persons: Iterable[Person]) -> list[Any]:
    return [
        key
        for person in persons
        for key in (person.data_key_id, *(link.address.data_key_id for link in person.addresses))
    ]


def _add(desk: Desk, row: PersonRow) -> Person:
    key = desk.vault.new_key()
    person = Person(
        **desk.owned(),
        person_ref=row.person_id,
        data_key_id=key,
        language=row.language,
        created_at=desk.now,
        **{name: getattr(row, name) for name in _PLAIN},
        **{f"{name}_sealed": _seal(desk, key, name, getattr(row, name)) for name in _SEALED},
    )
    desk.session.add(person)
    if row.phone and row.phone_owner:
        _use_number(desk, person, row.phone, row.channel, row.phone_owner)
    desk.report.created.append(f"person {row.person_id}")
    return person


def _seal(desk: Desk, key: Any, name: str, value: Any) -> bytes | None:
    text = value.isoformat() if isinstance(value, dt.date) else value
    return desk.vault.seal_optional(key, name, text)


def _use_number(desk: Desk, person: Person, number: str, channel: Channel, owner: PhoneOwner) -> None:
    """Make this the person's only present number; a former one keeps its row with its end.

    Who opted out on the former number stays opted out on the new one (47 CFR 64.1200).
    """
    address = addresses.find_or_add(
        desk.session, desk.vault, desk.provider_id, channel, number, new_id=desk.ids.new, now=desk.now
    )
    known = next((link for link in person.addresses if link.address_id == address.id), None)
    former = [link for link in person.addresses if link is not known and link.until is None]
    for link in former:
        link.until = desk.now
        _keep_opt_out(desk, link.address, address)
    if known is None:
        person.addresses.append(PersonAddress(**desk.owned(), address=address, owner=owner, since=desk.now))
    else:
        if known.until is not None:
            known.since, known.until = desk.now, None
        known.owner = owner
    if former or address.created_at < desk.now:
        desk.session.flush()
        desk.moved(person, [link.address for link in former], [address])


def _keep_opt_out(desk: Desk, former: Address, present: Address) -> None:
    if former.opted_out_at is None or present.opted_out_at is not None:
        return
    present.opted_out_at = former.opted_out_at
    desk.session.add(
        OptOut(**desk.owned(), address_id=present.id, at=desk.now, stopped=True, source="import")
    )


class KnownPerson:
    """A person on record, column by column as the file sees it."""

    def __init__(self, desk: Desk, person: Person, row: PersonRow) -> None:
        self._desk = desk
        self._person = person
        self._row = row

    def read(self, column: str) -> Any:
        """What is on record; sealed columns are opened."""
        if column in _PHONE:
            return self._phone()[column]
        if column == "person_id":
            return self._person.person_ref
        if column not in _SEALED:
            return getattr(self._person, column)
        sealed = getattr(self._person, f"{column}_sealed")
        text = self._desk.vault.open_optional(self._person.data_key_id, column, sealed)
        return dt.date.fromisoformat(text) if text and column == "birth_date" else text

    def write(self, column: str, value: Any) -> None:
        """Put this on record. Number, channel and owner go together: the first of them brings the others."""
        if column in _PHONE:
            new = self._phone() | {name: getattr(self._row, name) for name in _PHONE & self._row.given}
            if new["phone"]:
                owner = new["phone_owner"] or self._row.phone_owner or PhoneOwner.HOUSEHOLD
                _use_number(self._desk, self._person, new["phone"], new["channel"], owner)
        elif column in _SEALED:
            sealed = _seal(self._desk, self._person.data_key_id, column, value)
            setattr(self._person, f"{column}_sealed", sealed)
        else:
            setattr(self._person, column, value)

    def keeps(self, column: str) -> bool:
        """Language is the person's own choice; a permission is given once (6.8.5)."""
        if column in _FILLED_ONCE:
            return getattr(self._person, column) is not None
        return column == "language"

    def _phone(self) -> dict[str, Any]:
        link = next((link for link in self._person.addresses if link.until is None), None)
        if link is None:
            return {"phone": None, "phone_owner": None, "channel": Channel.SMS}
        address = link.address
        number = self._desk.vault.open(address.data_key_id, "number", address.number_sealed)
        return {"phone": number, "phone_owner": link.owner, "channel": address.channel}
