"""The team: who has an account, adding a colleague, closing an account, and the link to set a password.

Nobody ever sees a password of somebody else. A link works once, for a day; whoever made it hands it over.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from bot.accounts import add_user, set_password
from bot.desk.names import number_of
from bot.desk.rota import Mate, mate
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.runtime import Work
from flows.vocabulary import StaffRole
from storage.models import Staff
from storage.queries import team as queries

LINK_LASTS = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague. `phone` is where pages ring; `manage`: this viewer looks after the account."""

    mate: Mate
    email: str
    phone: str | None
    active: bool
    has_password: bool
    locked: bool
    cases: int
    manage: bool


@dataclass(frozen=True, slots=True)
class NewMember:
    """A colleague as entered; languages with commas between."""

    email: str
    name: str
    role: StaffRole
    languages: str


def members(work: Work, viewer: Viewer) -> tuple[Member, ...]:
    """Everybody of the provider, those who may act first. Raises Refused for caseworkers."""
    _require(viewer.supervises)
    provider = work.settings.provider_id
    cases = queries.open_cases(work.session, provider)
    return tuple(
        Member(
            mate=mate(work, staff),
            email=staff.email,
            phone=number_of(work, address) if address else None,
            active=staff.active,
            has_password=staff.password is not None,
            locked=staff.locked_until is not None and staff.locked_until > work.now,
            cases=cases.get(staff.id, 0),
            manage=may_manage(viewer, staff.role) and staff.id != viewer.staff_id,
        )
        for staff, address in queries.all_staff(work.session, provider)
    )


def may_manage(viewer: Viewer, role: StaffRole) -> bool:
    """Administrators look after every account, supervisors after those of caseworkers."""
    if viewer.role is StaffRole.ADMINISTRATOR:
        return True
    return viewer.role is StaffRole.SUPERVISOR and role is StaffRole.CASEWORKER


def add_member(work: Work, viewer: Viewer, new: NewMember) -> str:
    """Add a colleague without a password; returns the token with which they set one.

    Raises Refused, and AccountProblem whose words name the remedy.
    """
    _require(may_manage(viewer, new.role))
    staff = add_user(
        work,
        email=new.email,
        name=new.name,
        role=new.role,
        password=None,
        languages=new.languages.replace(";", ",").split(","),
    )
    work.audit("add_member", "staff", staff.id, staff_id=viewer.staff_id)
    return _token(work, staff)


def make_link(work: Work, viewer: Viewer, staff_id: uuid.UUID) -> str:
    """A token with which a colleague sets a new password. Raises NotHere, Refused."""
    staff = _managed(work, viewer, staff_id)
    if not staff.active:
        raise Refused(Why.ACCOUNT_CLOSED)
    work.audit("make_password_link", "staff", staff.id, staff_id=viewer.staff_id)
    return _token(work, staff)


def set_active(work: Work, viewer: Viewer, staff_id: uuid.UUID, *, active: bool) -> None:
    """Close an account, which ends its sessions at once, or open it again. Raises NotHere, Refused."""
    staff = _managed(work, viewer, staff_id)
    if staff.active is not active:
        staff.active = active
        work.audit("open" if active else "close", "staff", staff.id, staff_id=viewer.staff_id)


def owner_of(work: Work, token: str) -> Staff | None:
    """Whose password a token may set; None once it was used, when it is over, or was made up."""
    try:
        staff_id, stamp, until = _signer(work).loads(token)
        staff = work.session.get(Staff, uuid.UUID(staff_id), with_for_update=True)
        over = int(until) < work.now.timestamp()
    except (BadData, ValueError, TypeError):
        return None
    if over or staff is None or not staff.active or stamp != _stamp(staff):
        return None
    return staff


def use_token(work: Work, token: str, password: str) -> bool:
    """Set the password of whoever a token belongs to; false when it does not work any more.

    Raises AccountProblem for a short password.
    """
    staff = owner_of(work, token)
    if staff is None:
        return False
    set_password(work, staff, password)
    work.session.flush()
    return True


def _managed(work: Work, viewer: Viewer, staff_id: uuid.UUID) -> Staff:
    staff = work.session.get(Staff, staff_id)
    if not viewer.supervises or staff is None or staff.provider_id != work.settings.provider_id:
        raise NotHere
    _require(may_manage(viewer, staff.role) and staff.id != viewer.staff_id)
    return staff


def _require(allowed: bool) -> None:
    if not allowed:
        raise Refused(Why.NOT_YOUR_ACCOUNTS)


def _token(work: Work, staff: Staff) -> str:
    until = int((work.now + LINK_LASTS).timestamp())
    return str(_signer(work).dumps([staff.id.hex, _stamp(staff), until]))


def _signer(work: Work) -> URLSafeSerializer:
    return URLSafeSerializer(work.settings.secret_key, salt="set-password")


def _stamp(staff: Staff) -> str:
    """Changes with the password, so that a link works once; the session stamp itself stays here."""
    return hashlib.sha256(f"set-password:{staff.fs_uniquifier}".encode()).hexdigest()[:32]
