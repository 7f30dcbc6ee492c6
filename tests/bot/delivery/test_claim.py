"""Taking the next text: one order everywhere, and a statement that is built once."""

from bot.delivery.claim import _statement
from bot.delivery.send import deliver
from bot.simulation.stage import Stage
from flows.vocabulary import Channel
from storage.models import Delivery
from tests.bot.delivery.senders import FakeSender, queue
from tests.bot.looks import rows

NUMBERS = [f"+120255501{n}" for n in range(30, 38)]


def test_what_was_written_in_the_same_instant_goes_in_the_order_of_its_id(stage: Stage) -> None:
    for number in NUMBERS:
        queue(stage.runtime, number, "help")
    sender = FakeSender(stage.runtime)
    deliver(stage.runtime, sender)
    ids = [outbound_id for (outbound_id,) in rows(stage, Delivery.outbound_id, order=Delivery.outbound_id)]
    assert [call.ours for call in sender.calls] == ids


def test_the_statement_is_built_once_for_each_set_of_full_senders() -> None:
    assert _statement(frozenset()) is _statement(frozenset())
    assert _statement(frozenset({Channel.SMS})) is not _statement(frozenset())
