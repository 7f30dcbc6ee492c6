"""Enrolment by voice: what is kept, what is refused, and that every change counts at once (6.1, 6.8.5)."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.desk.enrolment import Missing, not_enrolled, view_enrolment
from bot.desk.enrolment_form import EnrolmentProblem, Typed, Wrong, save_enrolment, says_something
from bot.desk.viewer import NotHere, Viewer
from bot.facts import contact_facts, current_addresses, part_facts, rules
from bot.runtime import Runtime, Work
from bot.scene import Scene
from bot.spoken_texts import spoken_text
from flows.policy.contact import WhyNot, may_text
from flows.policy.routing import route_part
from flows.texts import LOCALES, Catalogue
from flows.understanding import understand
from flows.vocabulary import (
    Channel,
    Command,
    PartStatus,
    Question,
    Role,
    SpokenKind,
    TaskKind,
    TaskReason,
)
from storage.models import (
    Address,
    AuditRow,
    Case,
    CasePerson,
    CheckInPart,
    OptOut,
    Permission,
    Person,
    SpokenText,
    Task,
)
from tests.bot.web.builder import Builder
from tests.bot.web.seed import Seed
from tests.conftest import FixedClock

FULL = {
    "language": "es", "permission": "yes", "permission_by": "self", "permission_how": "spoken",
    "permission_on": "2026-03-02", "phone": "+12025550101", "owner": "own", "channel": "sms",
    "check_word": "mariposa", "distress_word": "paraguas",
}  # fmt: skip
SAID = {SpokenKind.PRIVACY: "1 es", SpokenKind.CHOICE: "1 es"}
STOP_WORDS = {
    "ar": "توقف", "en": "STOP", "es": "ALTO", "fa-AF": "بس", "fr": "STOP", "hi": "STOP", "ht": "RETE",
    "pa": "STOP", "ps": "بس", "pt": "PARE", "ru": "СТОП", "tr": "DUR", "uk": "СТОП", "zh": "停止",
}  # fmt: skip


def save(runtime: Runtime, viewer: Viewer, case: Case, person: Person, **changes: str) -> None:
    typed = Typed(FULL | changes, said=SAID)
    with runtime.work() as work:
        save_enrolment(work, viewer, case.id, person.id, typed)


def wrong(runtime: Runtime, viewer: Viewer, caseload: Seed, **changes: str) -> dict[str, Wrong]:
    """What the form of Ana says of these fields; nothing may have changed."""
    with pytest.raises(EnrolmentProblem) as problem:
        save(runtime, viewer, caseload.ana_case, caseload.ana, **changes)
    with runtime.look() as work:
        assert work.session.scalars(select(Permission)).all() == []
        assert work.session.scalars(select(SpokenText)).all() == []
    return dict(problem.value.wrong)


def reasons(work: Work, case: Case, person: Person, role: Role) -> set[WhyNot]:
    """Why this person may not be texted, as every caller asks it."""
    person, case = work.session.get_one(Person, person.id), work.session.get_one(Case, case.id)
    at = next(iter(current_addresses(work, person)), None)
    return set(may_text(contact_facts(work, person, case, role, at), work.now, rules=rules(work)).reasons)


def route_reasons(work: Work, case: Case, person: Person, role: Role) -> tuple[TaskReason, ...]:
    person, case = work.session.get_one(Person, person.id), work.session.get_one(Case, case.id)
    at = next(iter(current_addresses(work, person)), None)
    facts = contact_facts(work, person, case, role, at)
    scene = Scene(at[0] if at else None, person, case, role)
    return route_part(part_facts(work, scene, facts), rules(work)).reasons


def test_what_was_agreed_is_kept_with_who_said_it_when_and_how(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    save(runtime, dana, caseload.ana_case, caseload.ana, safe_hours="Mon-Fri 17:00-20:00")
    with runtime.look() as work:
        (word,) = work.session.scalars(select(Permission))
        assert (word.given, word.given_by, word.how, word.on_day, word.staff_id) == (
            True, "self", "spoken", dt.date(2026, 3, 2), dana.staff_id,
        )  # fmt: skip
        said = work.session.scalars(select(SpokenText).order_by(SpokenText.kind)).all()
        assert [(row.kind, row.version, row.language) for row in said] == [
            (SpokenKind.CHOICE, "1", "es"), (SpokenKind.PRIVACY, "1", "es"),
        ]  # fmt: skip
        ana = work.session.get_one(Person, caseload.ana.id)
        assert (ana.safe_hours, ana.notice_version) == ("Mon-Fri 17:00-20:00", "1 es")
        assert work.vault.open(ana.data_key_id, "check_word", ana.check_word_sealed or b"") == "mariposa"
        actions = set(work.session.scalars(select(AuditRow.action)))
        assert {"enrol", "permit", "said"} <= actions
        assert caseload.ana.id not in {line.person_id for line in not_enrolled(work, dana)}


BAD = [
    ("phone", "12", Wrong.PHONE),
    ("phone", "+1 202 555 0143 ext. 4", Wrong.PHONE),
    ("owner", "", Wrong.CHOICE_MISSING),
    ("channel", "pigeon", Wrong.CHOICE_MISSING),
    ("language", "klingonish", Wrong.LANGUAGE),
    ("permission_by", "", Wrong.CHOICE_MISSING),
    ("permission_how", "", Wrong.CHOICE_MISSING),
    ("permission_on", "", Wrong.DAY),
    ("permission_on", "2026-03-04", Wrong.DAY),
    ("check_word", "two words", Wrong.WORD),
    ("check_word", "sí", Wrong.WORD),
    ("check_word", "detener", Wrong.WORD_SAYS_SOMETHING),
    ("distress_word", "abogado", Wrong.WORD_SAYS_SOMETHING),
    ("distress_word", "Maripósa", Wrong.SAME_WORDS),
    ("safe_hours", "whenever", Wrong.SAFE_HOURS),
    ("question", "Which street?", Wrong.HALF_A_QUESTION),
]


def test_what_cannot_be_kept_is_said_at_its_field(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    for field, value, code in BAD:
        expected = "answer" if code is Wrong.HALF_A_QUESTION else field
        assert wrong(runtime, dana, caseload, **{field: value}) == {expected: code}, (field, value)


def test_a_word_is_compared_with_the_one_that_is_agreed_already(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    save(runtime, dana, caseload.ana_case, caseload.ana)
    with pytest.raises(EnrolmentProblem) as problem:
        save(runtime, dana, caseload.ana_case, caseload.ana, check_word="", distress_word="mariposa")
    assert problem.value.wrong == {"distress_word": Wrong.SAME_WORDS}


@pytest.mark.parametrize(("language", "word"), sorted(STOP_WORDS.items()))
def test_the_notice_names_a_word_that_stops_and_such_a_word_is_never_agreed_on(
    language: str, word: str
) -> None:
    day = dt.date(2026, 3, 2)
    text = spoken_text(SpokenKind.CHOICE, language)
    assert (text.language, text.interpreted) == (language, False)
    assert any(word in line for line in text.lines)
    reading = understand(word, lang=language, role=Role.CHILD, question=Question.SAFETY, sent_on=day)
    assert Command.STOP in reading.commands
    assert says_something(word, language, Role.CHILD, day)


def test_every_language_with_texts_has_words_to_say_and_another_is_interpreted() -> None:
    assert set(STOP_WORDS) == Catalogue.load().languages
    versions = {spoken_text(kind, tag).version for kind in SpokenKind for tag in STOP_WORDS}
    assert versions == {"1"}
    assert all((LOCALES / tag / "spoken.yaml").exists() for tag in STOP_WORDS)
    mam = spoken_text(SpokenKind.PRIVACY, "mam")
    assert (mam.language, mam.interpreted) == ("en", True)
    assert spoken_text(SpokenKind.PRIVACY, "pt-BR").language == "pt"


def test_a_text_that_changed_since_the_page_was_opened_has_to_be_said_anew(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    typed = Typed(FULL, said={SpokenKind.PRIVACY: "0 es"})
    with runtime.work() as work, pytest.raises(EnrolmentProblem) as problem:
        save_enrolment(work, dana, caseload.ana_case.id, caseload.ana.id, typed)
    assert problem.value.wrong == {"said-privacy": Wrong.TEXT_CHANGED}


class TestItCountsAtOnce:
    """Every change is a fact of `may_text` in the same moment (invariant 9)."""

    CHANGES = (
        ({"permission": "no"}, WhyNot.NO_PERMISSION),
        ({"phone": ""}, WhyNot.NO_PHONE),
        ({"owner": "household"}, WhyNot.NO_PRIVATE_CHANNEL),
        ({"owner": "sponsor"}, WhyNot.NO_PRIVATE_CHANNEL),
        ({"channel": "voice"}, WhyNot.VOICE_ONLY),
        ({"channel": "whatsapp"}, WhyNot.WHATSAPP_NOT_READY),
        ({"cannot_text": "1"}, WhyNot.CANNOT_TEXT),
        ({"safe_hours": "Sun 5:00-7:00"}, WhyNot.NO_GOOD_HOUR),
        ({"language": "mam"}, WhyNot.TEXTS_NOT_REVIEWED),
    )

    def test_a_change_is_a_reason(self, runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
        case, ana = caseload.ana_case, caseload.ana
        for changes, reason in self.CHANGES:
            save(runtime, dana, case, ana)
            with runtime.look() as work:
                assert reason not in reasons(work, case, ana, Role.CHILD)
            save(runtime, dana, case, ana, **changes)
            with runtime.look() as work:
                assert reason in reasons(work, case, ana, Role.CHILD)

    def test_who_cannot_text_is_called_and_nothing_failed(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        case, ana = caseload.ana_case, caseload.ana
        save(runtime, dana, case, ana, cannot_text="1")
        with runtime.look() as work:
            assert TaskReason.CANNOT_TEXT in route_reasons(work, case, ana, Role.CHILD)
            assert ana.id not in {line.person_id for line in not_enrolled(work, dana)}

    def test_a_withdrawn_permission_stays_in_the_history(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        save(runtime, dana, caseload.ana_case, caseload.ana)
        later = replace(runtime, clock=FixedClock(runtime.clock.now() + dt.timedelta(minutes=1)))
        save(later, dana, caseload.ana_case, caseload.ana, permission="no", permission_how="written")
        with runtime.work() as work:
            found = view_enrolment(work, dana, caseload.ana_case.id, caseload.ana.id)
        assert [(word.given, word.how) for word in found.words] == [(True, "spoken"), (False, "written")]
        assert found.permission_on is None
        assert Missing.PERMISSION not in found.missing  # they said no: they are called

    def test_who_opted_out_stays_so_on_a_new_number(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        case, ana = caseload.ana_case, caseload.ana
        with runtime.work() as work:
            work.session.execute(update(Address).values(opted_out_at=work.now))
        save(runtime, dana, case, ana, phone="+12025550188")
        with runtime.look() as work:
            assert WhyNot.OPTED_OUT in reasons(work, case, ana, Role.CHILD)
            assert [row.source for row in work.session.scalars(select(OptOut))] == ["enrolment"]

    def test_two_channels_on_one_number_the_chosen_one_first(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        save(runtime, dana, caseload.ana_case, caseload.ana, channel="whatsapp", also="1")
        with runtime.work() as work:
            person = work.session.get_one(Person, caseload.ana.id)
            channels = [address.channel for address, _ in current_addresses(work, person)]
            assert channels == [Channel.WHATSAPP, Channel.SMS]
            assert WhyNot.WHATSAPP_NOT_READY in reasons(work, caseload.ana_case, person, Role.CHILD)
            found = view_enrolment(work, dana, caseload.ana_case.id, caseload.ana.id)
            assert found.route.way == "thread"  # by SMS, while no template is on file


class TestTheEnrolmentCall:
    def _waiting(self, runtime: Runtime, caseload: Seed) -> None:
        with runtime.work() as work:
            b = Builder(work)
            ana = work.session.get_one(Person, caseload.ana.id)
            ana.permission_on = ana.check_word_sealed = None
            part = work.session.scalars(select(CheckInPart).where(CheckInPart.person_id == ana.id)).first()
            assert part is not None
            part.status, part.outcome = PartStatus.CALL, None
            task = b.task(
                TaskKind.ENROL, TaskReason.NO_PERMISSION, work.now,
                case=work.session.get_one(Case, caseload.ana_case.id), person=ana,
            )  # fmt: skip
            task.part_id = part.id

    def _state(self, runtime: Runtime) -> tuple[TaskKind, bool, PartStatus]:
        with runtime.look() as work:
            task = work.session.scalars(select(Task).where(Task.reason == "no_permission")).one()
            part = work.session.get_one(CheckInPart, task.part_id)
            return task.kind, task.done_at is not None, part.status

    def test_a_yes_finishes_it_and_the_check_in_is_a_text_again(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        self._waiting(runtime, caseload)
        save(runtime, dana, caseload.ana_case, caseload.ana)
        assert self._state(runtime) == (TaskKind.ENROL, True, PartStatus.SCHEDULED)

    def test_a_no_makes_it_the_check_in_by_phone(
        self, runtime: Runtime, caseload: Seed, dana: Viewer
    ) -> None:
        self._waiting(runtime, caseload)
        save(runtime, dana, caseload.ana_case, caseload.ana, permission="no")
        assert self._state(runtime) == (TaskKind.CALL, False, PartStatus.CALL)

    def test_half_an_enrolment_finishes_nothing(self, runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
        self._waiting(runtime, caseload)
        save(runtime, dana, caseload.ana_case, caseload.ana, check_word="", distress_word="")
        assert self._state(runtime) == (TaskKind.ENROL, False, PartStatus.CALL)


class TestUnderThirteen:
    @pytest.fixture
    def young(self, runtime: Runtime, caseload: Seed) -> Seed:
        with runtime.work() as work:
            ana = work.session.get_one(Person, caseload.ana.id)
            ana.birth_date_sealed = work.vault.seal(ana.data_key_id, "birth_date", "2014-01-01")
        return caseload

    def test_nobody_may_write_down_a_yes_to_texts(self, runtime: Runtime, young: Seed, dana: Viewer) -> None:
        assert wrong(runtime, dana, young) == {"permission": Wrong.TOO_YOUNG}

    def test_what_was_said_is_all_that_is_missing(self, runtime: Runtime, young: Seed, dana: Viewer) -> None:
        with runtime.work() as work:
            found = view_enrolment(work, dana, young.ana_case.id, young.ana.id)
            assert (found.age, found.too_young) == (12, True)
            assert set(found.missing) == {Missing.PRIVACY, Missing.CHOICE}
            assert found.route.reasons[0] is TaskReason.CHILD_UNDER_AGE


class TestSiblings:
    """One sponsor, two released children: each has a label of its own."""

    @pytest.fixture
    def both(self, runtime: Runtime, caseload: Seed) -> Seed:
        with runtime.work() as work:
            work.session.add(CasePerson(
                **work.owned(), case_id=caseload.luis_case.id, person_id=caseload.marta.id,
                role=Role.SPONSOR, sponsor_category="2A",
            ))  # fmt: skip
        return caseload

    def _save(self, runtime: Runtime, dana: Viewer, both: Seed, *labels: str) -> None:
        by_case = dict(zip((str(both.ana_case.id), str(both.luis_case.id)), labels, strict=True))
        typed = replace(Typed(FULL | {"phone": "+12025550102"}), labels=by_case)
        with runtime.work() as work:
            save_enrolment(work, dana, both.ana_case.id, both.marta.id, typed)

    def test_labels_are_missing_until_each_child_has_one(
        self, runtime: Runtime, both: Seed, dana: Viewer
    ) -> None:
        with runtime.work() as work:
            found = view_enrolment(work, dana, both.ana_case.id, both.marta.id)
            assert Missing.LABEL in found.missing
        self._save(runtime, dana, both, "su sobrina", "su hijo")
        with runtime.work() as work:
            found = view_enrolment(work, dana, both.ana_case.id, both.marta.id)
            assert [(line.child, line.label) for line in found.labels] == [
                ("Ana", "su sobrina"), ("Luis", "su hijo"),
            ]  # fmt: skip
            assert Missing.LABEL not in found.missing

    @pytest.mark.parametrize(
        ("labels", "code"),
        [
            (("su sobrina Ana", "su hijo"), Wrong.NAMES_THE_CHILD),
            (("su sobrina", "Su Sobrina"), Wrong.SAME_LABEL),
            (("x" * 31, "su hijo"), Wrong.TOO_LONG),
        ],
    )
    def test_no_label_names_a_child_and_no_two_are_alike(
        self, runtime: Runtime, both: Seed, dana: Viewer, labels: tuple[str, str], code: Wrong
    ) -> None:
        with pytest.raises(EnrolmentProblem) as problem:
            self._save(runtime, dana, both, *labels)
        assert set(problem.value.wrong.values()) == {code}


def test_a_label_in_a_case_that_one_does_not_see_stays_as_it_is(
    runtime: Runtime, caseload: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        work.session.add(CasePerson(
            **work.owned(), case_id=caseload.kevin_case.id, person_id=caseload.marta.id,
            role=Role.SPONSOR, sponsor_category="2A",
        ))  # fmt: skip
    labels = {str(caseload.ana_case.id): "su sobrina", str(caseload.kevin_case.id): "su hijo"}
    typed = replace(Typed(FULL | {"phone": "+12025550102"}), labels=labels)
    with runtime.work() as work:
        save_enrolment(work, dana, caseload.ana_case.id, caseload.marta.id, typed)
    with runtime.look() as work:
        query = select(CasePerson.case_id, CasePerson.child_label_sealed.is_not(None)).where(
            CasePerson.person_id == caseload.marta.id
        )
        assert {case_id: kept for case_id, kept in work.session.execute(query)} == {
            caseload.ana_case.id: True, caseload.kevin_case.id: False,
        }  # fmt: skip


def test_another_caseload_is_not_here(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    with pytest.raises(NotHere):
        save(runtime, dana, caseload.kevin_case, caseload.kevin)
    with runtime.work() as work, pytest.raises(NotHere):
        view_enrolment(work, dana, caseload.kevin_case.id, caseload.kevin.id)
    with runtime.look() as work:
        assert caseload.kevin.id not in {line.person_id for line in not_enrolled(work, dana)}


def say_wrong(runtime: Runtime, person: Person) -> None:
    """Somebody wrote from their numbers that these are not theirs."""
    with runtime.work() as work:
        for _, link in current_addresses(work, work.session.get_one(Person, person.id)):
            link.wrong_since = work.now


def is_wrong(runtime: Runtime, person: Person) -> list[bool]:
    with runtime.look() as work:
        at = current_addresses(work, work.session.get_one(Person, person.id))
        return [link.wrong_since is not None for _, link in at]


@pytest.mark.parametrize(
    ("changes", "still"),
    [
        ({"safe_hours": "Mon-Fri 17:00-20:00"}, [True]),
        ({"owner": "household"}, [True]),
        ({"also": "1"}, [True, True]),
        ({"confirmed": "1"}, [False]),
        ({"phone": "+12025550107"}, [False]),
    ],
    ids=["other field", "other owner", "one channel more", "confirmed", "new number"],
)
def test_only_a_call_or_another_number_ends_that_a_number_is_wrong(
    runtime: Runtime, caseload: Seed, dana: Viewer, changes: dict[str, str], still: list[bool]
) -> None:
    save(runtime, dana, caseload.ana_case, caseload.ana)
    say_wrong(runtime, caseload.ana)
    save(runtime, dana, caseload.ana_case, caseload.ana, **changes)
    assert is_wrong(runtime, caseload.ana) == still
