"""One sponsor, several children, one conversation: what is asked and recorded for whom, and its end (6.3)."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from flows.engine import overtake, reopen, resume
from flows.reading import AlsoAnswered
from flows.siblings import together
from flows.turn import Context, End, HandOver, Heard, OpenTask, RaiseConcern, Record, Say
from flows.vocabulary import Answer, Concern, Outcome, Question, Role, TaskReason, Urgency
from tests.flows.talking import MATCH, NO, ON_FILE, UNCLEAR, YES, Chat, heard, texts

COURT_OF_SECOND = ON_FILE + dt.timedelta(days=30)
VITAL = ["sponsor.residence", "sponsor.health", "sponsor.safety"]
OTHERS = ["sponsor.school_enrolled", "sponsor.school_attending", "sponsor.court_aware", "sponsor.court_date"]


@dataclass
class Sponsor(Chat):
    """A sponsor who is asked about several children."""

    role: Role = Role.SPONSOR
    dates: tuple[dt.date | None, ...] = (ON_FILE, COURT_OF_SECOND)

    @property
    def context(self) -> Context:
        return replace(super().context, court_dates=self.dates)

    def about(self) -> list[tuple[str, int | None]]:
        """Texts of the last turn, each with its child."""
        return [(say.key, say.child) for say in self.did(Say)]

    def asked(self) -> list[tuple[str, int | None]]:
        """The same of the whole conversation."""
        effects = [effect for turn in self.turns for effect in turn.effects]
        return [(say.key, say.child) for say in effects if isinstance(say, Say)]

    def child_until(self, question: str, child: int) -> "Sponsor":
        """Answer well until this question about this child is open."""
        while (self.waits_for, self.last.state["child"]) != (Question(question), child):
            self.hears(MATCH if self.waits_for is Question.IDENTITY else self._well())
        return self

    def to_the_end(self) -> "Sponsor":
        while self.waits_for is not None:
            known = self._well() if self.waits_for is not Question.IDENTITY else MATCH
            self.hears(NO if self.waits_for is Question.SUPPORT else known)
        return self

    def _well(self) -> Heard:
        if self.waits_for is Question.COURT_DATE:
            return heard("date", date=self.dates[self.last.state["child"]])
        return YES


def test_what_matters_most_is_asked_of_each_child_before_the_rest_of_any_and_the_sponsor_once() -> None:
    chat = Sponsor()
    chat.to_the_end()
    of_children = [(key, child) for child in (0, 1) for key in VITAL]
    rest = [(key, child) for child in (0, 1) for key in OTHERS]
    assert chat.asked() == [
        ("first.check_word", None),
        ("sponsor.consent", None),
        ("sponsor.notice", None),
        *of_children,
        *rest,
        ("sponsor.support", None),
        ("closing", None),
    ]
    assert chat.only(End) == End(Outcome.COMPLETED)


def test_an_answer_is_recorded_for_the_child_that_was_asked_about_and_of_the_sponsor_for_all() -> None:
    chat = Sponsor()
    chat.child_until("health", 1).hears(YES)
    assert chat.only(Record) == Record(Question.HEALTH, Answer.YES, child=1)
    chat.child_until("support", 0).hears(NO)
    assert chat.only(Record) == Record(Question.SUPPORT, Answer.NO)
    state = chat.last.state
    assert state["answers"].keys() == state["siblings"][0].keys()


def test_what_is_said_unasked_is_kept_for_the_child_asked_about_and_the_other_is_asked() -> None:
    in_school = AlsoAnswered(Question.SCHOOL_ENROLLED, Answer.YES)
    chat = Sponsor()
    chat.child_until("residence", 1).hears(heard("yes", also=(in_school,)))
    assert Record(Question.SCHOOL_ENROLLED, Answer.YES, child=1) in chat.did(Record)
    chat.child_until("school_enrolled", 0)
    chat.child_until("school_attending", 1)
    assert ("sponsor.school_enrolled", 1) not in chat.asked()


def test_before_a_child_is_asked_about_an_answer_about_children_is_kept_for_nobody() -> None:
    at_home = AlsoAnswered(Question.RESIDENCE, Answer.YES)
    chat = Sponsor()
    chat.hears(MATCH, heard("yes", also=(at_home,)))
    assert [record.question for record in chat.did(Record)] == [Question.CONSENT]
    assert chat.about()[-1] == ("sponsor.residence", 0)


def test_but_danger_said_there_is_a_concern_of_all_children() -> None:
    unsafe = AlsoAnswered(Question.SAFETY, Answer.NO)
    chat = Sponsor()
    chat.hears(MATCH, heard("yes", also=(unsafe,)))
    assert chat.only(RaiseConcern).child is None
    assert chat.only(HandOver)


def test_no_to_a_childs_safety_is_a_concern_of_that_child_alone() -> None:
    chat = Sponsor()
    chat.child_until("safety", 1).hears(NO)
    assert (chat.only(RaiseConcern).child, chat.only(RaiseConcern).urgency) == (1, Urgency.CONCERN)
    task = chat.only(OpenTask)
    assert task.child == 1
    assert [child for child, _ in task.others] == [0]


@pytest.mark.parametrize("question", ["consent", "health", "support"])
def test_words_that_nobody_can_tell_apart_are_a_concern_of_all_children(question: str) -> None:
    chat = Sponsor()
    chat.until(question).hears(heard(concerns=(Concern.PHYSICAL_ABUSE,), urgency=Urgency.CONCERN))
    assert chat.only(RaiseConcern).child is None


def test_the_distress_word_is_an_emergency_of_all_children() -> None:
    chat = Sponsor()
    chat.child_until("residence", 1).hears(heard("yes", distress=True))
    raised = chat.only(RaiseConcern)
    assert (raised.child, raised.urgency) == (None, Urgency.EMERGENCY)


def test_silence_after_the_first_childs_safety_is_told_apart_by_child_and_is_one_call() -> None:
    chat = Sponsor()
    chat.child_until("residence", 1).wait(dt.timedelta(hours=48))
    assert chat.only(End) == End(
        Outcome.STOPPED_BEFORE_SAFETY, (Outcome.STOPPED_AFTER_SAFETY, Outcome.STOPPED_BEFORE_SAFETY)
    )
    task = chat.only(OpenTask)
    assert (task.reason, task.child) == (TaskReason.STOPPED_BEFORE_SAFETY, 1)
    assert Question.SAFETY in task.not_asked
    assert Question.SUPPORT in task.not_asked
    ((child, left),) = task.others
    assert child == 0
    assert not {Question.SAFETY, Question.SUPPORT} & set(left)
    assert Question.SCHOOL_ENROLLED in left


def test_an_end_that_is_the_same_for_all_is_said_once() -> None:
    assert Sponsor().wait(dt.timedelta(hours=48)).only(End) == End(Outcome.NO_ANSWER)


def test_the_court_date_is_compared_with_that_of_the_child_asked_about() -> None:
    chat = Sponsor()
    chat.child_until("court_date", 1).hears(heard("date", date=ON_FILE))
    task = chat.only(OpenTask)
    assert (task.reason, task.child) == (TaskReason.COURT_DATE_DIFFERS, 1)
    same = Sponsor()
    same.child_until("court_date", 1).hears(heard("date", date=COURT_OF_SECOND))
    assert same.did(OpenTask) == []


def test_after_a_break_the_question_that_names_the_child_is_asked_again() -> None:
    """ "What day is it?" alone would not say whose."""
    chat = Sponsor()
    chat.child_until("court_date", 1).hears(heard("later"))
    chat.wait_to_be_asked(dt.timedelta(hours=24)).hears(YES)
    assert chat.about() == [("sponsor.court_aware", 1)]
    chat.hears(YES)
    assert chat.about() == [("sponsor.court_date", 1)]


def test_a_question_that_was_not_clear_is_asked_again_about_the_same_child() -> None:
    chat = Sponsor()
    chat.child_until("health", 1).hears(UNCLEAR)
    assert chat.about() == [("sponsor.health.again", 1)]


def test_a_late_answer_goes_on_with_the_child_that_was_asked_about() -> None:
    chat = Sponsor()
    chat.child_until("residence", 1).wait(dt.timedelta(hours=48))
    again = reopen(chat.definition, chat.state(), chat.now)
    assert (again.waiting_for, again.state["child"]) == (Question.RESIDENCE, 1)


def test_the_next_check_in_ends_it_for_each_child() -> None:
    chat = Sponsor()
    chat.child_until("residence", 1)
    (end,) = overtake(chat.definition, chat.state(), chat.now).effects
    assert end == End(
        Outcome.STOPPED_BEFORE_SAFETY, (Outcome.STOPPED_AFTER_SAFETY, Outcome.STOPPED_BEFORE_SAFETY)
    )


def test_a_conversation_that_began_before_siblings_were_known_goes_on() -> None:
    """Version 1 of the state had one child, and none of its keys for more."""
    chat = Chat(role=Role.SPONSOR).until("health")
    old = {key: value for key, value in chat.state().items() if key not in ("child", "siblings")}
    turn = resume(chat.definition, {**old, "v": 1}, YES, chat.context, chat.now)
    assert texts(turn) == ["sponsor.safety"]
    assert [effect.child for effect in turn.effects if isinstance(effect, Say)] == [None]


def test_three_children_are_asked_about_in_turn() -> None:
    chat = Sponsor(dates=(ON_FILE, None, None))
    chat.child_until("safety", 2)
    assert [child for key, child in chat.asked() if key == "sponsor.safety"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A, B"), ("zh", "A、B"), ("ar", "A، B"), ("ps", "A، B")]
)
def test_a_text_about_all_names_each_label_once(language: str, said: str) -> None:
    assert together(["A", "B", "A"], language) == said
