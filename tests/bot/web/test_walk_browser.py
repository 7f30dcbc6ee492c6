"""One walk by keyboard alone, in real time over real sockets: from a child's text on the phones page to a
submitted NOC and its print view. Two people act, as the rules want: one writes, a supervisor reviews."""

import datetime as dt
from collections.abc import Iterator

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from bot.channels.twilio import Twilio
from bot.runtime import Runtime
from bot.scheduler import WORKING, run_tick
from flows.vocabulary import NoticeStatus, Role, StaffRole
from storage.models import Inbound, Notice, PageRow
from tests.bot.alarms.test_calls_real import SECONDS, Service, service
from tests.bot.stages import CHILD, ON_CALL
from tests.bot.web.builder import PASSWORD, Builder
from tests.bot.web.test_console_browser import DESK, browser

__all__ = ["browser", "service"]
pytestmark = pytest.mark.browser

SAID = "mi tio me pega y tengo miedo"
NEEDED = frozenset({"climb", "deliver", "watch"})
FARTHEST = 120
"""So many presses of Tab reach everything on a page."""
PATIENCE = 30_000


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
def worker(service: Service) -> Iterator[None]:
    """The ticks that carry a page out, as the worker runs them."""
    scheduler = BackgroundScheduler(timezone="UTC")
    sender = Twilio(service.runtime.settings)
    for tick in WORKING:
        if tick.name in NEEDED:
            scheduler.add_job(run_tick, "interval", args=(service.runtime, sender, tick), seconds=1)
    scheduler.start()
    yield
    scheduler.shutdown(wait=True)


@pytest.fixture
def family(service: Service) -> None:
    """A child of Dana's, a supervisor, and a colleague on call whose phone is on the phones page."""
    with service.runtime.work() as work:
        b = Builder(work)
        dana = b.staff("dana@example.org", "Dana Reyes", StaffRole.CASEWORKER)
        b.staff("sam@example.org", "Sam Okafor", StaffRole.SUPERVISOR)
        lee = b.staff("lee@example.org", "Lee Park", StaffRole.CASEWORKER)
        lee.on_call, lee.address_id = True, b.address(ON_CALL).id
        dana.address_id = b.address("+12025550151").id
        case = b.case("C-1001", dana, (work.now - dt.timedelta(days=3)).date())
        b.person(case, Role.CHILD, "Ana", CHILD)
    service.twilio.network.add_phone(CHILD, "Ana")
    service.twilio.network.add_phone(ON_CALL, "Lee")


def go(page: Page, wanted: Locator) -> None:
    """Press Tab until the wanted element has the focus; by keyboard alone, so that it must be reachable."""
    expect(wanted).to_be_visible(timeout=PATIENCE)
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{wanted} cannot be reached by keyboard")


def press(page: Page, role: str, name: str, *, exact: bool = True) -> None:
    """Reach a link or a button, and press it."""
    go(page, page.get_by_role(role, name=name, exact=exact).first)  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def choose(page: Page, role: str, name: str) -> None:
    """Reach a box, or the first of a group, and choose the one that is named."""
    wanted = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    group = page.locator(f'input[name="{wanted.get_attribute("name")}"]')
    checked = group.and_(page.locator(":checked"))
    go(page, wanted if role == "checkbox" else (checked if checked.count() else group).first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{name} cannot be chosen by keyboard")


def write(page: Page, label: str, words: str) -> None:
    """Reach a field and type into it."""
    go(page, page.get_by_role("textbox", name=label))
    page.keyboard.type(words)


def sign_in(page: Page, base: str, name: str) -> None:
    page.goto("about:blank")  # no page polls on, and whoever was here before has left
    page.context.clear_cookies()
    page.goto(f"{base}/sign-in", wait_until="load")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(f"{name}@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Today")).to_be_visible(timeout=PATIENCE)


def seconds_to_page(runtime: Runtime) -> float:
    """From the arrival of the message to the writing of its first page."""
    with runtime.look() as work:
        came = work.session.scalars(select(Inbound.received_at)).one()
        paged = work.session.scalars(select(PageRow.created_at).order_by(PageRow.created_at)).first()
    assert paged is not None
    return (paged - came).total_seconds()


def test_from_a_childs_text_to_a_submitted_noc_by_keyboard_alone(
    browser: Browser, service: Service, worker: None, family: None
) -> None:
    base, runtime = service.runtime.settings.public_base_url, service.runtime
    context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
    context.set_default_timeout(PATIENCE)
    phones, page = context.new_page(), context.new_page()
    problems: list[str] = []
    for shown in (phones, page):
        shown.on("pageerror", lambda error: problems.append(str(error)))

    phones.bring_to_front()
    phones.goto(f"http://127.0.0.1:{service.twilio.port}/")
    write(phones, "Write as Ana", SAID)
    phones.keyboard.press("Enter")
    expect(phones.locator("li[data-side=received]").filter(has_text="/concerns/").first).to_be_visible(
        timeout=PATIENCE
    )
    assert seconds_to_page(runtime) < SECONDS

    page.bring_to_front()
    sign_in(page, base, "dana")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("mark.grave").first).to_be_visible()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.wait_for_load_state()  # keys are heard once the page's script has run
    page.keyboard.press("a")
    expect(page.get_by_text("You have it now. The pages have stopped.")).to_be_visible()

    press(page, "link", "Enter a call")
    choose(page, "radio", "Spoke with the child")
    write(page, "Note", "Safe until five, at school.")
    press(page, "button", "Save the call")
    expect(page.get_by_text("The call is written down.")).to_be_visible()
    expect(page.get_by_role("link", name="See who must be told")).to_be_visible()

    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("NOC worksheet")
    choose(page, "checkbox", "Human trafficking")
    write(page, "Facts", "The child wrote that the uncle hits.")
    write(page, "Actions taken", "Called the child and the police.")
    press(page, "button", "Send to review")
    expect(page.get_by_text("Saved and sent to review.")).to_be_visible()
    press(page, "button", "Sign out")

    sign_in(page, base, "sam")
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    press(page, "button", "Approve")
    expect(page.get_by_text("Approved. It still has to be submitted to ORR.")).to_be_visible()
    go(page, page.get_by_label("By what way?"))
    page.keyboard.type("ORR")
    write(page, "ORR’s reference", "R-17")
    press(page, "button", "It is submitted")
    expect(page.get_by_text("Written down: the NOC is submitted.")).to_be_visible()
    press(page, "link", "Print view")
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("R-17").first).to_be_visible()

    context.close()
    assert problems == []
    with runtime.look() as work:
        assert work.session.scalars(select(Notice.status)).one() is NoticeStatus.SUBMITTED
