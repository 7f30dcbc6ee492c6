"""The facts of one person, gathered from storage for the pure rules of flows/policy."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot import whatsapp
from bot.runtime import Work
from bot.scene import Scene
from bot.siblings import is_told_apart
from flows.policy.closure import BY_DATE, sends_stop
from flows.policy.contact import ContactFacts, ContactRules
from flows.policy.hours import ALL_DAY, parse_safe_hours
from flows.policy.ladder import LadderRules
from flows.policy.routing import PartFacts
from flows.vocabulary import Channel, Role
from storage.models import Address, Case, CasePerson, Person, PersonAddress
from storage.queries import reports
from storage.queries.texting import Asked, Standing, pause_of, review_of, standing


def rules(work: Work) -> ContactRules:
    """The provider's settings as contact rules."""
    settings = work.settings
    return ContactRules(
        window=settings.contact_window,
        school_hours=settings.school_hours,
        # The demonstration writes at any hour of any day; it accepts this only on loopback.
        holidays=settings.contact_window != ALL_DAY,
        minimum_age=settings.minimum_text_age,
        loopback=settings.loopback,
    )


def ladder_rules(work: Work) -> LadderRules:
    """The provider's settings as rules of the contact ladder."""
    settings = work.settings
    return LadderRules(
        reminder=dt.timedelta(hours=settings.reminder_hours),
        calls=settings.ladder_calls,
        days=settings.ladder_call_days,
    )


def current_address(work: Work, person: Person) -> tuple[Address, PersonAddress] | None:
    """The address at which a person is reached now, the newest first; None without a phone.

    WhatsApp, while no check-in can be opened there, stands behind the person's other channels.
    """
    found = current_addresses(work, person)
    usable = (at for at in found if at[0].channel is not Channel.WHATSAPP or _opens(work, person, at[0]))
    return next(usable, found[0] if found else None)


def current_addresses(work: Work, person: Person) -> list[tuple[Address, PersonAddress]]:
    """All addresses that a person has now, the newest first; those said to be wrong come last."""
    query = (
        select(Address, PersonAddress)
        .join(PersonAddress, PersonAddress.address_id == Address.id)
        .where(PersonAddress.person_id == person.id, PersonAddress.until.is_(None))
        .order_by(PersonAddress.wrong_since.is_not(None), PersonAddress.since.desc(), Address.id)
    )
    return [(address, link) for address, link in work.session.execute(query)]


def address_in(work: Work, person: Person, address_id: uuid.UUID) -> tuple[Address, PersonAddress] | None:
    """One address of a person, if it is still theirs."""
    found = current_addresses(work, person)
    return next((at for at in found if at[0].id == address_id), None)


def contact_facts(
    work: Work,
    person: Person,
    case: Case,
    role: Role,
    at: tuple[Address, PersonAddress] | None,
    text_key: str | None = None,
    *,
    opening: bool = True,
) -> ContactFacts:
    """What `may_text` must know of a person. Unsealed values do not leave this function's result.

    `text_key`: the text that would go, else any that opens a check-in. `opening`: it would open one.
    """
    address, link = at if at else (None, None)
    known = _standing(work, person, case, address, opening=opening)
    return ContactFacts(
        role=role,
        time_zone=case.time_zone,
        birth_date=_birth_date(work, person.data_key_id, person.birth_date_sealed),
        has_phone=address is not None,
        phone_owner=link.owner if link else None,
        channel=address.channel if address else Channel.SMS,
        texting_permission=person.permission_on is not None,
        identity_agreed=person.check_word_sealed is not None or person.identity_answer_sealed is not None,
        cannot_text=person.cannot_text,
        whatsapp_ready=address is not None and _opens(work, person, address, text_key),
        has_texts=person.language in work.runtime.texts.languages,
        texts_reviewed=known.reviewed,
        opted_out=address is not None and address.opted_out_at is not None,
        wrong_number=link is not None and link.wrong_since is not None,
        taken_over=known.taken_over,
        case_closed=_is_over(work, case, known.services_end_on),
        child_birth_date=_child_birth_date(work, known) if role is not Role.CHILD else None,
        paused_until=known.paused_until,
        channel_back_at=known.channel_back_at,
        last_opening_at=known.last_opening_at,
        last_inbound_at=address.last_inbound_at if address else None,
        safe_hours=parse_safe_hours(person.safe_hours) if person.safe_hours else None,
    )


