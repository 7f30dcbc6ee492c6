"""Two persons on one number: who writes is asked neutrally, and never guessed (6.8.5)."""

import pytest
from sqlalchemy import select

from bot.simulation.stage import Stage
from flows.vocabulary import ConversationStatus, Role
from storage.models import (
    Address,
    CasePerson,
    ConcernRow,
    Conversation,
    InboundProcessing,
    PersonAddress,
    Task,
)
from tests.bot.looks import dispositions, rows
from tests.bot.stages import CHILD, SPONSOR, family, import_family


@pytest.fixture
def shared(stage: Stage) -> Stage:
    """Child and sponsor on one number; nothing is open."""
    import_family(stage, family("en", child_phone=SPONSOR, child_owner="sponsor"))
    return stage


def words(stage: Stage, key: str) -> str:
    params = {"public_name": "Maple Street", "phone": "+12025550100"}
    return stage.runtime.texts.text("en", key, **params)


def writers(stage: Stage) -> list[str | None]:
    """Who wrote each message, as far as it is known."""
    query = (
        select(CasePerson.role)
        .select_from(InboundProcessing)
        .outerjoin(CasePerson, CasePerson.person_id == InboundProcessing.person_id)
        .order_by(InboundProcessing.received_at)
    )
    with stage.runtime.look() as work:
        return [role.value if role else None for role in work.session.scalars(query)]


def task_persons(stage: Stage) -> list[tuple[str, str | None]]:
    """Reason and person of every task."""
    query = (
        select(Task.reason, CasePerson.role)
        .outerjoin(CasePerson, CasePerson.person_id == Task.person_id)
        .order_by(Task.created_at)
    )
    with stage.runtime.look() as work:
        return [(reason, role.value if role else None) for reason, role in work.session.execute(query)]


def concerned(stage: Stage) -> list[str]:
    query = select(CasePerson.role).join(ConcernRow, ConcernRow.person_id == CasePerson.person_id)
    with stage.runtime.look() as work:
        return sorted(role.value for role in work.session.scalars(query))


def test_who_writes_is_asked_and_a_person_sees_the_message_all_the_same(shared: Stage) -> None:
    shared.say(SPONSOR, "the lady at school was nice")
    assert shared.texts(SPONSOR) == [words(shared, "who_writes")]
    assert writers(shared) == [None]
    assert task_persons(shared) == [("no_open_conversation", None)]


@pytest.mark.parametrize(("answer", "role"), [("1", "child"), ("2.", "sponsor"), ("٢", "sponsor")])
def test_the_answer_says_whose_the_waiting_message_is(shared: Stage, answer: str, role: str) -> None:
    shared.say(SPONSOR, "the lady at school was nice")
    shared.say(SPONSOR, answer)
    assert writers(shared) == [role, role]
    assert task_persons(shared) == [("no_open_conversation", role)]
    assert dispositions(shared) == ["tray", "answered"]
    assert shared.texts(SPONSOR)[1:] == [words(shared, "neutral")]


@pytest.mark.parametrize("answer", ["yes", "3", "1 or 2", "me"])
def test_what_is_no_plain_answer_is_no_answer(shared: Stage, answer: str) -> None:
    shared.say(SPONSOR, "the lady at school was nice")
    shared.say(SPONSOR, answer)
    assert writers(shared) == [None, None]
    assert dispositions(shared)[1] == "tray"
    assert len(shared.texts(SPONSOR)) == 1  # asked once a day


def test_a_digit_that_nobody_asked_for_is_no_answer(shared: Stage) -> None:
    shared.say(SPONSOR, "1")
    assert writers(shared) == [None]
    assert shared.texts(SPONSOR) == [words(shared, "who_writes")]


def test_an_answer_after_a_day_is_no_answer(shared: Stage) -> None:
    shared.say(SPONSOR, "the lady at school was nice")
    shared.advance(hours=25)
    shared.say(SPONSOR, "1")
    assert writers(shared) == [None, None]


def test_the_agreed_word_of_one_of_them_tells_who_writes(shared: Stage) -> None:
    shared.say(SPONSOR, "luna, please ring me")
    assert writers(shared) == ["sponsor"]
    assert words(shared, "who_writes") not in shared.texts(SPONSOR)


