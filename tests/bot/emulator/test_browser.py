"""The page in a real browser: write as a person, read every script, switch a phone off."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.emulator.dialing import Dial
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


def test_a_call_rings_is_answered_and_takes_keys(page: Page, server: EmulatorServer) -> None:
    server.network.add_phone(CHILD, "On call")
    order = Dial(CHILD, OURS, "http://127.0.0.1:9/answer", None, (), 60)
    server.network.calls.dial(order)
    panel = page.locator(".call")
    expect(panel.locator(".calling")).to_have_text("Incoming call for On call")
    panel.get_by_role("button", name="Answer").click()
    expect(panel.locator(".calling")).to_have_text("On call is on the phone")
    # Nobody listens at the webhook: the phone hears that, as at Twilio.
    expect(panel.locator(".heard")).to_contain_text("application error")
    for key in "48":
        panel.get_by_role("button", name=key, exact=True).click()
    expect(panel.locator(".typed")).to_have_text("Pressed: 48")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    panel.get_by_role("button", name="Hang up").click()
    expect(panel).to_be_hidden()
    expect(page.locator("li[data-side=call] .body")).to_contain_text("Call, answered")


def test_a_call_is_refused_and_later_ones_are_busy(page: Page, server: EmulatorServer) -> None:
    server.network.add_phone(CHILD, "On call")
    server.network.calls.dial(Dial(CHILD, OURS, "http://127.0.0.1:9/answer", None, (), 60))
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator("li[data-side=call] .body")).to_contain_text("Missed call")
    page.get_by_label("Calls to this phone").select_option("busy")
    expect(page.locator("#said")).to_contain_text("from now on")
    assert [str(habit) for habit in server.network.phone(CHILD).habits] == ["busy"]
