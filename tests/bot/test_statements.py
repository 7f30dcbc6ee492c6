"""What one turn costs the database: how many statements store, process and deliver, at the most.

Most of the processor time of a turn is spent on statements; a query for each row, or one that is asked
twice, shows here before it shows in `make bench`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.delivery.send import deliver
from bot.inbound.form import parse_form
from bot.inbound.process import process_address
from bot.inbound.store import store
from bot.simulation.stage import Stage
from tests.bot.delivery.senders import FakeSender, opened
from tests.bot.inbound.posts import inbound
from tests.bot.stages import CHILD, MONDAY, SPONSOR, add_on_call, settings_for
from tests.databases import SqliteTemplates

QUIET = ("mariposa", "1", "si vivo con mi tia", "bien gracias a Dios", "1", "si", "si", "no", "no gracias")
"""A quiet check-in of the child, to its end."""

STORE, DELIVER_A_TEXT, NOTHING_LEFT = 6, 10, 3
PROCESS = {"on average": 18, "the last": 24}
"""Of a turn; the last one closes the part, asks for the joint call's time and opens a task."""


@pytest.fixture
def sender(sqlite_templates: SqliteTemplates) -> Iterator[FakeSender]:
    """A family whose first texts have left; SQLite, since both databases are asked the same."""
    with sqlite_templates.fresh() as url:
        stage = Stage(settings_for(url), MONDAY)
        add_on_call(stage)
        sender = opened(stage)
        deliver(stage.runtime, sender)
        yield sender
        stage.close()


@contextmanager
def _counted(engine: Engine) -> Iterator[Counter[str]]:
    """Statements while it is open, by what they do; the begin of a transaction is one."""
    counts: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        counts[statement.split(maxsplit=1)[0]] += 1

    event.listen(engine, "before_cursor_execute", count)
    yield counts
    event.remove(engine, "before_cursor_execute", count)


def _cost(sender: FakeSender, act: Callable[[], Any]) -> int:
    with _counted(sender.runtime.database.engine) as counts:
        act()
    return counts.total()


def test_a_turn_asks_the_database_no_more_than_it_must(sender: FakeSender) -> None:
    runtime, processed = sender.runtime, []
    for number, words in enumerate(QUIET, start=2):
        form = parse_form(inbound(words, sid=str(number)), runtime.settings)
        assert _cost(sender, partial(store, runtime, form)) <= STORE
        address_id = store(runtime, form).address_id
        processed.append(_cost(sender, partial(process_address, runtime, address_id)))
        texts = len(sender.calls)
        delivering = _cost(sender, partial(deliver, runtime, sender))
        assert delivering <= DELIVER_A_TEXT * (len(sender.calls) - texts) + NOTHING_LEFT
    assert sum(processed) / len(processed) <= PROCESS["on average"], processed
    assert max(processed) <= PROCESS["the last"], processed


def test_a_webhook_that_comes_again_is_cheaper_than_a_new_one(sender: FakeSender) -> None:
    form = parse_form(inbound("mariposa", SPONSOR), sender.runtime.settings)
    new = _cost(sender, partial(store, sender.runtime, form))
    assert _cost(sender, partial(store, sender.runtime, form)) < new


def test_the_queue_of_others_does_not_make_a_text_dearer(sender: FakeSender) -> None:
    """As many statements for each text, however many wait."""
    runtime = sender.runtime
    for number, person in enumerate((CHILD, SPONSOR), start=2):
        form = parse_form(inbound("mariposa", person, str(number)), runtime.settings)
        process_address(runtime, store(runtime, form).address_id)
    assert _cost(sender, partial(deliver, runtime, sender)) <= 2 * DELIVER_A_TEXT + NOTHING_LEFT
