"""Nothing is passed over and no order's story is told out of turn, whatever commits when. Naive readers do both."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.publishing import publish_all
from domain.ordering.events import OrderReadyForShipment, OrderShipped
from integrations.store.feed import Cursor, SqlFeed
from integrations.store.gaps import Gap, missing, still_open
from integrations.store.tables.events import events
from integrations.store.tables.streams import streams
from tests.integrations.stream.conftest import SHOP, Stand


def naively_after(stand: Stand, position: int) -> list[int]:
    with stand.it.engine.connect() as connection:
        rows = connection.execute(select(events.c.id).where(events.c.id > position).order_by(events.c.id))
        return list(rows.scalars())


@pytest.fixture
def slow(postgres_stand: Stand) -> Iterator[ExitStack]:
    """A transaction that has written its event and does not commit yet: closing it does."""
    with ExitStack() as transaction:
        work = transaction.enter_context(postgres_stand.it.work(SHOP))
        postgres_stand.keep(work, "slow")
        yield transaction


# -- the pair -----------------------------------------------------------------------------------------------------


def test_whoever_asks_for_higher_ids_alone_loses_what_commits_late(postgres_stand: Stand, slow: ExitStack) -> None:
    postgres_stand.happens("quick")
    seen = naively_after(postgres_stand, 0)
    slow.close()
    assert naively_after(postgres_stand, seen[-1]) == []
    assert len(naively_after(postgres_stand, 0)) == 2, "one of the two was never seen"


def test_what_commits_late_is_published_late_and_keeps_nobody_waiting(postgres_stand: Stand, slow: ExitStack) -> None:
    postgres_stand.happens("quick")
    assert publish_all(postgres_stand.it) == 1
    publish_all(postgres_stand.it)
    assert postgres_stand.orders() == ["quick"]
    slow.close()
    assert publish_all(postgres_stand.it) == 1
    assert postgres_stand.orders() == ["quick", "slow"]


def test_an_id_that_was_rolled_back_is_not_waited_for(postgres_stand: Stand) -> None:
    with pytest.raises(ZeroDivisionError), postgres_stand.it.work(SHOP) as work:
        postgres_stand.keep(work, "undone")
        postgres_stand.happens("quick")
        publish_all(postgres_stand.it)
        assert [gap[:2] for gap in kept_gaps(postgres_stand)] == [[1, 1]]
        raise ZeroDivisionError
    publish_all(postgres_stand.it)
    assert kept_gaps(postgres_stand) == []
    assert postgres_stand.orders() == ["quick"]


def kept_gaps(stand: Stand) -> list[Any]:
    with stand.it.engine.connect() as connection:
        return list(connection.execute(select(streams.c.gaps)).scalar_one())


# -- one order ----------------------------------------------------------------------------------------------------


def test_who_began_first_and_came_to_the_order_second_is_told_second(postgres_stand: Stand) -> None:
    """By the age of transactions, as in a queue that waits for the oldest one, the story would be turned round."""
    stand = postgres_stand
    with stand.it.work(SHOP) as elder:
        elder.connection.execute(text("SELECT pg_current_xact_id()"))
        with stand.it.work(SHOP) as younger:
            stand.keep(younger, "1001", OrderReadyForShipment)
        stand.keep(elder, "1001", OrderShipped)
    with stand.it.engine.connect() as connection:
        by_age = connection.execute(text("SELECT name FROM events ORDER BY xmin::text::bigint")).scalars().all()
    assert by_age == ["OrderShipped", "OrderReadyForShipment"]
    publish_all(stand.it)
    assert [event["type"] for event in stand.out()] == ["shop.OrderReadyForShipment.v1", "shop.OrderShipped.v1"]


def test_a_crowd_of_writers_some_of_whom_give_up(postgres_stand: Stand) -> None:
    stand, dice = postgres_stand, random.Random(7)
    plans = [[(f"order {dice.randrange(6)}", dice.random() < 0.2) for _ in range(25)] for _ in range(8)]

    def write(plan: list[tuple[str, bool]]) -> None:
        for order, gives_up in plan:
            try:
                with stand.it.work(SHOP) as work:
                    stand.keep(work, order)
                    work.connection.execute(text("SELECT pg_sleep(random() * 0.004)"))
                    if gives_up:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    with ThreadPoolExecutor(9) as pool:
        writing = [pool.submit(write, plan) for plan in plans]
        while not all(each.done() for each in writing):
            publish_all(stand.it)
    for each in writing:
        each.result()
    publish_all(stand.it)
    told = [(event["subject"], event["sequence"]) for event in stand.out()]
    assert len(told) == len(set(told)) == sum(not gives_up for plan in plans for _, gives_up in plan)
    assert {int(sequence) for _, sequence in told} == set(naively_after(stand, 0))
    for order in {subject for subject, _ in told}:
        story = [sequence for subject, sequence in told if subject == order]
        assert story == sorted(story)
    publish_all(stand.it)
    assert kept_gaps(stand) == []


# -- gaps on paper ------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named_in_stretches() -> None:
    assert list(missing(1, 9, [2, 3, 7])) == [(1, 1), (4, 6), (8, 9)]
    assert list(missing(4, 6, [4, 5, 6])) == []
    assert list(missing(4, 3, [])) == []


def test_a_gap_closes_by_what_arrives_and_by_the_end_of_its_last_writer() -> None:
    gap = Gap(4, 8, frozenset({"3/17", "5/2"}))
    assert list(still_open([gap], [6], frozenset({"5/2"}))) == [Gap(4, 5, gap.writers), Gap(7, 8, gap.writers)]
    assert list(still_open([gap], [6], frozenset({"9/9"}))) == []


def test_what_ended_between_two_looks_is_looked_for_once_more(postgres_stand: Stand, slow: ExitStack) -> None:
    """The writer of a gap may commit after the rows were read and before the writers were asked for: none is left."""
    stand = postgres_stand
    stand.happens("quick")
    with stand.it.look() as work:
        feed = SqlFeed(work.connection)
        visible = feed._visible(Cursor("", ""), 9)
        slow.close()
        feed._visible = lambda cursor, batch: visible  # type: ignore[method-assign]
        _, cursor = feed.after(Cursor("", ""), 9)
        assert cursor.gaps == (Gap(1, 1, frozenset()),)
        found, cursor = SqlFeed(work.connection).after(cursor, 9)
    assert [event.payload["order_id"] for event in found] == ["slow"]
    assert cursor.gaps == ()
