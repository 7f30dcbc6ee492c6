"""Accounts of members of staff: adding them, their passwords, finding them.

Passwords are argon2id hashes. A changed password changes `fs_uniquifier`, which ends all sessions.
"""

import re
import uuid
from collections.abc import Iterable

from argon2 import PasswordHasher
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.importing.languages import canonical_language, suggest_language
from bot.runtime import Work
from flows.vocabulary import Channel, StaffRole
from storage.models import Case, Staff
from storage.queries import addresses

MINIMUM_PASSWORD = 12
HASHER = PasswordHasher()

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class AccountProblem(ValueError):
    """An account cannot be made or changed; the message names the remedy."""


def normal_email(email: str) -> str:
    """The form in which addresses of staff are kept and compared."""
    return email.strip().casefold()


def find_staff(session: Session, provider_id: uuid.UUID, email: str) -> Staff | None:
    """The member of staff with this e-mail address, in any case of letters."""
    return session.scalar(
        select(Staff).where(Staff.provider_id == provider_id, Staff.email == normal_email(email))
    )


def add_user(
    work: Work,
    *,
    email: str,
    name: str,
    role: StaffRole,
    password: str | None,
    on_call: bool = False,
    phone: str | None = None,
    languages: Iterable[str] = (),
) -> Staff:
    """Add a member of staff. `phone` (E.164) is where pages ring, `languages` are tags of those they speak.

    Without a password nobody signs in until the person has set one by a link.

    Raises AccountProblem for a known or malformed e-mail, a short password, a malformed number or tag.
    """
    address = normal_email(email)
    if not _EMAIL.fullmatch(address):
        raise AccountProblem("the e-mail address is not complete: write it like name@example.org")
    if not name.strip():
        raise AccountProblem("a name is missing: colleagues see it on what this person does")
    if work.session.scalar(select(Staff.id).where(Staff.email == address)) is not None:
        raise AccountProblem("this e-mail address has an account already: set a new password instead")
    staff = Staff(
        **work.owned(),
        email=address,
        name=name.strip(),
        role=role,
        password=None if password is None else _hash(password),
        active=True,
        fs_uniquifier=_stamp(work),
        failed_sign_ins=0,
        locked_until=None,
        on_call=on_call,
        address_id=_phone(work, phone),
        languages=language_tags(languages),
        created_at=work.now,
    )
    work.session.add(staff)
    work.session.flush()
    _give_cases(work, staff)
    work.audit("add", "staff", staff.id, role=role.value, on_call=on_call)
    return staff


def _give_cases(work: Work, staff: Staff) -> None:
    """Cases that were imported for this address before the account existed."""
    work.session.execute(
        update(Case)
        .where(
            Case.provider_id == staff.provider_id,
            Case.caseworker_id.is_(None),
            func.lower(Case.caseworker_email) == staff.email,
        )
        .values(caseworker_id=staff.id)
    )


def set_password(work: Work, staff: Staff, password: str) -> None:
    """Set a password, end all sessions of this person and lift a lock. Raises AccountProblem."""
    staff.password = _hash(password)
    staff.fs_uniquifier = _stamp(work)
    staff.failed_sign_ins = 0
    staff.locked_until = None
    work.audit("set_password", "staff", staff.id)


def set_phone(work: Work, staff: Staff, phone: str | None) -> None:
    """Set where pages ring (E.164), or that nothing rings. Raises AccountProblem."""
    staff.address_id = _phone(work, phone)
    work.audit("set_phone", "staff", staff.id, given=phone is not None)


def set_languages(work: Work, staff: Staff, tags: Iterable[str]) -> None:
    """Set which languages somebody speaks with families. Raises AccountProblem."""
    staff.languages = language_tags(tags)
    work.audit("set_languages", "staff", staff.id, languages=staff.languages)


def set_on_call(work: Work, staff: Staff, on_call: bool) -> None:
    """Put somebody on the standing rota, for hours that no shift covers, or take them off it."""
    staff.on_call = on_call
    work.audit("set_on_call", "staff", staff.id, on_call=on_call)


def language_tags(words: Iterable[str]) -> list[str]:
    """Languages, as tags or English names, as tags in alphabetical order. Raises AccountProblem."""
    return sorted({_tag(word.strip()) for word in words if word.strip()})


def _tag(word: str) -> str:
    tag = canonical_language(word) or suggest_language(word)
    if tag is None:
        raise AccountProblem(
            f"there is no language {word!r}: write its code, such as es, or its English name"
        )
    return tag


def _stamp(work: Work) -> str:
    return work.runtime.ids.bytes(32).hex()


def _hash(password: str) -> str:
    if len(password) < MINIMUM_PASSWORD:
        raise AccountProblem(f"the password is too short: take at least {MINIMUM_PASSWORD} characters")
    return HASHER.hash(password)


def _phone(work: Work, phone: str | None) -> uuid.UUID | None:
    if phone is None:
        return None
    if not _E164.fullmatch(phone):
        raise AccountProblem("the number is not complete: write it like +12025550143")
    found = addresses.find_or_add(
        work.session,
        work.vault,
        work.settings.provider_id,
        Channel.SMS,
        phone,
        new_id=work.new_id,
        now=work.now,
    )
    return found.id
