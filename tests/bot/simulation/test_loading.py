"""What is wrong with a scenario is said with its line, all at once."""

from pathlib import Path

import pytest

from bot.simulation.loading import load_scenario
from bot.simulation.scenario import ScenarioError
from tests.bot.simulation.scenes import ANSWERS, HEAD, scenario

START = len(HEAD.splitlines())


def problems(folder: Path, more: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        scenario(folder, more)
    return [problem.removeprefix("scene.yaml, ") for problem in caught.value.problems]


def test_a_sound_scenario_is_read(tmp_path: Path) -> None:
    read = scenario(tmp_path, ANSWERS)
    assert [reply.say for reply in read.phones[0].replies] == ["sun", "no", "no", "yes"]
    assert read.start.isoformat() == "2026-03-02T15:00:00+00:00"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("phone: {}", "unknown key `phone`"),
        ("phones:\n  12025550101: {}", "is no number"),
        ('phones:\n  "+12025550199": {}', "no case has the number"),
        ('phones:\n  "+12025550101": {delivery: lost}', "is not a delivery"),
        ('phones:\n  "+12025550101": {delivery: failed 12}', "is not a delivery"),
        ('phones:\n  "+12025550101":\n    replies: [{question: age, say: x}]', "unknown question 'age'"),
        ('phones:\n  "+12025550101":\n    replies: [{question: none, say: x}]', "no text asks `none`"),
        (
            'phones:\n  "+12025550101":\n    replies: [{any: true, text: closing, say: x}]',
            "a reply has one of",
        ),
        ('phones:\n  "+12025550101":\n    replies: [{any: true}]', "`say` is missing"),
        (
            'phones:\n  "+12025550101":\n    replies: [{any: true, say: x, after: 5 min}]',
            "not a length of time",
        ),
        ('phones:\n  "+12025550101":\n    replies: [{any: true, say: x, check_in: 4}]', "is no check-in"),
        ('phones:\n  "+12025550101":\n    says: [{at: 2026-03-05, say: x}]', "no moment with offset"),
        (
            'phones:\n  "+12025550101":\n    says: [{at: 2026-03-05T10:00:00, say: x}]',
            "no moment with offset",
        ),
        ('phones:\n  "+12025550101":\n    says: [{at: 2027-03-05T10:00:00Z, say: x}]', "lies outside"),
        ('phones:\n  "+12025550101":\n    changes: [{at: 2026-03-05T10:00:00Z}]', "`delivery` is missing"),
        ("imports: [{at: 2026-03-05T10:00:00Z}]", "`cases` is missing"),
        ("imports: [{at: 2027-03-05T10:00:00Z, cases: []}]", "lies outside"),
        ("staff: [{at: 2026-03-05T10:00:00Z, who: a@b.org, does: dance, case: S-1}]", "unknown verb 'dance'"),
        (
            "staff: [{at: 2026-03-05T10:00:00Z, who: a@b.org, does: take_over, case: S-9, person: child}]",
            "no case",
        ),
        (
            "staff: [{at: 2026-03-05T10:00:00Z, who: a@b.org, does: take_over, case: S-1, person: aunt}]",
            "no single",
        ),
        (
            "staff: [{at: 2026-03-05T10:00:00Z, who: a@b.org, does: enrol, case: S-1, person: child}]",
            "permission_on",
        ),
        (
            "outages: [{what: moon, from: 2026-03-05T10:00:00Z, to: 2026-03-05T11:00:00Z}]",
            "unknown part 'moon'",
        ),
        ("outages: [{what: web, from: 2026-03-05T12:00:00Z, to: 2026-03-05T11:00:00Z}]", "not after"),
        ('expect: {texts: {"+12025550155": []}}', "unknown number"),
        ('expect: {texts: {"+12025550101": [hello]}}', "there is no text 'hello'"),
        ("expect: {tasks: [{kind: party}]}", "unknown task kind 'party'"),
        ("expect: {answers: [{case: S-1, answers: {age: yes}}]}", "unknown key `age`"),
        ("expect: {tasks: [{colour: red}]}", "unknown key `colour`"),
        ("expect: {tasks: [{due: tomorrow}]}", "no moment with offset"),
    ],
)
def test_each_mistake_is_named_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    found = problems(tmp_path, more)
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].startswith(f"line {START + more.count(chr(10)) + 1}:")


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    more = (
        'seeds: 2\nphones:\n  "+12025550101":\n    replies:\n'
        "      - {question: age, say: x}\n      - {any: no, say: y}\n"
    )
    assert [problem.split(":")[0] for problem in problems(tmp_path, more)] == [
        f"line {START + 1}",
        f"line {START + 5}",
        f"line {START + 6}",
    ]


def test_a_mistake_in_a_case_is_named_by_the_line_of_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "scene.yaml"
    text = HEAD.format(until="2026-03-12T09:00:00-05:00", seed=1)
    path.write_text(text.replace("birth_date: 2010-05-01", "birth_date: 1990-05-01"))
    with pytest.raises(ScenarioError, match=r"line 13: birth_date: the child was 18 or older") as caught:
        load_scenario(path)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "a: \x00"])
def test_what_is_no_scenario_is_refused_with_a_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scene.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match="line 1"):
        load_scenario(path)


def test_words_are_taken_as_written_and_merges_are_taken_over(tmp_path: Path) -> None:
    more = (
        'phones:\n  "+12025550101": &quiet\n    replies: [{any: true, say: yes}, {any: true, say: null}]\n'
        '  "+12025550121": {<<: *quiet, delivery: no_receipt}\n'
    )
    first, second = scenario(tmp_path, more).phones
    assert [reply.say for reply in first.replies] == ["yes", None]
    assert second.replies == first.replies
    assert str(second.delivery) == "no_receipt"
