"""A message that comes while the database is away: safe on disk before 200, or 503; read back, once."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.inbound import spool
from bot.inbound.spool import read_back
from bot.simulation.stage import Stage
from storage.crypto import Keyring
from tests.bot.conftest import MONDAY
from tests.bot.inbound.posts import bodies, check_in, inbound, kept, post
from tests.bot.looks import concerns, dispositions, rows
from tests.bot.stages import CHILD, add_on_call, settings_for


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spooling(database_url: str, folder: Path) -> Iterator[Stage]:
    """A service with a folder for messages that the database cannot take."""
    stage = Stage(settings_for(database_url, SPOOL_FOLDER=str(folder)), MONDAY)
    add_on_call(stage)
    yield stage
    stage.close()


def away(stage: Stage, *forms: dict[str, str]) -> list[int]:
    """Messages arrive while the database is away; returns what we answered."""
    stage.database.down = True
    try:
        return [post(stage.app, form).status_code for form in forms]
    finally:
        stage.database.down = False


def test_1_a_message_is_kept_on_disk_and_understood_when_the_database_is_back(
    spooling: Stage, folder: Path
) -> None:
    check_in(spooling)
    assert away(spooling, inbound("me da miedo mi tio")) == [200]
    assert kept(spooling)["inbound"] == 0
    assert read_back(spooling.runtime) == 1
    assert bodies(spooling) == ["me da miedo mi tio"]
    assert concerns(spooling) == [("concern", "open", 1)]
    assert list(folder.iterdir()) == []


def test_1_several_are_read_back_in_the_order_in_which_they_came(spooling: Stage) -> None:
    check_in(spooling)
    for sid, body in enumerate(("mariposa", "1", "1")):
        away(spooling, inbound(body, sid=str(sid)))
        spooling.advance(seconds=1)
    read_back(spooling.runtime)
    assert bodies(spooling) == ["mariposa", "1", "1"]
    assert dispositions(spooling) == ["answered"] * 3


def test_nothing_that_a_family_wrote_can_be_read_on_the_disk(spooling: Stage, folder: Path) -> None:
    away(spooling, inbound("me pega"))
    (path,) = folder.iterdir()
    content = path.read_bytes().decode() + path.name
    assert "me pega" not in content
    assert CHILD.removeprefix("+") not in content
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_1_the_file_is_forced_to_the_disk_before_we_answer(
    spooling: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(spool.os, "fsync", lambda number: (forced.append(number), real(number))[1])
    assert away(spooling, inbound("hola")) == [200]
    assert len(forced) >= 2  # the file, and the folder that names it


@pytest.mark.parametrize("place", ["open", "fsync"])
def test_1_a_full_disk_is_503_and_never_200(
    spooling: Stage, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(spool.os, place, full)
    assert away(spooling, inbound("hola")) == [503]


def test_1_without_a_folder_it_is_503(stage: Stage) -> None:
    assert away(stage, inbound("hola")) == [503]


def test_3_a_message_that_came_twice_is_stored_once(spooling: Stage) -> None:
    away(spooling, inbound("hola"))
    spooling.advance(seconds=1)
    away(spooling, inbound("hola"))
    post(spooling.app, inbound("hola"))
    read_back(spooling.runtime)
    assert kept(spooling)["inbound"] == 1


def test_a_death_between_storing_and_removing_the_file_changes_nothing(
    spooling: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(spooling, inbound("hola"))
    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", _die)
        with pytest.raises(KeyboardInterrupt):
            read_back(spooling.runtime)
    assert len(list(folder.iterdir())) == 1
    read_back(spooling.runtime)
    assert kept(spooling)["inbound"] == 1
    assert list(folder.iterdir()) == []


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_draft_of_a_process_that_died_is_no_message(spooling: Stage, folder: Path) -> None:
    folder.mkdir()
    (folder / "20260302T150000000000-00.sealed.draft").write_bytes(b"{")
    assert read_back(spooling.runtime) == 0


@pytest.mark.parametrize("content", [b"", b"{}", b'{"master": "k1", "sealed": "AAAA"}'])
def test_what_cannot_be_read_is_set_aside_and_the_others_go_on(
    spooling: Stage, folder: Path, content: bytes
) -> None:
    away(spooling, inbound("hola"))
    (folder / "0-0.sealed").write_bytes(content)
    assert read_back(spooling.runtime) == 1
    assert [path.suffix for path in folder.iterdir()] == [".unreadable"]
    assert bodies(spooling) == ["hola"]


def test_a_master_key_that_was_replaced_still_opens_what_was_put_aside_before(spooling: Stage) -> None:
    away(spooling, inbound("hola"))
    old = spooling.runtime.keyring
    both = Keyring(current="k2", masters={"k2": bytes(32), **old.masters}, lookup=old.lookup)
    assert read_back(replace(spooling.runtime, keyring=both)) == 1


def test_while_the_database_is_away_the_files_stay(spooling: Stage, folder: Path) -> None:
    from sqlalchemy.exc import OperationalError

    away(spooling, inbound("hola"))
    spooling.database.down = True
    with pytest.raises(OperationalError):
        read_back(spooling.runtime)
    spooling.database.down = False
    assert len(list(folder.iterdir())) == 1


def test_a_message_keeps_the_moment_at_which_it_came(spooling: Stage) -> None:
    from storage.models import Inbound

    came = spooling.clock.now()
    away(spooling, inbound("hola"))
    spooling.advance(hours=2)
    read_back(spooling.runtime)
    assert rows(spooling, Inbound.received_at) == [(came,)]
