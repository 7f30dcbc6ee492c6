"""The console in a real Chromium: by keyboard alone, readable by everybody, on a phone and at a desk."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from bot.alarms.sounding import sound
from bot.runtime import Runtime
from flows.vocabulary import AlarmReason, ConcernStatus
from storage.crypto import Keyring
from storage.database import Database
from storage.models import ConcernRow, Conversation
from tests.bot.web.builder import PASSWORD, make_runtime
from tests.bot.web.conftest import make_app
from tests.bot.web.seed import Seed, seed
from tests.conftest import FixedClock, SeededIds
from tests.databases import SqliteTemplates

pytestmark = pytest.mark.browser

PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, DESK = (390, 800), (1280, 900)


def chromium() -> str:
    """Where Chromium is; without one the test is skipped, or fails where CI=true promises one."""
    for path in (os.environ.get("CHROMIUM", ""), *PATHS):
        if path and Path(path).exists():
            return path
    found = shutil.which("chromium")
    if found:
        return found
    reason = "no Chromium was found: install Debian's chromium, or name one with CHROMIUM=/path"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def here(
    sqlite_templates: SqliteTemplates, keyring: Keyring, clock: FixedClock, ids: SeededIds
) -> Iterator[tuple[Runtime, Seed, str]]:
    """The console on a real socket: its runtime, its caseload and its address."""
    with sqlite_templates.fresh() as url:
        runtime = make_runtime(Database(url), keyring, clock, ids)
        caseload = seed(runtime)
        server = make_server("127.0.0.1", 0, make_app(runtime), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield runtime, caseload, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
        runtime.close()


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether the browser complains of a page; that a dead link is answered 410 is no fault."""
    return said.type == "error" and "410" not in said.text


@contextmanager
def signed_in(
    browser: Browser, base: str, size: tuple[int, int] = DESK, scheme: str = "light", who: str = "dana"
) -> Iterator[Page]:
    """A page of Dana's, or another's, signed in by keyboard. An error in its console fails the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if _is_fault(said) else None)
    page.goto(f"{base}/sign-in")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(f"{who}@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    yield page
    context.close()
    assert problems == []


def concern_status(runtime: Runtime, caseload: Seed) -> ConcernStatus:
    with runtime.look() as work:
        return work.session.get_one(ConcernRow, caseload.emergency.id).status


def test_an_emergency_is_acknowledged_by_keyboard(browser: Browser, here: tuple[Runtime, Seed, str]) -> None:
    runtime, caseload, base = here
    with signed_in(browser, base) as page:
        page.keyboard.press("a")  # no row is chosen and several would do: nothing happens
        page.keyboard.press("j")
        expect(page.locator(f"#concern-{caseload.emergency.id}")).to_be_focused()
        assert concern_status(runtime, caseload) is ConcernStatus.OPEN
        page.keyboard.press("a")
        expect(page.get_by_text("You have it now. The pages have stopped.")).to_be_visible()
    assert concern_status(runtime, caseload) is ConcernStatus.ACKNOWLEDGED


def test_rows_are_walked_and_opened_and_the_machine_stopped_by_keyboard(
    browser: Browser, here: tuple[Runtime, Seed, str]
) -> None:
    runtime, caseload, base = here
    with signed_in(browser, base) as page:
        page.goto(f"{base}/cases")
        for key in ("j", "j", "j", "k", "Enter"):
            page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Luis")
        page.wait_for_load_state()  # keys are heard once the page's script has run
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        expect(page.get_by_text("You have taken over")).to_be_visible()
    with runtime.look() as work:
        taken = work.session.get_one(Conversation, caseload.luis_talk.id).taken_over_by
    assert taken == caseload.dana.id


def test_keys_are_letters_while_one_writes(browser: Browser, here: tuple[Runtime, Seed, str]) -> None:
    _, _, base = here
    with signed_in(browser, base) as page:
        page.goto(f"{base}/cases")
        page.get_by_label("Case number or first name").focus()
        page.keyboard.type("jkat?")
        expect(page.get_by_label("Case number or first name")).to_have_value("jkat?")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_new_emergency_turns_the_strip_red_without_a_reload(
    browser: Browser, here: tuple[Runtime, Seed, str]
) -> None:
    runtime, caseload, base = here
    with runtime.work() as work:
        work.session.get_one(ConcernRow, caseload.emergency.id).status = ConcernStatus.ACKNOWLEDGED
    with signed_in(browser, base) as page:
        page.clock.install()
        page.goto(base)
        expect(page.get_by_role("status")).not_to_contain_text("1 emergency")
        page.keyboard.press("j")
        chosen = page.evaluate("document.activeElement.id")
        with runtime.work() as work:
            work.session.get_one(ConcernRow, caseload.emergency.id).status = ConcernStatus.OPEN
        page.clock.run_for(16_000)
        expect(page.get_by_role("status")).to_contain_text("1 emergency not acknowledged")
        expect(page.locator("main .row-red").first).to_contain_text("Emergency")
        assert page.evaluate("document.activeElement.id") == chosen


def test_a_page_that_cannot_be_refreshed_says_so(browser: Browser, here: tuple[Runtime, Seed, str]) -> None:
    _, _, base = here
    with signed_in(browser, base) as page:
        page.clock.install()
        page.goto(f"{base}/calls")
        page.route("**/strip", lambda route: route.fulfill(status=204))
        page.clock.run_for(16_000)
        expect(page.get_by_text("No connection.")).to_be_hidden()
        page.clock.run_for(16_000)
        expect(page.get_by_text("No connection.")).to_be_visible()
        page.unroute("**/strip")
        page.clock.run_for(16_000)
        expect(page.get_by_text("No connection.")).to_be_hidden()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_every_page_is_readable_by_everybody(
    browser: Browser, here: tuple[Runtime, Seed, str], size: tuple[int, int], scheme: str
) -> None:
    runtime, caseload, base = here
    with runtime.work() as work:
        sound(work, work.session.get_one(ConcernRow, caseload.emergency.id), AlarmReason.RAISED)
        held = work.session.scalars(
            select(ConcernRow.id).where(ConcernRow.status == ConcernStatus.ACKNOWLEDGED)
        ).one()
    with signed_in(browser, base, size, scheme, who="sam") as page:
        for path in (
            "/", "/cases", f"/cases/{caseload.ana_case.id}", f"/cases/{caseload.luis_case.id}",
            f"/concerns/{caseload.emergency.id}", f"/concerns/{caseload.unknown_concern.id}",
            f"/concerns/{held}", f"/concerns/{held}/notice", "/calls", "/tray", "/rota", "/team", "/figures",
            "/settings", "/settings/state-contacts", f"/cases/{caseload.ana_case.id}/raise",
            f"/messages/{caseload.afraid.id}/missed", "/set-password/over",
        ):  # fmt: skip
            page.goto(base + path)
            found = Axe().run(page).response
            assert found["passes"], path
            serious = [
                (v["id"], [node["target"] for node in v["nodes"]])
                for v in found["violations"]
                if v["impact"] in ("serious", "critical")
            ]
            assert serious == [], path
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size[0], f"{path} is wider than the screen"
