"""The facts of one person, gathered from storage for the pure rules of flows/policy."""

import datetime as dt

from sqlalchemy import func, select

from bot.runtime import Work
from bot.scene import Scene
from flows.policy.contact import ContactFacts, ContactRules
from flows.policy.hours import parse_safe_hours
from flows.policy.routing import PartFacts
from flows.vocabulary import Channel, ConversationStatus, Role
from storage.models import (
    Address,
    Case,
    CasePerson,
    Conversation,
    Person,
    PersonAddress,
    TextReview,
)


def rules(work: Work) -> ContactRules:
    """The provider's settings as contact rules."""
    settings = work.settings
    return ContactRules(
        window=settings.contact_window,
        minimum_age=settings.minimum_text_age,
        loopback=settings.loopback,
    )


def current_address(work: Work, person: Person) -> tuple[Address, PersonAddress] | None:
    """The address at which a person is reached now, the newest first; None without a phone."""
    query = (
        select(Address, PersonAddress)
        .join(PersonAddress, PersonAddress.address_id == Address.id)
        .where(PersonAddress.person_id == person.id, PersonAddress.until.is_(None))
        .order_by(PersonAddress.since.desc())
    )
    row = work.session.execute(query).first()
    return (row[0], row[1]) if row else None


def contact_facts(
    work: Work, person: Person, case: Case, role: Role, at: tuple[Address, PersonAddress] | None
) -> ContactFacts:
    """What `may_text` must know of a person. Unsealed values do not leave this function's result."""
    address, link = at if at else (None, None)
    birth = work.vault.open_optional(person.data_key_id, "birth_date", person.birth_date_sealed)
    return ContactFacts(
        role=role,
        time_zone=case.time_zone,
        birth_date=dt.date.fromisoformat(birth) if birth else None,
        has_phone=address is not None,
        phone_owner=link.owner if link else None,
        channel=address.channel if address else Channel.SMS,
        texting_permission=person.permission_on is not None,
        identity_agreed=person.check_word_sealed is not None or person.identity_answer_sealed is not None,
        has_texts=person.language in work.runtime.texts.languages,
        texts_reviewed=texts_reviewed(work, person.language),
        opted_out=address is not None and address.opted_out_at is not None,
        taken_over=_taken_over(work, person),
        case_closed=case.closed_at is not None,
        last_opening_at=_last_opening(work, person),
        last_inbound_at=address.last_inbound_at if address else None,
        safe_hours=parse_safe_hours(person.safe_hours) if person.safe_hours else None,
    )


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
        persons_on_number=_persons_on_number(work, scene.address) if scene.address else 1,
    )


def texts_reviewed(work: Work, language: str) -> bool:
    """Whether a person has reviewed exactly the texts that would go out (invariant 10).

    A language without texts is never reviewed.
    """
    texts = work.runtime.texts
    if language not in texts.languages:
        return False
    query = select(TextReview.id).where(
        TextReview.provider_id == work.settings.provider_id,
        TextReview.language == language,
        TextReview.texts_version == texts.version(language),
    )
    return work.session.scalars(query).first() is not None


def _taken_over(work: Work, person: Person) -> bool:
    query = select(Conversation.id).where(
        Conversation.person_id == person.id,
        Conversation.taken_over_at.is_not(None),
        Conversation.status != ConversationStatus.ENDED,
    )
    return work.session.scalars(query).first() is not None


def _last_opening(work: Work, person: Person) -> dt.datetime | None:
    query = select(Conversation.opened_at).where(Conversation.person_id == person.id)
    return work.session.scalars(query.order_by(Conversation.opened_at.desc()).limit(1)).first()


def _released_children(work: Work, person: Person) -> int:
    query = (
        select(func.count())
        .select_from(CasePerson)
        .join(Case)
        .where(CasePerson.person_id == person.id, CasePerson.role == Role.SPONSOR, Case.closed_at.is_(None))
    )
    return work.session.scalar(query) or 0


def _persons_on_number(work: Work, address: Address) -> int:
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
