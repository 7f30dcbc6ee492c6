"""Writing as a person: only in a thread that one has taken over, safe in any hands (invariant 6)."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.delivery.gate import Verdict, may_go
from bot.desk.case import view_case
from bot.desk.takeover import REMIND_AFTER, hand_back, remind_of_taken_over, take_over
from bot.desk.viewer import NotHere, Refused, Viewer, Why
from bot.desk.writing import LONGEST_TEXT, ToWrite, phrases, write
from bot.runtime import Runtime
from flows.shared_texts import PHRASES
from flows.vocabulary import TaskKind
from storage.models import Address, Delivery, Outbound, PageRow, Task
from tests.bot.web.seed import Seed

HERE = ToWrite("t1", phrase="phrase.here")


@pytest.fixture
def taken(runtime: Runtime, caseload: Seed, dana: Viewer) -> Seed:
    """Dana has taken over the thread of Luis."""
    with runtime.work() as work:
        take_over(work, dana, caseload.luis.id)
    return caseload


def written(runtime: Runtime) -> list[Outbound]:
    with runtime.work() as work:
        return list(work.session.scalars(select(Outbound).where(Outbound.dedupe_key.startswith("person:"))))


def refusal(runtime: Runtime, viewer: Viewer, person: object, given: ToWrite) -> Why:
    with pytest.raises(Refused) as refused, runtime.work() as work:
        write(work, viewer, person, given)  # type: ignore[arg-type]
    assert written(runtime) == []
    return refused.value.why


def test_nobody_writes_before_taking_over(runtime: Runtime, caseload: Seed, dana: Viewer) -> None:
    assert refusal(runtime, dana, caseload.luis.id, HERE) is Why.NOT_YOURS_TO_WRITE


def test_only_the_one_who_took_over_writes(runtime: Runtime, taken: Seed, sam: Viewer, lee: Viewer) -> None:
    assert refusal(runtime, sam, taken.luis.id, HERE) is Why.TAKEN_BY_OTHER
    with pytest.raises(NotHere), runtime.work() as work:
        write(work, lee, taken.luis.id, HERE)


def test_a_phrase_goes_through_the_outbox_in_the_language_of_the_thread(
    runtime: Runtime, taken: Seed, dana: Viewer
) -> None:
    for _ in range(2):
        with runtime.work() as work:
            write(work, dana, taken.luis.id, HERE)
    (row,) = written(runtime)
    assert (row.text_key, row.language, row.staff_id, row.conversation_id) == (
        "phrase.here", "es", dana.staff_id, taken.luis_talk.id
    )  # fmt: skip


def test_every_phrase_is_offered_as_it_would_be_sent(runtime: Runtime, taken: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        luis = view_case(work, dana, taken.luis_case.id).members[0]
        assert [phrase.key for phrase in luis.phrases] == list(PHRASES)
        assert not [phrase for phrase in luis.phrases if "{" in phrase.text]
        assert phrases(work, "qu") == ()


def test_own_words_are_marked_as_such_in_the_thread(runtime: Runtime, taken: Seed, dana: Viewer) -> None:
    with runtime.work() as work:
        write(work, dana, taken.luis.id, ToWrite("t2", words="  Estoy   aquí. "))
    with runtime.work() as work:
        bubble = view_case(work, dana, taken.luis_case.id).members[0].thread.bubbles[-1]
    assert (bubble.own_words, bubble.sender, bubble.pieces[0].text) == (True, "Dana Reyes", "Estoy aquí.")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (ToWrite("t", words="   "), Why.NO_TEXT),
        (ToWrite("t", phrase="neutral"), Why.NO_TEXT),
        (ToWrite("t", words="x" * (LONGEST_TEXT + 1)), Why.TEXT_TOO_LONG),
        (ToWrite("t", words="Hola Luis, soy yo"), Why.NAMES_SOMEBODY),
        (ToWrite("t", words="¿está JORGE contigo?"), Why.NAMES_SOMEBODY),
    ],
)
def test_what_must_not_stand_on_a_phone_is_not_sent(
    runtime: Runtime, taken: Seed, dana: Viewer, given: ToWrite, why: Why
) -> None:
    assert refusal(runtime, dana, taken.luis.id, given) is why


def test_whoever_wants_no_texts_gets_none_from_a_person_either(
    runtime: Runtime, taken: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        work.session.execute(update(Address).values(opted_out_at=work.now))
    assert refusal(runtime, dana, taken.luis.id, HERE) is Why.OPTED_OUT


def test_what_has_not_left_when_the_thread_is_handed_back_stays(
    runtime: Runtime, taken: Seed, dana: Viewer
) -> None:
    with runtime.work() as work:
        write(work, dana, taken.luis.id, HERE)
        (row,) = work.session.scalars(select(Outbound).where(Outbound.text_key == "phrase.here"))
        assert may_go(work, row, work.session.get_one(Delivery, row.id)) is not Verdict.CANCEL
        hand_back(work, dana, taken.luis.id)
        delivery = work.session.get_one(Delivery, row.id)
        assert may_go(work, row, delivery) is Verdict.CANCEL
        assert delivery.reason == "handed_back"


def test_11_whoever_forgets_to_hand_back_is_reminded_once_after_a_day(
    runtime: Runtime, taken: Seed, lee: Viewer, dana: Viewer
) -> None:
    assert remind_of_taken_over(runtime) == 0
    clock = runtime.clock
    clock.time += REMIND_AFTER - dt.timedelta(minutes=1)  # type: ignore[attr-defined]
    assert remind_of_taken_over(runtime) == 0
    clock.time += dt.timedelta(minutes=1)  # type: ignore[attr-defined]
    assert [remind_of_taken_over(runtime), remind_of_taken_over(runtime)] == [1, 0]
    with runtime.work() as work:
        task = work.session.scalars(select(Task).where(Task.kind == TaskKind.TAKEN_OVER)).one()
        assert (task.person_id, task.done_at) == (taken.luis.id, None)
        told = work.session.scalars(select(PageRow).where(PageRow.text_key == "page.reminder")).all()
        assert {row.staff_id for row in told} <= {dana.staff_id}
        hand_back(work, dana, taken.luis.id)
        assert task.done_by == dana.staff_id
