"""(d) Taking 5,000 due texts from the outbox: among 10,000 and among 1,000,000."""

import datetime as dt
import time
from collections.abc import Iterator

from sqlalchemy import Connection, insert, text, update

from bot.delivery.claim import _statement, claim
from bot.runtime import Runtime
from bot.simulation.time import SeededIds, VirtualClock
from flows.vocabulary import Channel, DeliveryState, Lane
from storage.models import Address, Delivery, Outbound
from tests.bench.figures import Figure
from tests.bench.places import Place
from tests.bench.sizes import MANY, TAKEN
from tests.bot.stages import MONDAY, settings_for

DUE, FEW = 5_000, 10_000
INDEX = "ix_delivery_queued"
AT_MOST = 1.3

_MORE_OUT = (
    "INSERT INTO outbound (id, provider_id, dedupe_key, address_id, lane, text_key, language, texts_version, "
    "body_sealed, created_at, position) SELECT {id}, {provider}, {key}, {address}, 'reply', 'help', 'en', "
    "'x', {blob}, '2026-01-01 00:00:00', n FROM {numbers}"
)
_MORE_STATE = (
    "INSERT INTO delivery (outbound_id, address_id, lane_rank, created_at, position, state, provider_rank, "
    "tries, not_before, updated_at) SELECT id, address_id, 2, created_at, position, 'sent', 6, 1, "
    "created_at, created_at FROM outbound WHERE texts_version = 'x'"
)


def claiming(place: Place) -> Iterator[Figure]:
    """Microseconds of each claim; the plan must name the partial index."""
    with place.fresh() as url:
        runtime = Runtime.open(settings_for(url), VirtualClock(MONDAY), SeededIds(5))
        _due_texts(runtime)
        few = _time(runtime)
        _fill_up(runtime)
        many = _time(runtime)
        plan = _plan(runtime)
        runtime.close()
    yield Figure(f"one claim, {DUE} due among {MANY}", place.name, many, "ms", few,
                 f"{AT_MOST} of the same among {FEW}", many <= AT_MOST * few and INDEX in plan,
                 f"plan names {INDEX}: {INDEX in plan}")  # fmt: skip


def _due_texts(runtime: Runtime) -> None:
    """One text to each of 5,000 numbers, and as many that are sent."""
    with runtime.work() as work:
        key_id = work.vault.new_key()  # one key is enough here
        sealed = work.vault.seal(key_id, "number", "+12025550143")
        body = work.vault.seal(key_id, "body", "x")
        addresses, texts, states = [], [], []
        for n in range(DUE):
            at, owner = work.new_id(), work.settings.provider_id
            addresses.append(dict(id=at, provider_id=owner, channel=Channel.SMS, number_index=f"{n:064d}",
                                  number_sealed=sealed, data_key_id=key_id, created_at=work.now))  # fmt: skip
            for queued in (True, False):
                out = work.new_id()
                texts.append(dict(id=out, provider_id=owner, dedupe_key=out.hex, address_id=at,
                                  lane=Lane.REPLY, text_key="help", language="en", texts_version="1",
                                  body_sealed=body, created_at=work.now, position=n))  # fmt: skip
                state = DeliveryState.QUEUED if queued else DeliveryState.SENT
                states.append(dict(outbound_id=out, address_id=at, lane_rank=2, created_at=work.now,
                                   position=n, state=state, provider_rank=0, tries=0,
                                   not_before=work.now, updated_at=work.now))  # fmt: skip
        work.session.flush()
        for model, rows in ((Address, addresses), (Outbound, texts), (Delivery, states)):
            work.session.execute(insert(model), rows)
    _analyze(runtime)


def _fill_up(runtime: Runtime) -> None:
    """The rest of the million, all sent long ago."""
    postgres = runtime.database.engine.dialect.name == "postgresql"
    more = MANY - FEW
    words = {
        "id": "gen_random_uuid()" if postgres else "lower(hex(randomblob(16)))",
        "provider": "(SELECT provider_id FROM address LIMIT 1)",
        "key": "'more' || n",
        "address": "(SELECT id FROM address LIMIT 1)",
        "blob": "'\\x00'::bytea" if postgres else "x'00'",
        "numbers": f"generate_series(1, {more}) AS s(n)" if postgres else
        f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {more}) SELECT n FROM s)",
    }  # fmt: skip
    with runtime.database.engine.begin() as connection:
        if postgres:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.exec_driver_sql(_MORE_OUT.format(**words))
        connection.exec_driver_sql(_MORE_STATE)
    _analyze(runtime)


def _analyze(runtime: Runtime) -> None:
    """What a database does by itself now and then."""
    with runtime.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE delivery"
        )


def _time(runtime: Runtime) -> float:
    """Milliseconds of one claim; then all are due again."""
    for _ in range(20):
        claim(runtime)
    began = time.perf_counter()
    taken = sum(claim(runtime) is not None for _ in range(TAKEN))
    each = (time.perf_counter() - began) / TAKEN * 1000
    if taken != TAKEN:
        raise RuntimeError(f"only {taken} texts could be taken")
    with runtime.database.begin() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.state == DeliveryState.CALLING)
            .values(state=DeliveryState.QUEUED, tries=0, lease_until=None)
        )
    return each


def _plan(runtime: Runtime) -> str:
    with runtime.database.engine.connect() as connection:
        statement = _statement(frozenset())
        compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
        return _explained(connection, str(compiled), compiled.params)


def _explained(connection: Connection, statement: str, params: dict[str, object]) -> str:
    now = dt.datetime(2026, 3, 2, 16, 0, tzinfo=dt.UTC)
    sqlite = connection.dialect.name == "sqlite"
    values = {**params, "now": now.replace(tzinfo=None).isoformat(" ") if sqlite else now}
    values = {k: getattr(v, "value", v) for k, v in values.items()}
    found = connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement,
                                       tuple(values.values()) if sqlite else values)  # fmt: skip
    return "\n".join(str(row) for row in found)