def _standing(work: Work, person: Person, case: Case, at: Address | None, *, opening: bool) -> Standing:
    texts = work.runtime.texts
    asked = Asked(
        provider_id=work.settings.provider_id,
        case_id=case.id,
        person_id=person.id,
        language=person.language,
        texts_version=texts.version(person.language) if person.language in texts.languages else "",
        channel=at.channel if at else None,
        ending=BY_DATE,
        opening=opening,
    )
    return standing(work.session, asked, work.now)


def part_facts(work: Work, scene: Scene, contact: ContactFacts) -> PartFacts:
    """What decides whether a part is held by text or by a person."""
    case, person = scene.case, scene.person
    assert case is not None
    assert person is not None
    return PartFacts(
        contact=contact,
        on=scene.local_date(work, work.now),
        level=case.level,
        tvpra=case.tvpra,
        bridge_level_one=case.bridge_level_one,
        released_children=_released_children(work, person) if scene.role is Role.SPONSOR else 1,
        told_apart=scene.role is Role.SPONSOR and is_told_apart(work, person, case),
        persons_on_number=persons_on_number(work, scene.address) if scene.address else 1,
    )


def texts_reviewed(work: Work, language: str) -> bool:
    """Whether a person has reviewed exactly the texts that would go out (invariant 10).

    A language without texts is never reviewed.
    """
    texts = work.runtime.texts
    if language not in texts.languages:
        return False
    query = review_of(work.settings.provider_id, language, texts.version(language))
    return work.session.scalars(query).first() is not None


def paused_until(work: Work, person: Person) -> dt.datetime | None:
    """Until when staff let the machine's texts to a person rest (UTC), or None."""
    return work.session.scalar(pause_of(person.id, work.now))


def services_over(work: Work, case: Case) -> bool:
    """Whether the case is closed, or the day has come on which services must end (6.1, 6.3)."""
    return _is_over(work, case, reports.services_end_on(work.session, case.id, BY_DATE))


def _is_over(work: Work, case: Case, ends_on: dt.date | None) -> bool:
    today = work.now.astimezone(ZoneInfo(case.time_zone)).date()
    return case.closed_at is not None or sends_stop(ends_on, today)


def _child_birth_date(work: Work, known: Standing) -> dt.date | None:
    """The birth date of the released child, with whose 18th birthday services end for all (6.1)."""
    return _birth_date(work, known.child_key_id, known.child_birth_date) if known.child_key_id else None


def _birth_date(work: Work, key_id: uuid.UUID, sealed: bytes | None) -> dt.date | None:
    birth = work.vault.open_optional(key_id, "birth_date", sealed)
    return dt.date.fromisoformat(birth) if birth else None


def _opens(work: Work, person: Person, address: Address, text_key: str | None = None) -> bool:
    """Whether this text, or any that opens a check-in, could go here now; asked for WhatsApp's sake."""
    identity = "check_word" if person.check_word_sealed is not None else "question"
    keys = {text_key} if text_key else whatsapp.first_texts(work, identity)
    return all(whatsapp.is_ready(work, address, person.language, key) for key in keys)


def _released_children(work: Work, person: Person) -> int:
    query = (
        select(func.count())
        .select_from(CasePerson)
        .join(Case)
        .where(CasePerson.person_id == person.id, CasePerson.role == Role.SPONSOR, Case.closed_at.is_(None))
    )
    return work.session.scalar(query) or 0


def persons_on_number(work: Work, address: Address) -> int:
    """Persons who use the number now, on whatever channel."""
    query = (
        select(func.count(func.distinct(PersonAddress.person_id)))
        .join(Address, Address.id == PersonAddress.address_id)
        .where(
            Address.provider_id == address.provider_id,
            Address.number_index == address.number_index,
            PersonAddress.until.is_(None),
        )
    )
    return work.session.scalar(query) or 0
