"""`flow show`, `flow chat`, `why` and `simulate` as commands."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.commands import prs_checkin
from flows.definition import Library
from flows.texts import Catalogue
from tests.bot.simulation.scenes import ANSWERS, HEAD
from tests.databases import PostgresTemplates
from tests.flows import golden_file

FLOWS = [definition.flow for definition in Library.load().all()]


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(prs_checkin, words, input=typed)


@pytest.mark.parametrize("language", sorted(Catalogue.load().languages))
@pytest.mark.parametrize("flow", FLOWS)
def test_every_text_of_a_questionnaire_and_every_step_of_its_picture_is_shown(
    flow: str, language: str
) -> None:
    result = run("flow", "show", flow, "--lang", language)
    assert result.exit_code == 0
    shown = " ".join(result.output.split())
    definition = next(d for d in Library.load().all() if d.flow == flow)
    for step in definition.steps:
        assert f"│ {step.id} " in result.output
        for key in step.text.keys() | (step.again.keys() if step.again else frozenset()):
            assert " ".join(Catalogue.load().template(language, key).split()) in shown
    assert "no -> questions stop, neutral text, a person goes on; a person is told now" in shown


def test_the_picture_can_be_had_for_mermaid() -> None:
    output = run("flow", "show", "first_child", "--mermaid").output
    assert output.startswith("flowchart TD\n")
    assert "  health --> safety\n" in output
    assert 'safety -->|"no"|' in output


@pytest.mark.parametrize(
    "words", [("flow", "show", "fourth_child"), ("flow", "show", "first_child", "--lang", "xx")]
)
def test_an_unknown_questionnaire_or_language_is_refused_with_what_is_known(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "known are" in result.output


TALKS = {
    "quiet": "mariposa\n1\n1\n1\n1\n1\n1\n2\n2\n",
    "disclosure": "mariposa\n1\nme da miedo mi tio\n2\na las 5\n",
    "later": "mariposa\n2\n/wait\n1\n/wait\n",
    "silence": "/wait\n",
    "stop": "mariposa\nSTOP\n",
}


@pytest.mark.parametrize("name", TALKS)
def test_a_saved_talk_is_a_golden_conversation(tmp_path: Path, name: str) -> None:
    target = tmp_path / "talk.yaml"
    result = run("flow", "chat", "first_child", "--lang", "es", "--save", str(target), typed=TALKS[name])
    assert result.exit_code == 0, result.output
    conversation = golden_file.load(target)
    for hear in (golden_file.heard_as_written, golden_file.heard_for_real):
        assert golden_file.play(conversation, hear) == conversation["turns"]
    assert conversation["turns"][-1]["waits_for"] == "nobody"


def test_a_talk_that_is_not_over_is_not_saved(tmp_path: Path) -> None:
    target = tmp_path / "talk.yaml"
    result = run("flow", "chat", "first_child", "--save", str(target), typed="mango\n/end\n")
    assert result.exit_code == 2
    assert not target.exists()


def scene(folder: Path, more: str) -> str:
    path = folder / "scene.yaml"
    path.write_text(HEAD.format(until="2026-03-12T09:00:00-05:00", seed=1) + more, encoding="utf-8")
    return str(path)


def test_simulate_says_section_title_and_result_and_writes_the_report(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    result = run(
        "simulate", scene(tmp_path, ANSWERS + "expect: {tasks: [{reason: court_no}]}"), "--out", str(out)
    )
    assert result.exit_code == 0, result.output
    assert "6.3      A test: met\n" in result.output
    report = json.loads(out.read_text(encoding="utf-8"))
    assert [task["reason"] for task in report["tasks"]] == ["court_no"]


def test_simulate_ends_with_1_when_something_differs_and_with_2_when_a_scenario_is_wrong(
    tmp_path: Path,
) -> None:
    differs = run("simulate", scene(tmp_path, "expect: {texts: {}}"))
    assert differs.exit_code == 1
    assert "A test: DIFFERS" in differs.output
    assert "+ first.check_word" in differs.output
    wrong = run("simulate", scene(tmp_path, "colour: red"))
    assert wrong.exit_code == 2
    assert "scene.yaml, line 19: unknown key `colour`" in wrong.output


def test_a_given_database_must_be_empty_and_is_empty_again_afterwards(
    tmp_path: Path, postgres_templates: PostgresTemplates
) -> None:
    path = scene(tmp_path, "expect: {concerns: []}")
    with postgres_templates.fresh() as url:
        refused = run("simulate", path, "--database", url)
    assert refused.exit_code == 2
    assert "a simulation needs an empty one" in refused.output
    empty = f"sqlite:///{tmp_path}/own.db"
    for _ in range(2):
        assert run("simulate", path, "--database", empty).exit_code == 0


def test_simulate_needs_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PRS_MASTER_KEYS", "TWILIO_ACCOUNT_SID", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert run("simulate", scene(tmp_path, "expect: {concerns: []}")).exit_code == 0
