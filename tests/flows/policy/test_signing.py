"""What a signature needs: individually and together, every item, every body seen (6.1, 6.2.3, 6.3)."""

import dataclasses
from typing import Any

import pytest

from flows.policy.signing import (
    ASKED_AS,
    SECTION,
    Lacks,
    Part,
    Said,
    SigningFacts,
    first_guess,
    is_held,
    lacking,
    outcome_of_call,
    part_state,
)
from flows.vocabulary import Answer, Finding, Item, Outcome, PartStatus, Question

ALL = dict.fromkeys(Item, Finding.YES) | {Item.HIGHER_LEVEL: Finding.NO}
DONE = SigningFacts(number=1)


def said(**more: str) -> Said:
    return Said(findings=ALL, **more)


def test_all_held_all_seen_and_every_item_found_may_be_signed() -> None:
    assert lacking(DONE, said()) == ()
    assert is_held(DONE)


@pytest.mark.parametrize(
    ("case", "facts", "lacks"),
    [
        ("one message that nobody has seen", {"unseen": 1}, Lacks.BODIES_UNSEEN),
        ("the child's part is under way", {"child": Part.RUNNING}, Lacks.PART_RUNNING),
        ("the sponsor's part is under way", {"sponsor": Part.RUNNING}, Lacks.PART_RUNNING),
        ("the sponsor asked for no more texts", {"sponsor": Part.NOT_WISHED}, Lacks.PART_REASON),
        ("no sponsor is on file", {"sponsor": Part.NOBODY}, Lacks.PART_REASON),
        ("nobody spoke with both together", {"joint": False}, Lacks.JOINT_REASON),
        ("the third, and never alone by voice", {"number": 3, "child_alone": False}, Lacks.ALONE_REASON),
        ("a referral nobody decided on", {"undecided": 1}, Lacks.REFERRAL_UNDECIDED),
        ("a child of 6.2.11 at Level One", {"special": True}, Lacks.LEVEL_REASON),
    ],
)
def test_what_is_missing_keeps_it_from_being_signed(case: str, facts: dict[str, Any], lacks: Lacks) -> None:
    assert lacking(dataclasses.replace(DONE, **facts), said()) == (lacks,), case


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"sponsor": Part.NOT_WISHED}, {"part_reason": "said she will not take part"}),
        ({"joint": False}, {"joint_reason": "they work at different hours"}),
        ({"number": 3, "child_alone": False}, {"alone_reason": "has no phone of her own"}),
        ({"special": True}, {"level_reason": "reviewed on May 2: needs are met at school"}),
    ],
)
def test_a_written_reason_lets_it_be_signed(facts: dict[str, Any], reason: dict[str, str]) -> None:
    incomplete = dataclasses.replace(DONE, **facts)
    assert lacking(incomplete, said(**reason)) == ()
    assert lacking(incomplete, said(**dict.fromkeys(reason, "  "))) != ()


@pytest.mark.parametrize("never_by_a_reason", [{"unseen": 2}, {"child": Part.RUNNING}])
def test_no_reason_replaces_reading_or_holding(never_by_a_reason: dict[str, Any]) -> None:
    every = said(part_reason="x", joint_reason="x", alone_reason="x", level_reason="x")
    assert lacking(dataclasses.replace(DONE, **never_by_a_reason), every) != ()


@pytest.mark.parametrize("number", [1, 2])
def test_only_the_third_asks_whether_the_child_was_ever_alone(number: int) -> None:
    assert lacking(SigningFacts(number=number, child_alone=False), said()) == ()


def test_who_could_not_be_reached_is_documented_without_a_joint_contact_and_not_held() -> None:
    unable = dataclasses.replace(DONE, child=Part.UNABLE, joint=False)
    assert lacking(unable, said()) == ()
    assert not is_held(unable)


@pytest.mark.parametrize("item", list(Item))
def test_every_item_has_to_be_found(item: Item) -> None:
    without = {key: value for key, value in ALL.items() if key is not item}
    assert lacking(DONE, Said(without)) == (Lacks.ITEMS,)


def test_not_safe_needs_a_concern_on_file() -> None:
    unsafe = Said(ALL | {Item.SAFE: Finding.NO})
    assert lacking(DONE, unsafe) == (Lacks.CONCERN,)
    assert lacking(dataclasses.replace(DONE, concerns=1), unsafe) == ()


def test_a_higher_level_needs_a_referral_that_was_made() -> None:
    higher = Said(ALL | {Item.HIGHER_LEVEL: Finding.YES})
    assert lacking(DONE, higher) == (Lacks.REFERRAL,)
    assert lacking(dataclasses.replace(DONE, referrals=1), higher) == ()


@pytest.mark.parametrize(
    ("status", "outcome", "part"),
    [
        (PartStatus.REACHED, Outcome.COMPLETED, Part.HELD),
        (PartStatus.NOT_COMPLETED, Outcome.UNABLE_TO_CONTACT, Part.UNABLE),
        (PartStatus.NOT_COMPLETED, Outcome.NOT_HELD_IN_TIME, Part.UNABLE),
        (PartStatus.NOT_COMPLETED, Outcome.OPTED_OUT, Part.NOT_WISHED),
        (PartStatus.NOT_COMPLETED, Outcome.DECLINED, Part.NOT_WISHED),
        (PartStatus.NOT_COMPLETED, Outcome.NO_ANSWER, Part.RUNNING),
        (PartStatus.NOT_COMPLETED, Outcome.STOPPED_BEFORE_SAFETY, Part.RUNNING),
        (PartStatus.HANDED_OVER, Outcome.HANDED_OVER, Part.RUNNING),
        (PartStatus.CALL, None, Part.RUNNING),
        (None, None, Part.NOBODY),
    ],
)
def test_silence_alone_documents_nothing(
    status: PartStatus | None, outcome: Outcome | None, part: Part
) -> None:
    assert part_state(status, outcome) is part


@pytest.mark.parametrize(
    ("child", "sponsor", "finding"),
    [
        (Answer.YES, Answer.YES, Finding.YES),
        (Answer.YES, None, Finding.YES),
        (Answer.NO, Answer.NO, Finding.NO),
        (Answer.NO, Answer.YES, None),
        (Answer.UNSURE, Answer.YES, None),
        (None, None, None),
    ],
)
def test_the_form_guesses_only_where_all_say_the_same(
    child: Answer | None, sponsor: Answer | None, finding: Finding | None
) -> None:
    assert first_guess(child, sponsor) is finding


@pytest.mark.parametrize(
    ("left", "answered", "outcome"),
    [
        ([], [Question.SAFETY], Outcome.COMPLETED),
        ([Question.SUPPORT], [Question.SAFETY], Outcome.STOPPED_AFTER_SAFETY),
        ([Question.SAFETY], [Question.RESIDENCE], Outcome.SAFETY_NOT_ASKED),
    ],
)
def test_a_call_holds_a_part_only_with_the_safety_question(
    left: list[Question], answered: list[Question], outcome: Outcome
) -> None:
    assert outcome_of_call(left, answered) is outcome


def test_every_item_names_its_section_and_six_are_asked() -> None:
    assert set(SECTION) == set(Item)
    assert len(ASKED_AS) == 6