def test_danger_is_looked_for_first_and_is_of_both(shared: Stage) -> None:
    shared.say(SPONSOR, "my uncle hits me every day")
    assert concerned(shared) == ["child", "sponsor"]
    assert shared.texts(SPONSOR) == [words(shared, "neutral")]
    assert dispositions(shared) == ["escalated"]


def test_the_distress_word_of_either_is_an_emergency_of_both(shared: Stage) -> None:
    shared.say(SPONSOR, "paraguas")
    assert concerned(shared) == ["child", "sponsor"]


def test_danger_beside_an_answer_is_danger(shared: Stage) -> None:
    shared.say(SPONSOR, "the lady at school was nice")
    shared.say(SPONSOR, "1 and my uncle hits me")
    assert concerned(shared) == ["child", "sponsor"]


def test_the_question_and_what_follows_are_the_same_whoever_has_something_in_hand(shared: Stage) -> None:
    """Invariant 5: the phone does not show that the other has a thread."""
    in_hand_of(shared, Role.CHILD)
    shared.say(SPONSOR, "the lady at school was nice")
    shared.say(SPONSOR, "2")
    assert shared.texts(SPONSOR) == [words(shared, "who_writes"), words(shared, "neutral")]
    assert writers(shared) == ["sponsor", "sponsor"]


def test_what_is_in_hand_of_one_is_not_taken_for_theirs(shared: Stage) -> None:
    in_hand_of(shared, Role.CHILD)
    shared.say(SPONSOR, "the lady at school was nice")
    assert writers(shared) == [None]
    shared.say(SPONSOR, "1")
    assert rows(shared, InboundProcessing.conversation_id)[-1] != (None,)


def test_with_a_conversation_open_there_is_no_doubt(stage: Stage) -> None:
    """Only one of them can have one; the agreed word shows who speaks in it."""
    import_family(stage, family("en", child_phone="", child_owner=""))
    stage.advance(days=9)
    with stage.runtime.work() as work:
        address = work.session.scalars(select(Address).where(Address.last_inbound_at.is_(None))).all()
        talk = work.session.scalars(select(Conversation)).one()
        child = work.session.scalars(select(CasePerson).where(CasePerson.role == Role.CHILD)).one()
        assert talk.address_id in {row.id for row in address}
        work.session.add(
            PersonAddress(
                **work.owned(), person_id=child.person_id, address_id=talk.address_id, owner="sponsor",
                since=work.now,
            )
        )  # fmt: skip
    stage.say(SPONSOR, "luna")
    assert stage.texts(SPONSOR)[-1] == words(stage, "sponsor.consent")


def test_two_persons_of_one_age_are_asked_for_the_agreed_word(stage: Stage) -> None:
    second = family("en").replace("S-1,", "S-2,").replace("c-1,", "c-2,").replace("s-1,", "s-2,")
    second = second.replace("mariposa", "tulipan").replace(SPONSOR, "+12025550122")
    import_family(stage, family("en") + second.partition("\n")[2])
    stage.say(CHILD, "hello there")
    assert stage.texts(CHILD) == [words(stage, "first.check_word")]
    stage.say(CHILD, "tulipan")
    assert writers(stage)[0] == writers(stage)[1] == "child"


def in_hand_of(stage: Stage, role: Role) -> None:
    """A conversation of one of them here, which a caseworker has in hand."""
    from bot.inbound.scenes import scene_of_user
    from bot.scene import Scene
    from storage.models import CheckInPart, Person

    with stage.runtime.work() as work:
        part = work.session.scalars(
            select(CheckInPart).where(CheckInPart.role == role).order_by(CheckInPart.due_on)
        ).first()
        assert part is not None
        person = work.session.get_one(Person, part.person_id)
        at = person.addresses[0].address
        scene = scene_of_user(work, Scene(at), person)
        work.session.add(
            Conversation(
                **work.owned(), part_id=part.id, person_id=person.id, address_id=scene.at.id,
                flow="first_child", flow_version=1, language="en", status=ConversationStatus.HANDED_OVER,
                state={}, turn=1, opened_at=work.now, last_turn_at=work.now, wake_at=work.now,
            )
        )  # fmt: skip
