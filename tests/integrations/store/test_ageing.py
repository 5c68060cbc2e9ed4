"""What is finished and old is put away, each row in exactly one place; whoever still asks for it finds it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Table, event, func, insert, select

from integrations.store.ageing import AGEING, EVENTS, REACTIONS, Ageing, move_old
from integrations.store.callbacks import SqlHeard
from integrations.store.inbox import Inbox
from integrations.store.tables import METADATA
from integrations.store.tables.archive import callbacks_archive
from integrations.store.tables.callbacks import callbacks
from integrations.store.tables.events import events
from tests.integrations.store.conftest import NOW
from tests.integrations.store.rows import a_row
from tests.integrations.store.shop import SHOP, ShopFloor
from tests.integrations.store.test_life_of_an_order import begin, pay
from tests.integrations.store.test_plans import plan, whole_tables

BEFORE = NOW - timedelta(days=30)
OLD, YOUNG = BEFORE - timedelta(seconds=1), BEFORE
EVERY = {aged.hot.name: aged for tables in AGEING.values() for aged in tables}
UNFINISHED: dict[str, list[dict[str, Any]]] = {
    "chat_inbox": [{"state": "received"}],
    "chat_outbox": [{"state": state} for state in ("pending", "sending", "unknown")],
    "events": [{"handled_at": None}],
}
FINISHED = {
    "chat_inbox": {"state": "done"},
    "chat_outbox": {"state": "sent"},
    "simulator_messages": {"direction": "in"},
}


@pytest.fixture(params=EVERY)
def aged(request: pytest.FixtureRequest) -> Ageing:
    return EVERY[request.param]


def finished(aged: Ageing, n: int, at: Any = OLD, **known: Any) -> dict[str, Any]:
    return a_row(aged.hot, n, **{**FINISHED.get(aged.hot.name, {}), aged.time: at, **known})


def keep(database: Engine, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    with database.begin() as connection:
        connection.execute(insert(table), list(rows))


def count(database: Engine, table: Table) -> int:
    with database.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def put_away(database: Engine, aged: Ageing, batch: int = 3, failed_before: Any = BEFORE) -> int:
    """Beside one that has just come."""
    keep(database, aged.hot, [finished(aged, 1000 + count(database, aged.hot), NOW)])
    return sum(move_old(database, aged, BEFORE, failed_before, batch))


def test_what_is_finished_and_old_moves_as_it_is(database: Engine, aged: Ageing) -> None:
    keep(database, aged.hot, (finished(aged, n) for n in range(7)))
    keep(database, aged.hot, (finished(aged, n, YOUNG) for n in range(7, 9)))
    with database.connect() as connection:
        was = connection.execute(select(aged.hot).where(aged.hot.c[aged.time] == OLD)).mappings().all()

    assert put_away(database, aged) == 7

    names = aged.hot.columns.keys()
    with database.connect() as connection:
        kept = connection.execute(select(*aged.archive.c[*names]).order_by(*aged.archive.primary_key)).mappings().all()
    assert sorted(map(str, map(dict, kept))) == sorted(map(str, map(dict, was)))
    assert count(database, aged.hot) == 2 + 1
    assert put_away(database, aged) == 0


def test_no_number_is_given_twice(database: Engine, aged: Ageing) -> None:
    """The newest stays, however old: SQLite counts on from whatever is there."""
    keep(database, aged.hot, [finished(aged, 1), finished(aged, 2, OLD + timedelta(microseconds=1))])
    assert sum(move_old(database, aged, BEFORE, BEFORE)) == 1
    keep(database, aged.hot, [finished(aged, 3, NOW)])
    assert sum(move_old(database, aged, BEFORE, BEFORE)) == 1
    number = aged.archive.c[aged.walk]
    with database.connect() as connection:
        archived = connection.execute(select(number).order_by(number)).scalars().all()
        [newest] = connection.execute(select(aged.hot.c[aged.walk])).scalars()
    assert len(set(archived)) == 2
    assert newest > archived[-1]


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_is_not_finished_stays_however_old_it_is(database: Engine, name: str) -> None:
    aged, long_ago = EVERY[name], OLD - timedelta(days=900)
    open_ones = [finished(aged, n, long_ago, **state) for n, state in enumerate(UNFINISHED[name])]
    keep(database, aged.hot, [*open_ones, finished(aged, 9)])
    assert put_away(database, aged, batch=1) == 1, "it does not bar the way for those behind it either"
    assert count(database, aged.hot) == len(open_ones) + 1


@pytest.mark.parametrize("name", ["chat_inbox", "chat_outbox"])
def test_what_failed_stays_for_as_long_as_it_can_be_replayed(database: Engine, name: str) -> None:
    aged = EVERY[name]
    keep(database, aged.hot, [finished(aged, 1, state="failed")])
    assert put_away(database, aged, failed_before=OLD - timedelta(days=60)) == 0
    assert put_away(database, aged, failed_before=OLD + timedelta(days=60)) == 1


def test_an_event_takes_the_marks_of_its_reactions_along(database: Engine) -> None:
    keep(database, events, [finished(EVENTS, 1, event_id="old"), finished(EVENTS, 2, event_id="open", handled_at=None)])
    marks = [a_row(REACTIONS.hot, n, event_id=event, at=NOW) for n, event in enumerate(("old", "old", "open"))]
    keep(database, REACTIONS.hot, marks)
    assert put_away(database, EVENTS) == 1
    assert (count(database, REACTIONS.hot), count(database, REACTIONS.archive)) == (1, 2)


def test_what_comes_again_is_known_for_as_long_as_it_lies_here(database: Engine) -> None:
    def comes(at: Any) -> bool:
        with database.begin() as connection:
            kept = Inbox(connection).keep("twilio", "SM1", "message", {}, SHOP, at)
            if kept:
                Inbox(connection).done(kept, at)
            return kept is not None

    assert comes(YOUNG)
    assert put_away(database, EVERY["chat_inbox"]) == 0
    assert not comes(NOW)


def test_a_little_of_it_is_kept_too(database: Engine) -> None:
    """Whoever wants only the first stretch gets it, committed."""
    aged = EVERY["chat_inbox"]
    keep(database, aged.hot, (finished(aged, n) for n in range(7)))
    stretches = move_old(database, aged, BEFORE, BEFORE, batch=3)
    assert next(stretches) == 3
    assert count(database, aged.archive) == 3, "and nobody waits for what its caller does meanwhile"
    stretches.close()
    assert count(database, aged.archive) == 3


# -- a crash ---------------------------------------------------------------------------------------------------------


class Crash(Exception):
    pass


@pytest.mark.parametrize("name", ["chat_inbox", "events"])
def test_a_crash_between_any_two_statements_loses_nothing(database: Engine, name: str) -> None:
    """Each try dies one statement later than the one before, the last one not at all."""
    aged = EVERY[name]
    keep(database, aged.hot, [*(finished(aged, n) for n in range(2)), finished(aged, 2, NOW)])
    if aged.marks:
        keep(database, aged.marks.hot, [a_row(aged.marks.hot, n, event_id=f"events.event_id-{n}") for n in range(2)])
    crashes = 0
    while dies_at(database, aged, crashes):
        crashes += 1
        for one in filter(None, (aged, aged.marks)):
            assert count(database, one.archive) in (0, 2), "all of a stretch, or nothing"
            assert count(database, one.hot) + count(database, one.archive) == (3 if one is aged else 2)
    assert crashes > 3
    assert (count(database, aged.hot), count(database, aged.archive)) == (1, 2)


def dies_at(database: Engine, aged: Ageing, statements: int) -> bool:
    left = [statements]

    def die(*_: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash

    def die_at_commit(connection: Any) -> None:
        die()

    for moment, death in (("before_cursor_execute", die), ("commit", die_at_commit)):
        event.listen(database, moment, death)
    try:
        sum(move_old(database, aged, BEFORE, BEFORE))
    except Crash:
        return True
    finally:
        for moment, death in (("before_cursor_execute", die), ("commit", die_at_commit)):
            event.remove(database, moment, death)
    return False


# -- who still asks --------------------------------------------------------------------------------------------------


def test_the_history_of_an_order_is_told_however_old_it_is(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    order = floor.order()
    pay(floor, order)
    make_old(floor)
    with floor.work() as work:
        told = work.order_queries.history(order.number)
    assert put_away(floor.database, EVENTS) >= len(told) > 2
    with floor.work() as work:
        assert work.order_queries.history(order.number) == told


def make_old(floor: ShopFloor) -> None:
    with floor.database.begin() as connection:
        connection.execute(events.update().values(handled_at=OLD, occurred_at=OLD))


def test_what_a_wallet_told_once_is_heard_however_old_it_is(floor: ShopFloor) -> None:
    floor.put_on_shelf()
    attempt_id = begin(floor, floor.order())[1]
    told = {"shop_id": SHOP, "provider": "daraja", "account": "acct", "ref": "ref", "provider_txn": "T1"}
    rows = [a_row(callbacks, n, at=OLD, **told, attempt_id=attempt_id, at_own_address=True) for n in range(2)]
    keep(floor.database, callbacks, [rows[0]])
    put_away(floor.database, EVERY["payment_callbacks"])
    keep(floor.database, callbacks, [rows[1]])
    assert SqlHeard(floor.database, "daraja").about("acct", "ref") == [row["body"].encode() for row in rows]
    with floor.work() as work:
        assert len(work.callbacks.find_by_txn(SHOP, "T1")) == 2
        assert work.proofs.attempted("T1", ["daraja"]) is not None


def test_a_claim_that_nobody_proved_stays_unbelieved_in_the_archive(database: Engine) -> None:
    told = {"provider": "daraja", "account": "acct", "ref": "ref", "at_own_address": False, "auth": "none"}
    keep(database, callbacks, [a_row(callbacks, 1, at=OLD, **told)])
    put_away(database, EVERY["payment_callbacks"])
    assert count(database, callbacks_archive) == 1
    assert SqlHeard(database, "daraja").about("acct", "ref") == []


# -- how it is found -------------------------------------------------------------------------------------------------


def test_no_statement_of_it_reads_a_whole_table(database: Engine, aged: Ageing) -> None:
    keep(database, aged.hot, (finished(aged, n) for n in range(4)))
    seen: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "INSERT", "DELETE")) and aged.hot.name in statement:
            seen.append((statement, parameters))

    event.listen(database, "before_cursor_execute", note)
    put_away(database, aged)
    event.remove(database, "before_cursor_execute", note)
    with database.connect() as connection:
        for statement, parameters in seen:
            assert whole_tables(plan(connection, statement, parameters)) == [], statement


def test_every_archive_has_the_columns_of_its_table() -> None:
    every = [*EVERY.values(), REACTIONS]
    assert {one.archive.name for one in every} == {name for name in METADATA.tables if name.endswith("_archive")}
    for one in every:
        assert set(one.archive.columns.keys()) == set(one.hot.columns.keys())
        assert next(iter(one.archive.primary_key)).name == one.time
