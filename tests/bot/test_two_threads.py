"""What one phone shows betrays nothing: not to the sponsor, nor to who looks over a shoulder (5, 6)."""

import datetime as dt

import pytest
from sqlalchemy import select

from bot.simulation.stage import Stage
from flows.vocabulary import Role
from storage.models import CheckInPart, Conversation, Outbound, Task
from tests.bot.looks import concerns, rows
from tests.bot.stages import CHILD, DUE_DAY, HEADER, SPONSOR, family, import_family
from tests.bot.test_concerns import acknowledge, close

OTHER_CHILD, OTHER_SPONSOR = "+12025550102", "+12025550122"
DISCLOSURES = ("me da miedo mi tio", "ya no me escriban, el lee mi telefono y me pega")
SPONSOR_SAYS = ("luna", "1", "si", "1", "1", "1", "1", "no", "no gracias", "gracias")
QUIET = ("mariposa", "1", "1", "1", "1", "1", "1", "no", "no gracias")


ALONE_NO_LONGER = dt.timedelta(minutes=16)
"""So long after a child said to be alone, somebody else may read over the shoulder."""


def two_families(stage: Stage, language: str = "es") -> Stage:
    """Two families that differ in nothing but their numbers, with their first check-ins open."""
    second = family(language).replace("S-1,", "S-2,").replace("c-1,", "c-2,").replace("s-1,", "s-2,")
    second = second.replace(CHILD, OTHER_CHILD).replace(SPONSOR, OTHER_SPONSOR)
    import_family(stage, family(language) + second.removeprefix(HEADER))
    stage.clock.move(DUE_DAY)
    stage.tick()
    return stage


def thread(stage: Stage, number: str) -> list[bytes]:
    """The phone as it is: every text to the byte."""
    return [text.encode() for text in stage.texts(number)]


@pytest.mark.parametrize("disclosure", DISCLOSURES)
def test_5_a_disclosure_of_the_child_changes_not_a_byte_of_the_sponsors_thread(
    stage: Stage, disclosure: str
) -> None:
    two_families(stage)
    said = ("mariposa", "1", "1", disclosure)
    for at, words in enumerate(SPONSOR_SAYS):
        for child, sponsor, lines in ((CHILD, SPONSOR, said), (OTHER_CHILD, OTHER_SPONSOR, QUIET)):
            if at < len(lines):
                stage.say(child, lines[at])
            stage.say(sponsor, words)
    assert len(concerns(stage)) == 1
    assert len(thread(stage, SPONSOR)) > 8
    assert thread(stage, SPONSOR) == thread(stage, OTHER_SPONSOR)


def test_5_nor_do_the_days_after_it_nor_the_next_check_in(stage: Stage) -> None:
    two_families(stage)
    stage.say(CHILD, "mi tio me pega")
    acknowledge(stage)
    close(stage)
    stage.advance(days=10)
    for words in SPONSOR_SAYS[:3]:
        for sponsor in (SPONSOR, OTHER_SPONSOR):
            stage.say(sponsor, words)
    assert len(thread(stage, SPONSOR)) > 4
    assert thread(stage, SPONSOR) == thread(stage, OTHER_SPONSOR)


def test_5_the_sponsors_part_opens_on_its_day_whatever_the_child_said_before(stage: Stage) -> None:
    import_family(stage, family())
    stage.say(CHILD, "mi tio me pega")
    stage.clock.move(DUE_DAY)
    stage.tick()
    expected = stage.runtime.texts.text("es", "first.check_word", public_name="Maple Street")
    assert stage.texts(SPONSOR) == [expected]


def test_5_no_task_and_no_text_of_the_childs_thread_carries_the_sponsor(stage: Stage) -> None:
    two_families(stage)
    for words in ("mariposa", "1", "me da miedo mi tio"):
        stage.say(CHILD, words)
    with stage.runtime.look() as work:
        sponsors = set(
            work.session.scalars(select(CheckInPart.person_id).where(CheckInPart.role == Role.SPONSOR))
        )
        assert not sponsors & set(work.session.scalars(select(Task.person_id)))
        talks = work.session.scalars(select(Conversation).where(Conversation.person_id.in_(sponsors))).all()
        for talk in talks:
            texts = work.session.scalars(select(Outbound.text_key).where(Outbound.conversation_id == talk.id))
            assert list(texts) == ["first.check_word"]


@pytest.mark.parametrize(
    ("language", "need", "danger"),
    [
        ("es", ("1", "2"), ("1", "me da miedo mi tio")),
        ("en", ("1", "2"), ("1", "1", "2")),
        ("es", ("1", "1", "llameme por favor"), ("1", "1", "paraguas")),
        ("en", ("1", "1", "1", "1", "1", "no", "yes"), ("i want to die",)),
    ],
    ids=["health no, fear", "health no, safety no", "call me, distress word", "wants help, wants to die"],
)
def test_6_a_need_and_a_disclosure_are_answered_with_the_same_bytes(
    stage: Stage, language: str, need: tuple[str, ...], danger: tuple[str, ...]
) -> None:
    two_families(stage, language)
    for child, said in ((CHILD, need), (OTHER_CHILD, danger)):
        for words in ("mariposa", "1", *said[:-1]):
            stage.say(child, words)
    stage.clock.move(stage.clock.now() + ALONE_NO_LONGER)
    for child, said in ((CHILD, need), (OTHER_CHILD, danger)):
        stage.say(child, said[-1])
    assert len(concerns(stage)) == 1
    neutral = stage.runtime.texts.text(language, "neutral", phone="+12025550100").encode()
    assert thread(stage, CHILD)[-1] == thread(stage, OTHER_CHILD)[-1] == neutral
    lanes = {lane for (lane,) in rows(stage, Outbound.lane, where=Outbound.text_key == "neutral")}
    assert len(lanes) == 1


def test_6_nothing_that_was_said_is_ever_said_back(stage: Stage) -> None:
    two_families(stage)
    for words in ("mariposa", "1", "vivo en Chicago con Luz", "me da miedo mi tio Ramon"):
        stage.say(CHILD, words)
    shown = " ".join(stage.texts(CHILD) + stage.texts(SPONSOR)).casefold()
    for word in ("mariposa", "chicago", "luz", "ana", "ramon", "miedo", "tio", "luna", "paraguas"):
        assert f" {word} " not in shown.replace(".", " ").replace(",", " ")


def test_6_nobody_is_asked_anything_before_the_agreed_word(stage: Stage) -> None:
    two_families(stage)
    for words in ("hola", "1", "si todo bien"):
        stage.say(CHILD, words)
    keys = {key for (key,) in rows(stage, Outbound.text_key)}
    assert not [key for key in keys if key.startswith("child.")]
