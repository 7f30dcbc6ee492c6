"""By which number and channels a person is reached from now on; what was before keeps its row."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.facts import current_addresses
from bot.leaving import moved
from bot.runtime import Work
from flows.vocabulary import Channel, PhoneOwner
from storage.models import Address, OptOut, Person, PersonAddress
from storage.queries import addresses

At = tuple[Address, PersonAddress]
ENROLMENT = "enrolment"
_BEHIND = dt.timedelta(seconds=1)
"""The newest address comes first, so the second channel is a moment older."""


@dataclass(frozen=True, slots=True)
class Reach:
    """`number` (E.164) None: no phone. `also`: the same number takes texts on this channel too.

    `confirmed`: somebody has rung the number and found this person there.
    """

    number: str | None
    owner: PhoneOwner
    channel: Channel
    also: Channel | None = None
    confirmed: bool = False


def reach_by(work: Work, person: Person, reach: Reach) -> None:
    """Make this the way to reach a person, and the only one.

    A number that was said to be wrong stays so until it is confirmed, whatever else is saved with it.
    Who opted out stays opted out on the new number (47 CFR 64.1200). What is open at a former number,
    or with another person at this one, is held by phone; what waits there for the person goes nowhere.
    """
    before = current_addresses(work, person)
    wanted = _wanted(work, reach)
    for address_id in sorted({address.id for address in (*wanted, *(address for address, _ in before))}):
        addresses.lock(work.session, address_id)
    kept = [address.id for address in wanted]
    wrong = {} if reach.confirmed else _said_to_be_wrong(before)
    if [address.id for address, _ in before] != kept:
        _link(work, person, wanted, reach.owner, wrong)
        for address, link in before:
            if address.id not in kept:
                link.until = work.now
    else:
        for address, link in before:
            link.owner, link.wrong_since = reach.owner, wrong.get(address.number_index)
    work.session.flush()
    _carry_opt_outs(work, [address for address, _ in before], wanted)
    moved(work, person, [address for address, _ in before if address.id not in kept], wanted)


def _wanted(work: Work, reach: Reach) -> list[Address]:
    if reach.number is None:
        return []
    channels = [reach.channel, *([reach.also] if reach.also is not None else [])]
    return [
        addresses.find_or_add(
            work.session, work.vault, work.settings.provider_id, channel, reach.number,
            new_id=work.new_id, now=work.now,
        )
        for channel in channels
    ]  # fmt: skip


def _said_to_be_wrong(before: Sequence[At]) -> dict[str, dt.datetime]:
    """Since when each number that the person has now is said to be wrong, on whatever channel."""
    return {at.number_index: link.wrong_since for at, link in before if link.wrong_since is not None}


def _link(
    work: Work, person: Person, wanted: list[Address], owner: PhoneOwner, wrong: Mapping[str, dt.datetime]
) -> None:
    known = {link.address_id: link for link in person.addresses}
    for place, address in enumerate(wanted):
        since = work.now - place * _BEHIND
        link = known.get(address.id)
        if link is None:
            link = PersonAddress(**work.owned(), person_id=person.id, address_id=address.id, since=since)
            work.session.add(link)
        link.owner, link.since, link.until = owner, since, None
        link.wrong_since = wrong.get(address.number_index)


def _carry_opt_outs(work: Work, before: list[Address], wanted: list[Address]) -> None:
    stopped = [a.opted_out_at for a in (*before, *wanted) if a.opted_out_at is not None]
    for address in wanted:
        if not stopped or address.opted_out_at is not None:
            continue
        address.opted_out_at = min(stopped)
        row = OptOut(**work.owned(), address_id=address.id, at=work.now, stopped=True, source=ENROLMENT)
        work.session.add(row)
