"""Each event reaches the stream, whatever dies, is emptied, full or away meanwhile; twice only under the same id."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, update

from bot import publishing
from bot.publishing import LEASE, publish_all
from bot.settings import load_settings
from bot.supervisor import StartRefused
from integrations.store.feed import Cursor
from integrations.store.streams import SqlStreams
from integrations.store.tables.streams import streams
from integrations.stream.redis_streams import RedisStreams
from tests.bot.doors.house import all_at_once
from tests.bot.running import KeptWakeups
from tests.integrations.stream.conftest import NAME, Stand, stand_on
from tests.services import RedisServer, running_redis


class Killed(BaseException):
    """Nothing of ours catches it."""


def killed(*_: object) -> Any:
    raise Killed


# -- all is well --------------------------------------------------------------------------------------------------


def test_what_happened_comes_out_in_the_order_in_which_it_happened(stand: Stand) -> None:
    stand.happens("1001", "1002")
    stand.happens("1001")
    assert publish_all(stand.it) == 3
    assert stand.orders() == ["1001", "1002", "1001"]
    assert publish_all(stand.it) == 0
    assert len({event["id"] for event in stand.out()}) == 3


def test_more_than_a_batch_is_published_at_once(sqlite_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "BATCH", 4)
    sqlite_stand.happens(*map(str, range(10)))
    assert publish_all(sqlite_stand.it) == 10
    assert sqlite_stand.orders() == [str(n) for n in range(10)]


def test_a_commit_wakes_the_publisher_where_there_is_a_stream(sqlite_stand: Stand) -> None:
    sqlite_stand.happens("1001")
    wakeups = sqlite_stand.it.wakeups
    assert isinstance(wakeups, KeptWakeups)
    assert "publish" in wakeups.woken


def test_without_an_address_nothing_runs(sqlite_database: Engine, fresh_redis_url: str) -> None:
    with stand_on(sqlite_database, fresh_redis_url) as with_stream:
        it = with_stream.it
    without = type(it)(**{name: getattr(it, name) for name in it.__dataclass_fields__} | {"stream": None})
    with without.work() as work:
        work.on_commit(lambda: None)
    assert publish_all(without) == 0


def test_an_address_that_is_no_redis_is_named_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENT_STREAM_URL", "kafka://here")
    with pytest.raises(StartRefused, match="EVENT_STREAM_URL"):
        load_settings(_env_file=None)


# -- a publisher dies ---------------------------------------------------------------------------------------------


def test_a_crash_after_the_handing_over_hands_over_again_under_the_same_ids(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.happens("1001", "1002")
    with monkeypatch.context() as crash, pytest.raises(Killed):
        crash.setattr(SqlStreams, "give_back", killed)
        publish_all(stand.it)
    assert publish_all(stand.it) == 0, "for whoever died has the lease"
    stand.it.clock.pass_by(seconds=LEASE.total_seconds() + 1)  # type: ignore[attr-defined]
    stand.happens("1001")
    assert publish_all(stand.it) == 3
    ids = [event["id"] for event in stand.out()]
    assert ids[:2] == ids[2:4]
    assert stand.orders() == ["1001", "1002", "1001", "1002", "1001"]


def test_a_crash_before_it_loses_nothing(sqlite_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_stand.happens("1001")
    with monkeypatch.context() as crash, pytest.raises(Killed):
        crash.setattr(RedisStreams, "publish", killed)
        publish_all(sqlite_stand.it)
    assert publish_all(sqlite_stand.it) == 1
    assert sqlite_stand.orders() == ["1001"]


# -- two publishers -----------------------------------------------------------------------------------------------


def two_at_once(stand: Stand, monkeypatch: pytest.MonkeyPatch, meet: Any) -> None:
    """Both have read before either hands over, where both get so far."""
    hand_over = RedisStreams.publish

    def wait_and_publish(self: RedisStreams, *what: Any) -> None:
        meet()
        hand_over(self, *what)

    monkeypatch.setattr(RedisStreams, "publish", wait_and_publish)
    stand.happens("1001", "1002", "1003")
    all_at_once([lambda: publish_all(stand.it)] * 2)


def test_without_the_lease_two_publishers_say_everything_twice(
    sqlite_stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlStreams, "claim", lambda *_: Cursor(NAME, ""))
    barrier = Barrier(2, action=lambda: monkeypatch.setattr(publishing, "_publish_some", lambda *_: 0))
    two_at_once(sqlite_stand, monkeypatch, lambda: barrier.wait(20))
    assert len(sqlite_stand.out()) == 6


def test_with_it_one_works_and_the_other_goes_away(sqlite_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    two_at_once(sqlite_stand, monkeypatch, nullcontext)
    assert sqlite_stand.orders() == ["1001", "1002", "1003"]


def test_one_who_wakes_up_late_moves_nothing(stand: Stand) -> None:
    stand.happens("1001")
    with stand.it.work() as work:
        late = SqlStreams(work.connection, stand.it.ids).claim(NAME, stand.it.clock.now(), LEASE)
    assert late is not None
    stand.it.clock.pass_by(seconds=LEASE.total_seconds() + 1)  # type: ignore[attr-defined]
    assert publish_all(stand.it) == 1
    with stand.it.work() as work:
        assert SqlStreams(work.connection, stand.it.ids).give_back(late, stand.it.clock.now()) is False
    stand.happens("1002")
    assert publish_all(stand.it) == 1
    assert stand.orders() == ["1001", "1002"]


# -- the stream fails ---------------------------------------------------------------------------------------------


def test_a_flushed_stream_gets_again_what_it_would_hold(stand: Stand) -> None:
    stand.happens("1001", "1002")
    publish_all(stand.it)
    before = stand.out()
    stand.redis.flushall()
    stand.happens("1003")
    publish_all(stand.it)
    assert stand.out()[:2] == before
    assert stand.orders() == ["1001", "1002", "1003"]
    assert publish_all(stand.it) == 0, "once is enough"


def test_without_a_look_at_the_mark_they_would_be_gone(sqlite_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_where_it_stands", lambda cursor, *_: cursor)
    sqlite_stand.happens("1001", "1002")
    publish_all(sqlite_stand.it)
    sqlite_stand.redis.flushall()
    sqlite_stand.happens("1003")
    publish_all(sqlite_stand.it)
    assert sqlite_stand.orders() == ["1003"]


def test_one_that_forgot_its_last_second_gets_that_again(sqlite_stand: Stand) -> None:
    sqlite_stand.happens("1001")
    publish_all(sqlite_stand.it)
    kept = {key: sqlite_stand.redis.dump(key) for key in sqlite_stand.redis.scan_iter()}
    sqlite_stand.happens("1002")
    publish_all(sqlite_stand.it)
    sqlite_stand.redis.flushall()
    for key, value in kept.items():
        sqlite_stand.redis.restore(key, 0, value)  # type: ignore[arg-type]
    assert publish_all(sqlite_stand.it) == 1
    assert sqlite_stand.orders() == ["1001", "1002"]


def test_a_full_one_takes_all_of_a_batch_later_or_nothing_now(sqlite_stand: Stand) -> None:
    sqlite_stand.happens("1001")
    publish_all(sqlite_stand.it)
    sqlite_stand.redis.config_set("maxmemory", 1)
    try:
        sqlite_stand.happens("1002", "1003")
        assert publish_all(sqlite_stand.it) == 0
    finally:
        sqlite_stand.redis.config_set("maxmemory", 0)
    assert sqlite_stand.orders() == ["1001"]
    assert publish_all(sqlite_stand.it) == 2
    assert sqlite_stand.orders() == ["1001", "1002", "1003"]


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


def test_one_that_is_away_or_comes_back_empty_costs_the_shop_nothing(
    sqlite_database: Engine, own_redis: RedisServer
) -> None:
    with stand_on(sqlite_database, own_redis.url) as stand:
        stand.happens("1001")
        publish_all(stand.it)
        own_redis.stop(signal.SIGKILL)
        stand.happens("1002")
        assert publish_all(stand.it) == 0
        own_redis.start()
        stand.redis.flushall()
        publish_all(stand.it)
        assert stand.orders() == ["1001", "1002"]


def test_it_keeps_so_many_and_forgets_the_oldest(sqlite_database: Engine, fresh_redis_url: str) -> None:
    with stand_on(sqlite_database, fresh_redis_url, stream_length=1000) as stand:
        for first in range(0, 1500, 100):
            stand.happens(*map(str, range(first, first + 100)))
        assert publish_all(stand.it) == 1500
        kept = stand.orders()
        assert 1000 <= len(kept) < 1200
        assert kept[-1] == "1499"
        stand.redis.flushall()
        assert publish_all(stand.it) == 1000, "after a flush what it would hold, not all that ever happened"


# -- partitions ---------------------------------------------------------------------------------------------------


def test_an_order_stays_in_one_partition(sqlite_database: Engine, fresh_redis_url: str) -> None:
    with stand_on(sqlite_database, fresh_redis_url, stream_partitions=4) as stand:
        for _ in range(3):
            stand.happens(*map(str, range(40)))
        publish_all(stand.it)
        lengths = [stand.redis.xlen(f"{NAME}.{n}") for n in range(4)]
        assert sum(lengths) == 120
        assert all(length % 3 == 0 and length for length in lengths), "three of each order, side by side"


def test_a_new_name_begins_with_the_oldest_event(sqlite_stand: Stand) -> None:
    sqlite_stand.happens("1001")
    publish_all(sqlite_stand.it)
    with sqlite_stand.it.engine.begin() as connection:
        connection.execute(update(streams).values(name="somewhere else"))
    sqlite_stand.redis.delete(f"{NAME}.0", f"{NAME}:mark")
    assert publish_all(sqlite_stand.it) == 1
    assert sqlite_stand.orders() == ["1001"]
