"""Golden conversations: who says what, what is recorded, and nothing besides."""

from pathlib import Path

import pytest

from flows.vocabulary import URGENCY_RANK
from tests.flows.golden_file import FOLDER, LANGUAGES, Plain, heard_as_written, heard_for_real, load, play

REQUIRED = {
    "disclosure",
    "distress_word_first",
    "identity_failed",
    "later_then_done",
    "quiet",
    "siblings_one_unsafe",
    "sponsor_court_date_differs",
    "stop_inside_danger",
    "stop_word_inside_disclosure",
    "stopped_before_safety",
    "support_yes",
    "which_day",
}
FILES = sorted(FOLDER.glob("*/*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_conversation_happens_exactly_as_written(path: Path) -> None:
    conversation = load(path)
    assert play(conversation, heard_as_written) == conversation["turns"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_conversation_happens_as_written_when_its_texts_are_really_read(path: Path) -> None:
    conversation = load(path)
    assert _at_least(play(conversation, heard_for_real), conversation["turns"]) == conversation["turns"]


def _at_least(happened: list[Plain], told: list[Plain]) -> list[Plain]:
    """What happened, where a concern may be called more urgent, or by further names, than was told."""
    for turn, wanted in zip(happened, told, strict=True):
        for effect, known in zip(turn["happens"], wanted["happens"], strict=False):
            if "tells_a_person_now" in effect and "tells_a_person_now" in known:
                assert URGENCY_RANK[effect["tells_a_person_now"]] >= URGENCY_RANK[known["tells_a_person_now"]]
                assert set(effect["about"]) >= set(known["about"])
                effect.update(known)
    return happened


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_golden_conversation(language: str) -> None:
    assert {path.stem for path in (FOLDER / language).glob("*.yaml")} >= REQUIRED
    assert all(load(path)["language"] == language for path in (FOLDER / language).glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_golden_conversation_is_told_to_its_end(path: Path) -> None:
    last = load(path)["turns"][-1]
    assert last["waits_for"] == "nobody"
    assert any("ends" in effect or "hands_over" in effect for effect in last["happens"])


def test_a_golden_conversation_with_an_effect_left_out_fails() -> None:
    conversation = load(FOLDER / "en" / "disclosure.yaml")
    written = [{**turn, "happens": list(turn["happens"])} for turn in conversation["turns"]]
    written[-1]["happens"].pop()
    assert play(conversation, heard_as_written) != written


def test_the_text_after_a_need_is_the_text_after_a_disclosure() -> None:
    """Invariant 6: neither betrays anything."""
    for language in LANGUAGES:
        told = {}
        for name in ("support_yes", "disclosure", "distress_word_first"):
            last = load(FOLDER / language / f"{name}.yaml")["turns"][-1]
            told[name] = [(effect["text"], effect["bot"]) for effect in last["happens"] if "bot" in effect]
        assert told["support_yes"] == told["disclosure"] == told["distress_word_first"]
        assert len(told["disclosure"]) == 1


def test_a_word_of_stopping_inside_a_disclosure_stops_no_texts() -> None:
    """Invariant 2: "no para de pegarme" is a disclosure."""
    for language in LANGUAGES:
        last = load(FOLDER / language / "stop_word_inside_disclosure.yaml")["turns"][-1]
        assert not [effect for effect in last["happens"] if "opts_out" in effect]
        assert [effect["text"] for effect in last["happens"] if "bot" in effect] == ["neutral"]


def test_nothing_appears_on_the_phone_after_a_stop_inside_danger() -> None:
    """Invariant 2."""
    for language in LANGUAGES:
        last = load(FOLDER / language / "stop_inside_danger.yaml")["turns"][-1]
        assert not [effect for effect in last["happens"] if "bot" in effect]
        assert [effect for effect in last["happens"] if "opts_out" in effect]
        assert [effect for effect in last["happens"] if "tells_a_person_now" in effect]
