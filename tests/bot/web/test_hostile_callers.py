"""A caller without the token costs little and changes nothing: floods, long bodies, replays, noise."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import event

from bot.emulator.webhooks import SIGNATURE_HEADER
from bot.simulation.stage import Stage
from bot.web.webhooks import MAX_FORM_BYTES
from tests.bot.inbound.posts import Wire, inbound, kept, post, refused
from tests.bot.looks import dispositions

PATHS = ("/twilio/inbound", "/twilio/status", "/twilio/voice/answer")
FLOOD = 200
FORM = "application/x-www-form-urlencoded"


class Untouchable(BytesIO):
    """A body that nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readinto = readline = read  # type: ignore[assignment]


@pytest.fixture
def statements(stage: Stage) -> Iterator[list[str]]:
    """Every statement that reaches the database from now on."""
    seen: list[str] = []

    def on_statement(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = stage.database.engine
    event.listen(engine, "before_cursor_execute", on_statement)
    yield seen
    event.remove(engine, "before_cursor_execute", on_statement)


@pytest.mark.parametrize("path", PATHS)
def test_an_unsigned_post_is_refused_before_its_body_is_read(stage: Stage, path: str) -> None:
    answer = stage.app.test_client().post(
        path, input_stream=Untouchable(), environ_overrides={"CONTENT_LENGTH": "1000"}, content_type=FORM
    )
    assert answer.status_code == 403


def test_a_body_that_says_it_is_too_long_is_refused_before_it_is_read(stage: Stage) -> None:
    answer = stage.app.test_client().post(
        "/twilio/inbound",
        input_stream=Untouchable(),
        environ_overrides={"CONTENT_LENGTH": str(MAX_FORM_BYTES + 1)},
        content_type=FORM,
        headers={SIGNATURE_HEADER: "d3Jvbmc="},
    )
    assert answer.status_code == 413
    assert sum(kept(stage).values()) == 0


def test_a_flood_of_unsigned_posts_costs_the_database_next_to_nothing(
    stage: Stage, statements: list[str]
) -> None:
    for _ in range(FLOOD):
        assert post(stage.app, inbound("me pega"), wire=Wire(signature="")).status_code == 403
    assert len(statements) <= 3
    assert sum(kept(stage).values()) == 0


def test_a_flood_is_counted_whole_by_the_refusal_after_it(stage: Stage) -> None:
    for _ in range(FLOOD):
        post(stage.app, inbound(), wire=Wire(signature="d3Jvbmc="))
    stage.clock.move(stage.clock.now() + dt.timedelta(seconds=1))
    post(stage.app, inbound(), wire=Wire(signature=""))
    assert refused(stage) == FLOOD + 1


def test_real_messages_pass_in_the_middle_of_a_flood(stage: Stage) -> None:
    for n in range(20):
        post(stage.app, inbound("noise"), wire=Wire(signature=""))
        assert post(stage.app, inbound("hola", sid=str(n + 1))).status_code == 200
    assert kept(stage)["inbound"] == 20
    assert None not in dispositions(stage)


def test_3_a_captured_post_replayed_a_hundred_times_changes_nothing(stage: Stage) -> None:
    post(stage.app, inbound("me da miedo"))
    before = (kept(stage), dispositions(stage))
    for _ in range(100):
        assert post(stage.app, inbound("me da miedo")).status_code == 200
    assert (kept(stage), dispositions(stage)) == before
