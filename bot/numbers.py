"""Telephone numbers that somebody writes to us, and a number that is said to be somebody else's.

A number in a reply is kept for a person to confirm, and never texted by itself: who writes it may not be
whom we look for (6.8.5). A wrong number gets no text until a person has confirmed it.
"""

from collections.abc import Iterator, Sequence

import phonenumbers

from bot.runtime import Work
from bot.scene import Scene
from flows.vocabulary import NumberState
from storage.models import Address, Inbound, NumberProposal, Person
from storage.queries import addresses
from storage.queries.words import proposed_in

NUMBER = "number"
HOME = "US"
MOST = 3
"""Numbers that are taken from one message; more are a list, and a person reads it."""


def numbers_in(text: str) -> tuple[str, ...]:
    """The valid telephone numbers of a text (E.164), without a country code read as of the US."""
    found = phonenumbers.PhoneNumberMatcher(text, HOME, leniency=phonenumbers.Leniency.VALID)
    numbers = (phonenumbers.format_number(m.number, phonenumbers.PhoneNumberFormat.E164) for m in found)
    return tuple(dict.fromkeys(numbers))[:MOST]


def propose(work: Work, scene: Scene, inbound: Inbound, persons: Sequence[Person], body: str) -> bool:
    """Keep the numbers of a message that are not known as theirs; true when there are any.

    Nothing is kept of a number that nobody is known at: what it wrote lies in the tray.
    """
    numbers = numbers_in(body) if persons and not inbound.quarantined else ()
    new = tuple(_new(work, persons, numbers)) if numbers else ()
    for number in new:
        index = work.vault.blind_index(number)
        if index in proposed_in(work.session, inbound.id):
            continue
        key = work.vault.new_key()
        row = NumberProposal(
            **work.owned(), person_id=scene.person.id if scene.person else None,
            case_id=scene.case.id if scene.case else None, inbound_id=inbound.id, data_key_id=key,
            number_sealed=work.vault.seal(key, NUMBER, number), number_index=index,
            state=NumberState.PROPOSED, proposed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.audit("propose", "number", row.id, case_id=row.case_id)
    return bool(new)


def mark_wrong(work: Work, scene: Scene) -> None:
    """Somebody else has this number: no text goes there for the person meant; for all, if nobody is."""
    for person, link in addresses.current_persons(work.session, scene.at.id):
        if link.wrong_since is None and (scene.person is None or person.id == scene.person.id):
            link.wrong_since = work.now
            work.audit("wrong_number", "person", person.id, case_id=scene.case.id if scene.case else None)


def number_of(work: Work, proposal: NumberProposal) -> str:
    """The number of a proposal (E.164)."""
    return work.vault.open(proposal.data_key_id, NUMBER, proposal.number_sealed)


def _new(work: Work, persons: Sequence[Person], numbers: Sequence[str]) -> Iterator[str]:
    ours = {work.settings.twilio_from, work.settings.public_phone}
    theirs = {address.number_index for person in persons for address in _addresses(person)}
    for number in numbers:
        if number not in ours and work.vault.blind_index(number) not in theirs:
            yield number


def _addresses(person: Person) -> Iterator[Address]:
    return (link.address for link in person.addresses if link.until is None)
