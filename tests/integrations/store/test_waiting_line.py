"""The line before the shelf, on both databases: with real threads, and for the clock."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.again import again
from domain.catalog.allocation import GoodsAllocator
from domain.catalog.errors import OutOfStock
from domain.catalog.hold import HoldState
from domain.catalog.use_cases import adjust_stock
from domain.catalog.waiting import KEPT_FOR
from domain.catalog.waiting_line import serve_line, wait_for
from domain.ordering.order import Order
from domain.shared.ids import CustomerId
from integrations.store.queries.due import SqlLines
from integrations.store.tables.catalog import hold_lines, holds
from tests.integrations.store.shop import SHOP, WAX, ShopFloor, all_at_once


def people(floor: ShopFloor, how_many: int) -> list[CustomerId]:
    return [floor.buyer(f"+2250700001{n:03}") for n in range(how_many)]


def everybody_waits(floor: ShopFloor, who: list[CustomerId]) -> None:
    for person in who:
        floor.clock.pass_by(seconds=1)
        with floor.work() as work:
            wait_for(work, person, WAX)


def serve(floor: ShopFloor) -> None:
    with floor.work() as work:
        serve_line(work, WAX)


def stocked(floor: ShopFloor, pieces: int) -> None:
    with floor.work() as work:
        adjust_stock(work, WAX, pieces, "fatou")


def kept(floor: ShopFloor) -> list[str]:
    """For whom, and that what is held is what holds hold."""
    with floor.work() as work:
        rows = work.connection.execute(select(holds.c.kept_for, holds.c.state).order_by(holds.c.kept_for)).all()
        standing = select(func.coalesce(func.sum(hold_lines.c.quantity), 0)).join(
            holds, holds.c.order_id == hold_lines.c.order_id
        )
        held = work.connection.execute(standing.where(holds.c.state == HoldState.HELD)).scalar_one()
    assert floor.variant().held == held <= floor.variant().on_hand
    return [row.kept_for for row in rows if row.kept_for and row.state == HoldState.HELD]


def due(floor: ShopFloor) -> list[Any]:
    with floor.work() as work:
        return SqlLines(work.connection).to_serve(floor.clock.now())


def test_two_in_line_and_one_piece_served_by_two_at_once(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=0)
    first, second = people(floor, 2)
    everybody_waits(floor, [first, second])
    stocked(floor, 1)
    outcomes = all_at_once([partial(again, partial(serve, floor)) for _ in range(4)])
    assert outcomes == [None] * 4
    assert kept(floor) == [first]


def test_she_who_was_told_and_strangers_at_once(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=1)
    told, *strangers = everybody = people(floor, 6)
    for person in everybody:
        floor.fill_cart(person)
    everybody_waits(floor, [told])
    serve(floor)
    outcomes = all_at_once([partial(again, partial(floor.check_out, person)) for person in (*strangers, told)])
    assert [isinstance(each, OutOfStock) for each in outcomes[:-1]] == [True] * 5
    assert isinstance(outcomes[-1], Order)
    assert (kept(floor), floor.variant().held) == ([], 1)


def test_without_its_name_what_is_kept_is_nobodys(floor: ShopFloor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the test above would see."""
    floor.put_on_shelf(stock=1)
    [told] = people(floor, 1)
    floor.fill_cart(told)
    everybody_waits(floor, [told])
    serve(floor)
    freed = GoodsAllocator._freed_shelf
    monkeypatch.setattr(GoodsAllocator, "_freed_shelf", lambda self, wanted, buyer=None: freed(self, wanted))
    with pytest.raises(OutOfStock):
        floor.check_out(told)


def test_the_clock_finds_what_is_there_again_and_what_was_kept_too_long(floor: ShopFloor) -> None:
    floor.put_on_shelf(stock=0)
    everybody_waits(floor, people(floor, 1))
    assert due(floor) == []
    stocked(floor, 1)
    assert due(floor) == [(SHOP, WAX)]
    serve(floor)
    floor.clock.pass_by(seconds=(KEPT_FOR - timedelta(seconds=1)).total_seconds())
    assert due(floor) == []
    floor.clock.pass_by(seconds=1)
    assert due(floor) == [(SHOP, WAX)]
    serve(floor)
    assert (due(floor), kept(floor), floor.variant().held) == ([], [], 0)
