"""Questionnaires: what is published, and how a mistake in one is named."""

import hashlib
from pathlib import Path

import pytest

from flows.definition import LEVEL_ONE, DefinitionError, Library, load_definition, published_checksums
from flows.vocabulary import Question, Role

PUBLISHED = {
    "first_child.v1.yaml": "73bd73239d034629acf327c1174a42f155b2f1208791ad4039fccdabf8f2dd12",
    "first_sponsor.v1.yaml": "dae0ebc35efa60688abf387b3c114320fc6a043d9203201761bf7a6571c2e04e",
}
CHILD = (LEVEL_ONE / "first_child.v1.yaml").read_text(encoding="utf-8")
FIRST_CHECK_IN = [
    Question.IDENTITY,
    Question.CONSENT,
    Question.RESIDENCE,
    Question.HEALTH,
    Question.SAFETY,
    Question.SCHOOL_ENROLLED,
    Question.SCHOOL_ATTENDING,
    Question.COURT_AWARE,
    Question.COURT_DATE,
    Question.SUPPORT,
]


@pytest.mark.parametrize("role", [Role.CHILD, Role.SPONSOR])
def test_the_first_check_in_asks_in_the_order_in_which_people_stop(role: Role) -> None:
    definition = Library.load().newest(role, 1)
    assert [step.question for step in definition.steps if step.question] == FIRST_CHECK_IN
    assert definition.steps[-1].text.keys() == {"closing"}


def test_an_alternate_caregiver_is_asked_what_a_sponsor_is_asked() -> None:
    library = Library.load()
    assert library.newest(Role.ALTERNATE, 1) is library.newest(Role.SPONSOR, 1)


def test_a_published_version_never_changes() -> None:
    for name, checksum in PUBLISHED.items():
        assert hashlib.sha256((LEVEL_ONE / name).read_bytes()).hexdigest() == checksum, name
        assert published_checksums(LEVEL_ONE)[name] == checksum
    assert published_checksums(LEVEL_ONE).keys() == {path.name for path in LEVEL_ONE.glob("*.yaml")}


def test_an_unknown_version_or_check_in_is_an_error() -> None:
    with pytest.raises(KeyError):
        Library.load().get("first_child", 99)
    with pytest.raises(KeyError, match="check-in 9"):
        Library.load().newest(Role.CHILD, 9)


def write(folder: Path, text: str, name: str = "first_child.v1.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str, name: str = "first_child.v1.yaml") -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_definition(write(folder, text, name))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("mistake", "instead", "said"),
    [
        ("kind: say", "kinds: say", "notice: unknown key 'kinds'"),
        ("question: health", "question: wealth", "health: unknown question 'wealth'"),
        (
            "text: child.health\n",
            "text: child.wealth\n",
            "health: text 'child.wealth' is missing in language 'es'",
        ),
        ("    again: child.health.again\n", "", "health: an ask step needs 'again'"),
        ("  - id: closing\n    kind: say\n    text: closing\n", "", "support: dead end"),
        ("question: safety", "question: none", "safety: an ask step needs a question"),
        ("id: health", "id: safety", "safety: two steps have this id"),
        ("question: health", "question: residence", "health: residence is asked by two steps"),
        ("question: consent", "question: health", "consent: step 2 must ask consent"),
        (
            "answer: yes}\n    text: child.court",
            "answer: maybe}\n    text: child.court",
            "unknown answer 'maybe'",
        ),
        (
            "{question: school_enrolled",
            "{question: support",
            "rests on support, which is not asked before it",
        ),
        ("{question: school_enrolled, answer: yes}", "{question: safety, answer: no}", "never reached"),
        ("version: 1", "version: one", "'one' is not a number"),
        ("role: child", "role: alternate", "must be child or sponsor"),
        ("role: child\n", "", "role is missing"),
        ("check_in: 1", "check_in: 1\ncheck_in: 2", "check_in is given twice"),
        (
            "text: {check_word: first.check_word, question: first.question}",
            "text: {check_word: a}",
            "needs check_word",
        ),
        ("steps:", "steps: [", "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_file_line_and_step(
    tmp_path: Path, mistake: str, instead: str, said: str
) -> None:
    assert mistake in CHILD
    found = problems(tmp_path, CHILD.replace(mistake, instead, 1))
    assert any(said in problem for problem in found), found
    assert all(problem.startswith("first_child.v1.yaml:") for problem in found)


def test_a_mistake_is_named_with_the_line_where_it_stands(tmp_path: Path) -> None:
    line = CHILD.splitlines().index("    question: health") + 1
    assert problems(tmp_path, CHILD.replace("question: health", "question: wealth"))[0].startswith(
        f"first_child.v1.yaml:{line}: health: "
    )


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    text = CHILD.replace("question: health", "question: wealth").replace("question: safety", "question: x")
    assert len(problems(tmp_path, text)) >= 2


def test_a_file_must_bear_the_name_of_its_flow_and_version(tmp_path: Path) -> None:
    assert "must be named first_child.v1.yaml" in problems(tmp_path, CHILD, "other.yaml")[0]


def test_a_check_in_without_safety_is_refused(tmp_path: Path) -> None:
    start = CHILD.index("  - id: safety")
    end = CHILD.index("  - id: school_enrolled")
    assert "must ask safety" in problems(tmp_path, CHILD[:start] + CHILD[end:])[0]


@pytest.mark.parametrize(
    ("checksums", "said"),
    [
        ("", "not published: add the line"),
        ("0" * 64 + "  first_child.v1.yaml\n", "a published version never changes"),
        (
            PUBLISHED["first_child.v1.yaml"] + "  first_child.v1.yaml\n" + "0" * 64 + "  gone.v1.yaml\n",
            "is gone",
        ),
    ],
)
def test_the_library_holds_published_versions_only(tmp_path: Path, checksums: str, said: str) -> None:
    write(tmp_path, CHILD)
    write(tmp_path, checksums, "checksums.txt")
    with pytest.raises(DefinitionError, match=said):
        Library.load(tmp_path)


def test_a_new_version_is_what_new_conversations_use(tmp_path: Path) -> None:
    second = CHILD.replace("version: 1", "version: 2")
    write(tmp_path, CHILD)
    write(tmp_path, second, "first_child.v2.yaml")
    lines = [
        f"{hashlib.sha256(text.encode()).hexdigest()}  first_child.v{n}.yaml\n"
        for n, text in ((1, CHILD), (2, second))
    ]
    write(tmp_path, "".join(lines), "checksums.txt")
    library = Library.load(tmp_path)
    assert library.newest(Role.CHILD, 1).version == 2
    assert library.get("first_child", 1).version == 1
