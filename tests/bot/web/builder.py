"""Rows of a small caseload, made directly with the models and sealed by the vault."""

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any, cast

from argon2 import PasswordHasher

from bot.clock import Clock
from bot.ids import Ids
from bot.runtime import Runtime, Work
from bot.settings import load
from flows import engine
from flows.definition import Library
from flows.policy.calendar import check_in_due_dates
from flows.reading import Evidence, Reading
from flows.texts import Catalogue
from flows.turn import Context
from flows.vocabulary import (
    Channel,
    ConcernStatus,
    ConversationStatus,
    DeliveryState,
    Disposition,
    Lane,
    Level,
    PartStatus,
    PhoneOwner,
    Question,
    Role,
    SponsorCategory,
    StaffRole,
    TaskKind,
    TaskReason,
    Urgency,
)
from storage.crypto import Keyring
from storage.database import Database
from storage.models import (
    Address,
    Attempt,
    Case,
    CasePerson,
    CheckIn,
    CheckInPart,
    ConcernEvidence,
    ConcernRow,
    Conversation,
    Delivery,
    Inbound,
    InboundProcessing,
    Outbound,
    PageRow,
    Person,
    PersonAddress,
    ReadingRow,
    Staff,
    Task,
)
from storage.queries import addresses

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PASSWORD = "a long enough password"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # cheap: for tests only


def settings_with(**values: str) -> Any:
    """Settings of a loopback demo; `values` are environment names."""
    given = {
        "PRS_MASTER_KEYS": f"k1:{KEY}",
        "PRS_LOOKUP_KEY": KEY,
        "PRS_SECRET_KEY": "a secret for signing cookies in tests",
        "PUBLIC_NAME": "Maple Street",
        "PUBLIC_PHONE": "+12025550100",
        "PUBLIC_BASE_URL": "http://localhost:8000",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_FROM": "+12025550199",
        "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
    }
    return load({**given, **values})


def make_runtime(database: Database, keyring: Keyring, clock: Clock, ids: Ids, **values: str) -> Runtime:
    """A runtime on that database."""
    return Runtime(
        settings=settings_with(**values),
        database=database,
        keyring=keyring,
        clock=clock,
        ids=ids,
        texts=Catalogue.load(),
        flows=Library.load(),
    )


