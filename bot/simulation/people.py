"""Who works in a simulation: staff without passwords, for nobody signs in; and finding who is meant."""

import uuid
from collections.abc import Iterable
from itertools import zip_longest

from sqlalchemy import select

from bot.accounts import normal_email
from bot.desk.viewer import Viewer
from bot.runtime import Work
from flows.vocabulary import Channel, StaffRole
from storage.models import Case, CasePerson, Staff
from storage.queries import addresses

ON_CALL_EMAIL = "oncall@example.org"
ON_CALL_PHONE = "+12025550190"
STAFF_PHONES = (ON_CALL_PHONE, *(f"+1202555016{n}" for n in range(10)))
"""Where pages ring: on call, then everybody else by e-mail address as far as the numbers go."""
LANGUAGES = ("en", "es")
"""What everybody here speaks with families."""


def add_people(work: Work, caseworkers: Iterable[str], others: Iterable[str]) -> None:
    """Somebody on call, the caseworkers of the cases, and a supervisor for everybody else who acts."""
    emails = {normal_email(email): StaffRole.SUPERVISOR for email in others}
    emails |= {normal_email(email): StaffRole.CASEWORKER for email in caseworkers}
    emails[ON_CALL_EMAIL] = StaffRole.SUPERVISOR
    rest = sorted(emails.keys() - {ON_CALL_EMAIL})
    for email, phone in zip_longest((ON_CALL_EMAIL, *rest), STAFF_PHONES):
        if email is not None:
            _add(work, email, emails[email], phone)


def viewer_of(work: Work, email: str) -> Viewer:
    """A member of staff as the desk sees them. Raises LookupError when there is none."""
    staff = work.session.scalars(select(Staff).where(Staff.email == normal_email(email))).one_or_none()
    if staff is None:
        raise LookupError("nobody of the staff has this address")
    return Viewer(staff.id, staff.name, staff.role)


def person_in(work: Work, case_number: str, person: str) -> uuid.UUID:
    """The person of a case, by role or by person id. Raises LookupError."""
    query = select(CasePerson).join(Case).where(Case.case_number == case_number)
    for member in work.session.scalars(query):
        if person in (member.person.person_ref, member.role.value):
            return member.person_id
    raise LookupError("this case has no such person")


def _add(work: Work, email: str, role: StaffRole, phone: str | None) -> None:
    address = None
    if phone is not None:
        address = addresses.find_or_add(
            work.session, work.vault, work.settings.provider_id, Channel.SMS, phone,
            new_id=work.new_id, now=work.now,
        )  # fmt: skip
    work.session.add(
        Staff(
            **work.owned(),
            email=email,
            name=email.partition("@")[0],
            role=role,
            password=None,
            active=True,
            fs_uniquifier=work.runtime.ids.bytes(32).hex(),
            failed_sign_ins=0,
            locked_until=None,
            on_call=email == ON_CALL_EMAIL,
            address_id=address.id if address else None,
            languages=list(LANGUAGES),
            created_at=work.now,
        )
    )
    work.session.flush()
