"""The NOC worksheet in a real Chromium: readable by everybody, written on a phone, printed on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.desk.viewer import Viewer
from bot.notices.worksheet import review
from bot.runtime import Runtime
from storage.models import ConcernRow
from tests.bot.notices import sheets
from tests.bot.web.seed import AFRAID, Seed
from tests.bot.web.test_console_browser import DESK, PHONE, browser, here, signed_in

__all__ = ["browser", "here"]
pytestmark = pytest.mark.browser


def viewer_of(caseload: Seed, name: str) -> Viewer:
    staff = getattr(caseload, name)
    return Viewer(staff.id, staff.name, staff.role)


def serious(page: Page) -> list[tuple[str, list[object]]]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response
    assert found["passes"]
    return [
        (v["id"], [node["target"] for node in v["nodes"]])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_state_of_the_worksheet_is_readable_by_everybody(
    browser: Browser, here: tuple[Runtime, Seed, str], size: tuple[int, int], scheme: str
) -> None:
    runtime, caseload, base = here
    path = f"{base}/concerns/{caseload.emergency.id}/notice"
    dana, sam = viewer_of(caseload, "dana"), viewer_of(caseload, "sam")
    with signed_in(browser, base, size, scheme) as page:

        def check(where: str) -> None:
            page.goto(where)
            assert serious(page) == [], where
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], where

        with runtime.work() as work:
            work.session.get_one(ConcernRow, caseload.emergency.id).codes = ["missing", "sexual_abuse"]
        check(path)
        sheets.approved(runtime, caseload.emergency, dana, sam)
        check(path)
        sheets.submitted(runtime, caseload.emergency, dana, sam)
        check(path)
        check(f"{path}/print")
        check(f"{base}/settings/state-contacts")


def test_a_draft_is_written_and_sent_to_review_by_keyboard(
    browser: Browser, here: tuple[Runtime, Seed, str]
) -> None:
    runtime, caseload, base = here
    with signed_in(browser, base, PHONE) as page:
        page.goto(f"{base}/concerns/{caseload.emergency.id}/notice")
        page.get_by_label("Human trafficking").focus()
        page.keyboard.press("Space")
        page.get_by_label("Actions taken").focus()
        page.keyboard.type("Called the police.")
        page.get_by_role("button", name="Send to review").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved and sent to review. A supervisor has to approve it.")).to_be_visible()
    with runtime.work() as work:
        review(work, viewer_of(caseload, "sam"), caseload.emergency.id, approve=True)
    written = sheets.content(runtime, caseload.emergency).written
    assert [reason.value for reason in written.reasons] == ["trafficking", "abuse_neglect"]
    assert written.actions == "Called the police."


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_print_view_prints(browser: Browser, here: tuple[Runtime, Seed, str], paper: str) -> None:
    _, caseload, base = here
    with signed_in(browser, base) as page:
        page.goto(f"{base}/concerns/{caseload.emergency.id}/notice/print")
        page.emulate_media(media="print")
        expect(page.get_by_text(AFRAID)).to_be_visible()
        expect(page.get_by_text("Back to the worksheet")).to_be_hidden()
        pdf = page.pdf(format=paper)
    assert pdf.startswith(b"%PDF")
    assert 1 <= pdf.count(b"/Type /Page\n") <= 4
