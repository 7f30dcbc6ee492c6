"""The link of a page, forwarded, fetched ahead or guessed: without sign-in nothing happens (6.8.6)."""

import uuid
from urllib.parse import urlsplit

import pytest
from flask import Flask

from bot.runtime import Runtime
from flows.vocabulary import ConcernStatus
from storage.models import AuditRow, ConcernRow
from tests.bot.web.conftest import SignIn
from tests.bot.web.seed import AFRAID, Seed


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    """Pages only."""
    return sqlite_only


def is_untouched(runtime: Runtime, concern_id: uuid.UUID) -> bool:
    with runtime.look() as work:
        taken = work.session.query(AuditRow).filter(AuditRow.action == "acknowledge").count()
        return taken == 0 and work.session.get_one(ConcernRow, concern_id).status is ConcernStatus.OPEN


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_whoever_got_it_forwarded_sees_and_changes_nothing(
    app: Flask, runtime: Runtime, caseload: Seed, method: str
) -> None:
    path = f"/concerns/{caseload.emergency.id}"
    for address in (path, f"{path}/acknowledge"):
        answer = app.test_client().open(address, method=method)
        assert answer.status_code in (302, 400, 405)
        assert AFRAID not in answer.text
        if answer.status_code == 302:
            assert urlsplit(answer.location).path == "/sign-in"
    assert is_untouched(runtime, caseload.emergency.id)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_browser_that_fetches_ahead_takes_nothing(
    sign_in: SignIn, runtime: Runtime, caseload: Seed, method: str
) -> None:
    dana = sign_in("dana")
    path = f"/concerns/{caseload.emergency.id}"
    assert dana.open(path, method=method, headers={"Purpose": "prefetch"}).status_code == 200
    assert dana.open(f"{path}/acknowledge", method=method).status_code == 405
    assert is_untouched(runtime, caseload.emergency.id)


def test_a_guessed_address_is_not_there(sign_in: SignIn, caseload: Seed) -> None:
    assert sign_in("dana").get(f"/concerns/{uuid.UUID(int=7)}").status_code == 404
