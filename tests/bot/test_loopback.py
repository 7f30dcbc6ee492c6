"""A virtual clock and a demo run only where no text can leave this machine (invariant 13)."""

from pathlib import Path

import pytest

from bot.simulation.stage import NotLoopback, Stage
from tests.bot.stages import MONDAY, settings_for

REAL = {"TWILIO_API_BASE_URL": "https://api.twilio.com"}


def test_13_a_stage_refuses_the_real_twilio_and_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "never.db"
    with pytest.raises(NotLoopback):
        Stage(settings_for(f"sqlite:///{file}", **REAL), MONDAY)
    assert not file.exists()


def test_13_a_demo_refuses_the_real_twilio_and_prepares_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli import demo

    real = demo.demo_environment(tmp_path, 18000) | REAL | {"CONTACT_WINDOW": "09:00-20:00"}
    monkeypatch.setattr(demo, "demo_environment", lambda *_: real)
    monkeypatch.setattr(demo, "_refuse_busy", lambda *_: None)
    with pytest.raises(RuntimeError, match="loopback"):
        demo.run_demo(tmp_path, 18000)
    assert list(tmp_path.glob("*.db")) == []


def test_13_the_demos_own_address_cannot_be_changed_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.cli.demo import demo_environment
    from bot.settings import environment, load

    monkeypatch.setenv("TWILIO_API_BASE_URL", REAL["TWILIO_API_BASE_URL"])
    assert load(environment() | demo_environment(tmp_path, 18000)).loopback


def test_13_the_service_never_imports_the_emulator(root: Path) -> None:
    allowed = {"bot/cli", "bot/emulator", "bot/simulation"}
    found = {
        str(path.relative_to(root).parent)
        for path in (root / "bot").rglob("*.py")
        if "bot.emulator" in path.read_text(encoding="utf-8")
    }
    assert {place for place in found if not place.startswith(tuple(allowed))} == set()
