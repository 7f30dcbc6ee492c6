"""A family whose first check-in is under way, and the three who work on it."""

import datetime as dt
from dataclasses import dataclass

import pytest

from bot.desk.calls import CallEntry, CallResult, enter_call
from bot.desk.threads import mark_seen
from bot.desk.viewer import Viewer
from bot.records.contacts import Given, Spoken
from bot.records.signing import Signature
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.policy.signing import Said
from flows.turn import OpenTask
from flows.vocabulary import Answer, Finding, Item, Question, Role, StaffRole, TaskKind, TaskReason
from storage.models import Case, CheckIn, CheckInPart, Person, Staff
from storage.queries import reports, threads
from tests.bot.web.builder import Builder
from tests.bot.web.conftest import runtime

__all__ = ["runtime"]

ALL_WELL = (
    Given(Question.RESIDENCE, Answer.YES),
    Given(Question.HEALTH, Answer.YES),
    Given(Question.SAFETY, Answer.YES),
    Given(Question.SCHOOL_ENROLLED, Answer.YES),
    Given(Question.SCHOOL_ATTENDING, Answer.YES),
    Given(Question.COURT_AWARE, Answer.NO),
    Given(Question.SUPPORT, Answer.NO),
)
FOUND = dict.fromkeys(Item, Finding.YES) | {Item.HIGHER_LEVEL: Finding.NO}
SIGNATURE = Signature(Said(FOUND), "All is well.")


@dataclass
class Office:
    """The rows of one case, and what people do with it in tests."""

    runtime: Runtime
    case: Case
    child: Person
    sponsor: Person
    dana: Viewer
    sam: Viewer
    lee: Viewer

    def part(self, work: Work, role: Role, number: int = 1) -> CheckInPart:
        """Somebody's part of a check-in."""
        check_in = reports.find_check_in(work.session, self.case.id, number)
        assert check_in is not None
        return next(part for part in check_in.parts if part.role is role)

    def check_in(self, work: Work, number: int = 1) -> CheckIn:
        """One check-in."""
        found = reports.find_check_in(work.session, self.case.id, number)
        assert found is not None
        return found

    def call(self, role: Role, spoken: Spoken, *, number: int = 1, finish: bool = False) -> None:
        """Dana rings somebody for a check-in, speaks with them, and enters the call."""
        result = CallResult.SPOKE_WITH_CHILD if role is Role.CHILD else CallResult.SPOKE_WITH_SPONSOR
        person = self.child if role is Role.CHILD else self.sponsor
        with self.runtime.work() as work:
            person = work.session.get_one(Person, person.id)
            part = self.part(work, role, number)
            scene = Scene(None, person, part.check_in.case, role, part)
            effect = OpenTask(TaskKind.CALL, TaskReason.NO_PRIVATE_CHANNEL, "same_day")
            task = open_task(work, scene, effect, cause=work.new_id())
            enter_call(work, self.dana, CallEntry(task.id, result, None, finish, spoken=spoken))

    def hold_all(self, number: int = 1, *, alone: bool = True) -> None:
        """Child and sponsor individually, then both together."""
        self.call(Role.CHILD, Spoken(alone=alone, answers=ALL_WELL), number=number)
        self.call(Role.SPONSOR, Spoken(together=True, answers=ALL_WELL), number=number)
        self.read_all()

    def read_all(self) -> None:
        """Dana reads what both have written."""
        with self.runtime.work() as work:
            for person in (self.child, self.sponsor):
                messages = threads.inbound_of_person(work.session, person.id)
                if messages:
                    mark_seen(work, self.dana, person.id, messages[-1].id)


def viewer_of(staff: Staff) -> Viewer:
    return Viewer(staff.id, staff.name, staff.role)


@pytest.fixture
def office(runtime: Runtime) -> Office:
    with runtime.work() as work:
        b = Builder(work)
        dana = b.staff("dana@example.org", "Dana Reyes", StaffRole.CASEWORKER)
        lee = b.staff("lee@example.org", "Lee Park", StaffRole.CASEWORKER, on_call=True)
        sam = b.staff("sam@example.org", "Sam Okafor", StaffRole.SUPERVISOR)
        case = b.case("C-2001", dana, dt.date(2026, 2, 19))
        child = b.person(case, Role.CHILD, "Ana", "+12025550101")
        sponsor = b.person(case, Role.SPONSOR, "Marta", "+12025550102", relationship="aunt")
        return Office(runtime, case, child, sponsor, viewer_of(dana), viewer_of(sam), viewer_of(lee))
