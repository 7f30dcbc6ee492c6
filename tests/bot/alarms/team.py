"""A team whose phones are on the stage, and short looks at what it was told."""

import datetime as dt
import uuid

from sqlalchemy import select, update

from bot.accounts import add_user, find_staff
from bot.desk.concerns import acknowledge_concern
from bot.desk.viewer import Viewer
from bot.simulation.outages import Outage, Part
from bot.simulation.stage import Stage
from flows.vocabulary import PageChannel, StaffRole
from storage.models import Alarm, AlarmStep, Case, ConcernRow, Cover, PageRow, Shift, Staff
from tests.bot.inbound.posts import STRANGER
from tests.bot.looks import rows
from tests.bot.stages import CHILD, family, import_family

FIRST, SECOND, BOSS, WORKER, OTHER = (f"+1202555019{n}" for n in range(1, 6))
EMAIL = {
    FIRST: "first@example.org",
    SECOND: "second@example.org",
    BOSS: "xboss@example.org",
    WORKER: "worker@example.org",
    OTHER: "other@example.org",
}
NAME = {
    email: name
    for name, email in zip(("FIRST", "SECOND", "BOSS", "WORKER", "OTHER"), EMAIL.values(), strict=True)
}
HIT, DIE, AFRAID = "mi tio me pega", "me quiero morir", "me da miedo mi tio"


def add_team(stage: Stage) -> None:
    """Two on the standing rota, a supervisor, a caseworker with the family's case, a colleague."""
    with stage.runtime.work() as work:
        for phone, email in EMAIL.items():
            role = StaffRole.SUPERVISOR if phone == BOSS else StaffRole.CASEWORKER
            add_user(
                work, email=email, name=email, role=role, password="a long password",
                on_call=phone in (FIRST, SECOND), phone=phone,
            )  # fmt: skip
    import_family(stage, family())
    with stage.runtime.work() as work:
        work.session.execute(update(Case).values(caseworker_id=staff_id(stage, WORKER)))


def staff_id(stage: Stage, phone: str) -> uuid.UUID:
    """The member of staff with this phone."""
    with stage.runtime.look() as work:
        found = find_staff(work.session, work.settings.provider_id, EMAIL[phone])
        assert found is not None
        return found.id


def emergency(stage: Stage) -> None:
    """A stranger is in great danger."""
    stage.say(STRANGER, DIE)


def concern(stage: Stage) -> None:
    """The child of the family says something that must be looked at."""
    stage.say(CHILD, HIT)


def pages(stage: Stage, *, since: dt.datetime | None = None) -> list[tuple[str, int]]:
    """Who got a page by text, after how many minutes from the first (or from `since`)."""
    with stage.runtime.look() as work:
        found = work.session.execute(
            select(Staff.email, PageRow.created_at)
            .join(Staff, Staff.id == PageRow.staff_id)
            .where(PageRow.channel == PageChannel.SMS, PageRow.text_key == "page")
            .order_by(PageRow.created_at, Staff.email)
        ).all()
    begin = since or (found[0][1] if found else stage.clock.now())
    return [(NAME[email], round((at - begin).total_seconds() / 60)) for email, at in found if at >= begin]


def code(stage: Stage) -> str:
    """The code of the newest alarm."""
    found = rows(stage, Alarm.code, order=Alarm.sounded_at)
    return str(found[-1][0])


def told(stage: Stage, phone: str) -> list[str]:
    """Keys of the texts that a colleague's phone received."""
    texts = stage.runtime.texts
    found = []
    for body in stage.texts(phone):
        keys = [
            key
            for key in ("page.taken", "page.yours", "page.rota", "page.codes", "page")
            if body.startswith(texts.template("en", key).partition("{")[0])
        ]
        found.append(keys[0])
    return found


def holder(stage: Stage) -> tuple[str, str | None]:
    """Status of the one concern, and who has it."""
    with stage.runtime.look() as work:
        row = work.session.scalars(select(ConcernRow)).one()
        staff = work.session.get(Staff, row.acknowledged_by) if row.acknowledged_by else None
        return row.status.value, NAME[staff.email] if staff else None


def press(stage: Stage, phone: str) -> bool:
    """A colleague presses Acknowledge in the console; true when it is theirs."""
    with stage.runtime.work() as work:
        staff = work.session.get_one(Staff, staff_id(stage, phone))
        viewer = Viewer(staff.id, staff.name, staff.role)
        concern_id = work.session.scalars(select(ConcernRow.id)).one()
        return acknowledge_concern(work, viewer, concern_id).acknowledged_by == staff.id


def give_shift(stage: Stage, phone: str, start: int, end: int, *, weekday: int = 0) -> None:
    """Hours of the week (whole hours in Chicago) for a colleague."""
    with stage.runtime.work() as work:
        work.session.add(
            Shift(
                **work.owned(), staff_id=staff_id(stage, phone), weekday=weekday, start_minutes=start * 60,
                end_minutes=end * 60, time_zone="America/Chicago", place=1, created_at=work.now,
            )
        )  # fmt: skip


def cover(stage: Stage, phone: str, of: str) -> None:
    """A colleague covers another's caseload from now on."""
    with stage.runtime.work() as work:
        work.session.add(
            Cover(
                **work.owned(), staff_id=staff_id(stage, phone), for_staff_id=staff_id(stage, of),
                starts_at=work.now,
            )
        )  # fmt: skip


def steps(stage: Stage, round_: int = 1) -> list[tuple[str, str, list[str]]]:
    """Who, in which capacity and by which channels one round pages."""
    with stage.runtime.look() as work:
        found = work.session.execute(
            select(Staff.email, AlarmStep.rung, AlarmStep.channels)
            .join(Staff, Staff.id == AlarmStep.staff_id)
            .where(AlarmStep.round == round_)
            .order_by(AlarmStep.position)
        )
        return [(NAME[email], rung, channels) for email, rung, channels in found]


def without_twilio(stage: Stage, minutes: int) -> None:
    """Twilio is away from now on, for so long."""
    now = stage.clock.now()
    stage.outages = (Outage(Part.TWILIO, now, now + dt.timedelta(minutes=minutes)),)
    stage.run_to(now)


def change_staff(stage: Stage, phone: str, **values: object) -> None:
    """Change a colleague's account."""
    with stage.runtime.work() as work:
        staff = work.session.get_one(Staff, staff_id(stage, phone))
        for name, value in values.items():
            setattr(staff, name, value)
