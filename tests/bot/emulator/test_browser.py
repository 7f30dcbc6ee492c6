"""The page in a real browser: write as a person, read every script, switch a phone off."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.emulator.server import EmulatorServer
from tests.bot.emulator.conftest import CHILD, OURS, settings
from tests.bot.emulator.real import FreshIds, WallClock

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH")


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    # Nobody listens at the webhook: what is typed is shown as not taken.
    config = settings(inbound_url="http://127.0.0.1:9/inbound", messaging_service_sid=None)
    running = EmulatorServer(
        config, host="127.0.0.1", port=0, smtp_port=None, clock=WallClock(), ids=FreshIds()
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: EmulatorServer) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 390, "height": 844})
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"http://127.0.0.1:{server.port}/")
        yield page
        browser.close()
    assert problems == []


def test_typing_shows_a_bubble_and_markup_stays_text(page: Page, server: EmulatorServer) -> None:
    page.get_by_label("Number of a new phone").fill(CHILD)
    page.get_by_role("button", name="Add a phone").click()
    page.get_by_label("Write as Unknown phone").fill("<b>me da miedo</b>")
    page.keyboard.press("Enter")
    own = page.locator("li[data-side=own]")
    expect(own.locator(".body")).to_have_text("<b>me da miedo</b>")
    expect(own.locator(".state")).to_have_text("· ! not taken by the service")
    expect(page.locator("[data-tab=alerts] .count")).to_have_text("1")
    assert [message.body for message in server.network.messages()] == ["<b>me da miedo</b>"]


def test_a_text_from_right_to_left_is_set_so(page: Page, server: EmulatorServer) -> None:
    server.network.add_phone(CHILD, "Ana")
    server.network.say(CHILD, "نعم شكرا")
    expect(page.locator("li[data-side=own] .body")).to_have_css("direction", "rtl")


def test_a_phone_is_switched_off_and_nothing_is_wider_than_the_screen(
    page: Page, server: EmulatorServer
) -> None:
    server.network.add_phone(CHILD, "Ana")
    page.get_by_label("Texts to this phone").select_option("undelivered 30003")
    expect(page.locator("#said")).to_contain_text("from now on")
    assert str(server.network.phone(CHILD).delivery) == "undelivered 30003"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_label("Filter by name or number").fill(OURS)
    expect(page.locator("#none")).to_be_visible()
