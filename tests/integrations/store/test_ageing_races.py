"""Putting away beside a shop that is open, and beside somebody who does the same: nobody waits, nothing is twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select

from domain.shared.errors import Temporary
from domain.shared.ids import RandomIds
from integrations.store import ageing, partitions, receipts
from integrations.store.ageing import AGEING, Ageing, move_old
from integrations.store.inbox import Inbox
from integrations.store.outbox import Outbox
from integrations.store.outgoing import sent
from integrations.store.partitions import drop_months, months_of
from integrations.store.tables.archive import inbox_archive
from integrations.store.tables.chat import inbox
from tests.integrations.store.conftest import NOW, a_message, transaction_on
from tests.integrations.store.rows import a_row
from tests.integrations.store.shop import SHOP, all_at_once, somebody_waits
from tests.services import eventually

[INBOX], [OUTBOX, _SCREENS], [RECEIPTS] = AGEING["webhooks"], AGEING["messages"], AGEING["receipts"]
SINCE = NOW - timedelta(days=100)
PEOPLE, TURNS = 3, 8


def put_away(database: Engine, aged: Ageing = INBOX, before: datetime = NOW) -> int:
    return sum(move_old(database, aged, before, before, batch=5))


def keep(database: Engine, how_many: int) -> None:
    """So many old ones, and one that has just come."""
    with database.begin() as connection:
        rows = [a_row(inbox, n, state="done", received_at=SINCE) for n in range(how_many)]
        connection.execute(insert(inbox), [*rows, a_row(inbox, how_many, state="done", received_at=NOW)])


def ids_in(database: Engine, table: Any) -> list[int]:
    with database.connect() as connection:
        return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())


# -- beside turns ----------------------------------------------------------------------------------------------------


def a_turn(database: Engine, name: str) -> None:
    """All of it so long ago that it may be put away at once; every message that ends in 3 never has its turn."""
    with transaction_on(database) as connection:
        box = Inbox(connection)
        kept = box.keep("twilio", name, "message", {}, SHOP, SINCE)
        assert kept
        Outbox(connection, RandomIds()).add(a_message(name, to=name.split("-")[0]), SHOP, SINCE)
        if not name.endswith("3"):
            box.done(kept, SINCE)


def send_one(database: Engine) -> bool:
    """False where nothing was to be sent that nobody else is sending."""
    with transaction_on(database) as connection:
        out = Outbox(connection, RandomIds())
        claimed = out.claim(SINCE, timedelta(seconds=9), batch=1)
        out.settle([sent(outgoing, f"SM-{outgoing.id}") for outgoing in claimed], SINCE)
        for outgoing in claimed:
            receipts.keep(connection, "simulator", f"SM-{outgoing.id}", "read", SINCE)
    return bool(claimed)


def test_whatever_turns_write_meanwhile_lies_in_exactly_one_place(database: Engine) -> None:
    is_over = Event()

    def turns(person: int) -> None:
        for n in range(TURNS):
            a_turn(database, f"{person}-{n}")
            send_one(database)

    def archiver() -> None:
        while not is_over.wait(0.005):
            for aged in (INBOX, OUTBOX, RECEIPTS):
                put_away(database, aged)

    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        archivers = [pool.submit(archiver) for _ in range(2)]
        for each in [pool.submit(turns, person) for person in range(PEOPLE)]:
            each.result()
        while send_one(database):
            pass
        is_over.set()
        for each in archivers:
            each.result()

    for aged in (INBOX, OUTBOX, RECEIPTS):
        put_away(database, aged)
        assert how_many(database, aged.hot) + how_many(database, aged.archive) == PEOPLE * TURNS
    assert how_many(database, INBOX.hot) in (PEOPLE, PEOPLE + 1), "those that had no turn, and the newest"
    assert how_many(database, OUTBOX.hot) == 1


def how_many(database: Engine, table: Any) -> int:
    with database.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_no_turn_waits_for_it(postgres_database: Engine) -> None:
    """Rows are gone and not yet committed: everything that a turn does goes on beside that."""
    keep(postgres_database, 5)
    with half_done(postgres_database):
        a_turn(postgres_database, "0-1")
        send_one(postgres_database)
    assert how_many(postgres_database, inbox_archive) == 5


# -- beside another one ----------------------------------------------------------------------------------------------


@contextmanager
def half_done(database: Engine) -> Iterator[None]:
    """Somebody moves everything, and commits at the end of the block."""
    with database.begin() as connection:
        ageing._move(connection, INBOX, inbox.c.received_at < NOW, INBOX.movable(NOW, NOW))
        yield


def test_copying_first_and_deleting_then_keeps_it_twice(postgres_database: Engine) -> None:
    """The fault that moving in one statement takes away: both copy before either has deleted."""
    keep(postgres_database, 5)
    with postgres_database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE chat_inbox_archive DROP CONSTRAINT pk_chat_inbox_archive")
        partitions.make_months(connection, inbox_archive, [SINCE])
    both_have_copied = Barrier(2)

    def copy_and_delete() -> None:
        with postgres_database.begin() as connection:
            names = list(inbox.columns.keys())
            old = inbox.c.received_at < NOW
            connection.execute(insert(inbox_archive).from_select(names, select(inbox).where(old)))
            both_have_copied.wait(20)
            connection.execute(delete(inbox).where(old))

    assert all_at_once([copy_and_delete] * 2) == [None, None]
    assert how_many(postgres_database, inbox_archive) == 10


def test_two_at_once_move_each_row_once(database: Engine) -> None:
    keep(database, 60)
    *before, _newest = ids_in(database, inbox)
    moved = all_at_once([lambda: put_away(database)] * 3)
    assert sum(each for each in moved if isinstance(each, int)) == 60, moved
    assert ids_in(database, inbox_archive) == before


def test_what_somebody_is_moving_is_passed_over(postgres_database: Engine) -> None:
    keep(postgres_database, 5)
    partitions.make_ahead(postgres_database, inbox_archive, SINCE)
    with half_done(postgres_database):
        assert put_away(postgres_database) == 0
    assert how_many(postgres_database, inbox_archive) == 5


def test_without_passing_over_it_waits(postgres_database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ageing, "locked", lambda statement, **how: statement.with_for_update())
    keep(postgres_database, 5)
    partitions.make_ahead(postgres_database, inbox_archive, SINCE)
    with ThreadPoolExecutor(1) as pool:
        with half_done(postgres_database):
            second = pool.submit(put_away, postgres_database)
            eventually(lambda: somebody_waits(postgres_database))
        assert second.result() == 0


# -- months ----------------------------------------------------------------------------------------------------------


def month(year: int, number: int, day: int = 1) -> datetime:
    return datetime(year, number, day, tzinfo=UTC)


def months_with_rows(database: Engine) -> set[datetime]:
    with database.connect() as connection:
        return {partitions.month_of(at) for at in connection.execute(select(inbox_archive.c.received_at)).scalars()}


def test_only_whole_months_are_forgotten(database: Engine) -> None:
    for at in (month(2025, 12, 31), month(2026, 1, 1), month(2026, 2, 1), month(2026, 2, 28)):
        keep_one(database, at)
    keep(database, 0)
    put_away(database)
    assert months_with_rows(database) == {month(2025, 12), month(2026, 1), month(2026, 2)}
    assert drop_months(database, inbox_archive, month(2026, 2, 27)) == 2
    assert months_with_rows(database) == {month(2026, 2)}, "its last day need still be kept"
    assert drop_months(database, inbox_archive, month(2026, 2, 27)) == 0


def keep_one(database: Engine, at: datetime) -> None:
    with database.begin() as connection:
        connection.execute(insert(inbox).values(a_row(inbox, at.toordinal(), state="done", received_at=at)))


def test_months_are_made_ahead_by_any_number_at_once(postgres_database: Engine) -> None:
    newyears_eve = month(2026, 12, 31)
    assert (
        all_at_once([lambda: partitions.make_ahead(postgres_database, inbox_archive, newyears_eve)] * 3) == [None] * 3
    )
    with postgres_database.connect() as connection:
        assert months_of(connection, inbox_archive) == [month(2026, 12), month(2027, 1)]


def test_each_month_is_a_partition_that_is_there_when_its_first_row_comes(postgres_database: Engine) -> None:
    for at in (month(2025, 12, 31), month(2026, 2, 1), NOW - timedelta(days=31)):
        keep_one(postgres_database, at)
    keep(postgres_database, 0)
    assert all_at_once([lambda: put_away(postgres_database)] * 3).count(0) <= 2
    with postgres_database.connect() as connection:
        assert months_of(connection, inbox_archive) == [month(2025, 12), month(2026, 2), month(2026, 10)]


def test_a_month_is_not_dropped_under_a_row_on_its_way_there(
    postgres_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "PATIENCE", "50ms")
    keep(postgres_database, 5)
    partitions.make_ahead(postgres_database, inbox_archive, SINCE)
    with half_done(postgres_database), pytest.raises(Temporary):
        drop_months(postgres_database, inbox_archive, NOW)
    assert how_many(postgres_database, inbox_archive) == 5
    assert drop_months(postgres_database, inbox_archive, NOW) == 2


def test_a_reader_of_the_archive_does_not_wait_for_a_new_month(postgres_database: Engine) -> None:
    keep(postgres_database, 5)

    def read(connection: Connection) -> int:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
        return connection.execute(select(func.count()).select_from(inbox_archive)).scalar_one()

    with half_done(postgres_database), postgres_database.begin() as connection:
        assert read(connection) == 0