class Builder:
    """Adds rows in one transaction; `ago` counts back from its instant."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._serial = _first_serial(work)

    def ago(self, **delta: float) -> dt.datetime:
        """An instant before now, e.g. ago(hours=2)."""
        return self.work.now - dt.timedelta(**delta)

    def _add(self, row: Any) -> Any:
        self.work.session.add(row)
        self.work.session.flush()
        return row

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def staff(self, email: str, name: str, role: StaffRole, on_call: bool = False) -> Staff:
        """A member of staff with PASSWORD."""
        row: Staff = self._add(
            Staff(
                **self.work.owned(), email=email, name=name, role=role, password=_HASH, active=True,
                fs_uniquifier=self.work.new_id().hex, failed_sign_ins=0, on_call=on_call,
                address_id=self.address("+12025550150").id if on_call else None, created_at=self.work.now,
            )
        )  # fmt: skip
        return row

    def case(self, number: str, caseworker: Staff | None, release: dt.date, **more: Any) -> Case:
        """A case with its three check-ins."""
        row: Case = self._add(
            Case(
                **self.work.owned(), case_number=number, release_date=release, level=Level.ONE,
                tvpra=False, special_6_2_11=False, bridge_level_one=False,
                caseworker_id=caseworker.id if caseworker else None, created_at=self.work.now,
                **{"state": "VA", "zip_code": "22201", "time_zone": "America/New_York"} | more,
            )
        )  # fmt: skip
        for step, due in check_in_due_dates(release).items():
            self._add(CheckIn(**self.work.owned(), case_id=row.id, number=step, due_on=due))
        return row

    def person(
        self, case: Case, role: Role, name: str, number: str | None, language: str = "es", *,
        owner: PhoneOwner = PhoneOwner.OWN, relationship: str | None = None, **more: Any,
    ) -> Person:  # fmt: skip
        """A member of a case with parts in its check-ins."""
        vault = self.work.vault
        key = vault.new_key()
        secret = vault.seal(key, "check_word", "colibri")
        row: Person = self._add(
            Person(
                **self.work.owned(), person_ref=f"P-{self._next():04d}", data_key_id=key,
                first_name_sealed=vault.seal(key, "first_name", name), language=language,
                birth_date_sealed=vault.seal(key, "birth_date", "2009-05-04"), check_word_sealed=secret,
                permission_on=dt.date(2026, 2, 20), created_at=self.work.now, **more,
            )
        )  # fmt: skip
        category = SponsorCategory.TWO_A if role is Role.SPONSOR else None
        self._add(
            CasePerson(
                **self.work.owned(), case_id=case.id, person_id=row.id, role=role,
                sponsor_category=category, relationship_words=relationship,
            )
        )  # fmt: skip
        for step in self.work.session.query(CheckIn).filter_by(case_id=case.id):
            self._add(
                CheckInPart(
                    **self.work.owned(), check_in_id=step.id, person_id=row.id, role=role,
                    due_on=step.due_on, status=PartStatus.SCHEDULED,
                )
            )  # fmt: skip
        if number:
            self._add(
                PersonAddress(
                    **self.work.owned(), person_id=row.id, address_id=self.address(number).id,
                    owner=owner, since=self.work.now,
                )
            )  # fmt: skip
        return row

    def address(self, number: str) -> Address:
        """The address of a number, made if it is new."""
        return addresses.find_or_add(
            self.work.session, self.work.vault, self.work.settings.provider_id, Channel.SMS, number,
            new_id=self.work.new_id, now=self.work.now,
        )  # fmt: skip

    def address_of(self, person: Person) -> Address:
        """The one address of a person."""
        link = self.work.session.query(PersonAddress).filter_by(person_id=person.id).one()
        return self.work.session.get_one(Address, link.address_id)

    def part(self, person: Person, number: int = 1, **changes: Any) -> CheckInPart:
        """A person's part of a check-in, changed."""
        row = (
            self.work.session.query(CheckInPart).join(CheckIn)
            .filter(CheckInPart.person_id == person.id, CheckIn.number == number).one()
        )  # fmt: skip
        for name, value in changes.items():
            setattr(row, name, value)
        self.work.session.flush()
        return row

    def conversation(self, person: Person, waiting_for: Question | None, **more: Any) -> Conversation:
        """A conversation of the first check-in."""
        part = self.part(person, status=PartStatus.OPEN, opened_at=self.ago(hours=3))
        defaults: dict[str, Any] = {
            "status": ConversationStatus.OPEN, "opened_at": self.ago(hours=3),
            "last_turn_at": self.ago(minutes=20), "wake_at": self.work.now + dt.timedelta(hours=45),
        }  # fmt: skip
        definition = self.work.runtime.flows.newest(part.role, 1)
        begun = Context(part.role, "check_word", private_channel=True, language=person.language)
        row: Conversation = self._add(
            Conversation(
                **self.work.owned(), part_id=part.id, person_id=person.id,
                address_id=self.address_of(person).id, flow=definition.flow,
                flow_version=definition.version, language=person.language,
                state=engine.start(definition, begun, self.ago(hours=3)).state,
                waiting_for=waiting_for, turn=1, **defaults | more,
            )
        )  # fmt: skip
        return row

    def sent(
        self, person: Person, body: str, at: dt.datetime, *, state: DeliveryState = DeliveryState.SENT,
        provider_status: str | None = "delivered", error: int | None = None, lane: Lane = Lane.REPLY,
        staff: Staff | None = None,
    ) -> Outbound:  # fmt: skip
        """A text of ours with its fate."""
        address = self.address_of(person)
        serial = self._next()
        row: Outbound = self._add(
            Outbound(
                **self.work.owned(), dedupe_key=f"seed:{serial}", address_id=address.id,
                person_id=person.id, lane=lane, text_key="seed", language=person.language,
                texts_version="1", body_sealed=self.work.vault.seal(address.data_key_id, "body", body),
                created_at=at, position=serial, staff_id=staff.id if staff else None,
            )
        )  # fmt: skip
        self._add(
            Delivery(
                outbound_id=row.id, address_id=address.id, lane_rank=0, created_at=at, position=serial,
                state=state, sid=f"SM{serial:032d}", provider_status=provider_status, provider_rank=0,
                error_code=error, tries=1, not_before=at, updated_at=at,
            )
        )  # fmt: skip
        return row

    def came(
        self, person: Person | None, body: str, at: dt.datetime, *, number: str | None = None,
        question: Question = Question.NONE, reading: Reading | None = None, media: int = 0,
    ) -> Inbound:  # fmt: skip
        """A message from a phone, read or (reading None) not."""
        address = self.address(number) if number else self.address_of(cast(Person, person))
        vault, serial = self.work.vault, self._next()
        row: Inbound = self._add(
            Inbound(
                **self.work.owned(), sid=f"SMin{serial:030d}", address_id=address.id, channel=Channel.SMS,
                body_sealed=vault.seal(address.data_key_id, "body", body),
                form_sealed=vault.seal(address.data_key_id, "form", "{}"), media_count=media,
                quarantined=False, received_at=at, position=serial,
            )
        )  # fmt: skip
        self._add(
            InboundProcessing(
                inbound_id=row.id, address_id=address.id, received_at=at, tries=1, done_at=at,
                disposition=Disposition.ANSWERED if reading else Disposition.TRAY,
                person_id=person.id if person else None,
            )
        )  # fmt: skip
        if reading is not None:
            self._add(
                ReadingRow(
                    inbound_id=row.id, question=question.value, answer=reading.answer.value,
                    urgency=reading.urgency, review=reading.review, risk=reading.risk,
                    language=reading.language, detail=reading.as_json(), at=at,
                )
            )  # fmt: skip
        return row

    def concern(
        self, case: Case | None, person: Person | None, inbound: Inbound, reading: Reading,
        *, told: Staff | None = None, held_by: Staff | None = None,
    ) -> ConcernRow:  # fmt: skip
        """A concern that a message gave rise to."""
        at, now = inbound.received_at, self.work.now
        codes = [code.value for code in reading.concerns]
        row: ConcernRow = self._add(
            ConcernRow(
                **self.work.owned(), case_id=case.id if case else None,
                person_id=person.id if person else None, address_id=inbound.address_id,
                urgency=reading.urgency, codes=codes, first_suspected_at=at,
                noc_due_at=at + dt.timedelta(hours=24), rings=1,
                status=ConcernStatus.ACKNOWLEDGED if held_by else ConcernStatus.OPEN,
                acknowledged_at=now if held_by else None,
                acknowledged_by=held_by.id if held_by else None,
            )
        )  # fmt: skip
        self._add(
            ConcernEvidence(
                **self.work.owned(), concern_id=row.id, inbound_id=inbound.id, urgency=reading.urgency,
                codes=codes, at=at,
                spans=[asdict(evidence) for evidence in reading.evidence],
            )
        )  # fmt: skip
        if told:
            self._add(
                PageRow(
                    **self.work.owned(), concern_id=row.id, dedupe_key=f"told:{row.id}", text_key="page",
                    ring=1, channel="email", staff_id=told.id, state="sent", tries=1, created_at=at,
                    sent_at=at,
                )
            )  # fmt: skip
        return row

    def task(
        self, kind: TaskKind, reason: TaskReason, due_at: dt.datetime, *, case: Case | None = None,
        person: Person | None = None, inbound: Inbound | None = None, outbound: Outbound | None = None,
        address_id: uuid.UUID | None = None, **detail: Any,
    ) -> Task:  # fmt: skip
        """Something for a person to do."""
        part = self.part(person) if person and case else None
        row: Task = self._add(
            Task(
                **self.work.owned(), kind=kind, reason=reason.value, dedupe_key=f"seed:{self._next()}",
                case_id=case.id if case else None, person_id=person.id if person else None,
                address_id=inbound.address_id if inbound else address_id,
                part_id=part.id if part else None, inbound_id=inbound.id if inbound else None,
                outbound_id=outbound.id if outbound else None, detail=detail,
                created_at=self.ago(hours=2), due_at=due_at,
            )
        )  # fmt: skip
        return row

    def call(self, person: Person, staff: Staff, result: str, at: dt.datetime) -> Attempt:
        """A call that somebody made."""
        row: Attempt = self._add(
            Attempt(
                **self.work.owned(), person_id=person.id, staff_id=staff.id, channel="voice",
                result=result, at=at,
            )
        )  # fmt: skip
        return row


def _first_serial(work: Work) -> int:
    """Where to begin to count, so that a second builder repeats no reference of the first."""
    return 10_000 * (work.session.query(Case).count() + work.session.query(Inbound).count())


def found(text: str, words: str, code: str) -> Evidence:
    """Evidence of a code at the place of `words` in a text."""
    start = text.index(words)
    return Evidence(code, "seed", start, start + len(words))


def quiet(answer: Any, language: str) -> Reading:
    """A reading that holds an answer and nothing else."""
    return Reading(answer=answer, language=language, urgency=Urgency.NONE)
